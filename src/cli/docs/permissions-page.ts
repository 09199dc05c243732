import { alertReads } from '../../core/alert-reads';
import type { Families } from '../../core/family';
import { directoryNeeds } from '../../graph/directory-needs';
import { operations } from '../../operations';
import { questions } from '../../questions';
import { code, page, table } from './markdown';

/** docs/permissions.md: the least application permissions for these families, reading before writing; with writing off, reading only. */
export function permissionsPage(families: Families, writes = true): string {
  const needs = needsOf(families);
  return page([
    '# Permissions',
    'Application permissions of Microsoft Graph for the app registration that talks to Graph (`AZURE_CLIENT_ID`). Grant those of the families that are switched on in `warden.yaml`, and consent to them. For a trial with `writes: off` the first table is enough. `npm run docs -- warden.yaml` prints this page for your own settings.',
    '## To read',
    tableOf(needs.read),
    ...(writes
      ? [
          '## To write',
          'Each of these includes reading the same things: where one is granted, its `.Read.` sister is not needed.',
          tableOf(needs.write),
        ]
      : []),
    '## Good to know',
    'Warden reads the permissions in its own token. It says at the start which are missing, and again before anybody is asked to approve what it could not write. A permission that was granted counts with the next token: within an hour or so, with a managed identity within a day.',
    'To talk in Teams no Graph permission is needed; the bot registration does that.',
  ]);
}

export interface Needs {
  readonly read: readonly Need[];
  readonly write: readonly Need[];
}

interface Need {
  readonly permission: string;
  readonly about: string;
  readonly docs: string;
}

export function needsOf(families: Families): Needs {
  const all = [...families.values()];
  const acts = [...operations.values()].filter(({ families: only }) => only.every((id) => families.has(id)));
  const directory = directoryNeeds.filter(
    ({ families: only }) => only === undefined || only.some((id) => families.has(id)),
  );
  return {
    read: [
      ...all.flatMap(({ permission, title, docs }) =>
        permission.read.map((one) => ({ permission: one, about: `${title}: list, show, plan`, docs })),
      ),
      ...[...questions.values()].flatMap(({ reads, families: only }) =>
        only.every((id) => families.has(id)) ? (reads ?? []) : [],
      ),
      ...acts.flatMap(({ reads }) => reads),
      ...deviceReads.filter(({ families: only }) => only.some((id) => families.has(id))),
      ...alertReads,
      ...watchReads.filter(({ families: only }) => only === undefined || only.some((id) => families.has(id))),
      ...directory.flatMap(({ read, about, docs }) => read.map((permission) => ({ permission, about, docs }))),
    ],
    write: [
      ...all.flatMap(({ permission, title, docs }) =>
        permission.write.map((one) => ({ permission: one, about: `${title}: apply what was approved`, docs })),
      ),
      ...acts.flatMap(({ writes }) => writes),
    ],
  };
}

/** What plans and questions read beside the policies themselves. */
const deviceReads = [
  {
    permission: 'DeviceManagementManagedDevices.Read.All',
    about: 'how many devices a change would lock out, which report to Defender',
    docs: 'https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list',
    families: ['appProtection', 'connector'],
  },
  {
    permission: 'DeviceManagementApps.Read.All',
    about: 'how many app registrations of unenrolled devices there are',
    docs: 'https://learn.microsoft.com/graph/api/intune-mam-managedappregistration-list',
    families: ['appProtection'],
  },
] as const;

/** What is read to notice what others do; without one of these that is not noticed, and nothing else is missing. */
const watchReads: readonly (Need & { readonly families?: readonly string[] })[] = [
  {
    permission: 'DeviceManagementApps.Read.All',
    about: 'what others change in Intune of what Warden manages',
    docs: 'https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list',
  },
  ...['AuditLog.Read.All', 'Directory.Read.All'].map((permission) => ({
    permission,
    about: 'what others change in Entra of what Warden manages (may be left out: then that is not noticed)',
    docs: 'https://learn.microsoft.com/graph/api/directoryaudit-list',
  })),
  {
    permission: 'DeviceManagementConfiguration.Read.All',
    about: 'whether a second admin has approved in Intune, where Intune asks for one',
    docs: 'https://learn.microsoft.com/graph/api/intune-rbac-operationapprovalrequest-get',
    families: ['compliance', 'antivirus', 'firewall', 'endpointDetection', 'supervisedMode'],
  },
];

/** One row for each permission, with everything it is for. */
function tableOf(needs: readonly Need[]): string {
  const names = [...new Set(needs.map(({ permission }) => permission))];
  return table(
    ['Permission', 'Needed for', 'See'],
    names.map((name) => {
      const its = needs.filter(({ permission }) => permission === name);
      const links = [...new Set(its.map(({ docs }) => docs))];
      return [
        code(name),
        [...new Set(its.map(({ about }) => about))].join('; '),
        links.map((link, i) => `[${i + 1}](${link})`).join(' '),
      ];
    }),
  );
}
