import { z } from 'zod';
import { options, type Option } from '../../config';
import { Settings } from '../../settings-file';
import { code, joined, list, page, table } from './markdown';

/** docs/settings.md, from the table of the environment and the schema of warden.yaml. */
export function settingsPage(): string {
  return page([
    '# Settings',
    'The environment says where things are, `warden.yaml` says who may do what. What stands empty counts as not set. All faults are told at once, and end the start.',
    '## Environment',
    'With nothing set Warden works on the practice tenant: a made-up company on this machine. `MicrosoftAppId` makes it a real tenant; settings of the one together with the other end the start.',
    '### In both',
    environment((mode) => mode === 'both'),
    '### On a real tenant',
    environment((mode) => mode.startsWith('real')),
    `The way to sign in to Graph is chosen by what is set, never by what a machine or a developer happens to have: ${joined(['a certificate', 'a secret', 'a managed identity'], 'or')}, and only one of them. On the practice tenant \`AZURE_*\` is not read.`,
    '### On the practice tenant',
    environment((mode) => mode === 'sandbox'),
    '## warden.yaml',
    'Read at the start and again when it changes. A file with a fault is refused whole: at the start Warden ends, later it goes on with what it had and logs the faults. An unknown word is a fault.',
    table(['Key', 'Value', 'Default', 'What it does'], rowsOf(z.toJSONSchema(Settings, { io: 'input' }))),
    'Holders are `groups` (object ids of Entra groups; members of nested groups count) and `people` (object ids). For example:',
    ['```yaml', exampleSettings.trim(), '```'].join('\n'),
    list([
      'Every role includes reader, and no other. Somebody who shall ask and decide is in both; their own changes are decided by somebody else all the same.',
      'Somebody unknown who writes to Warden is told their own object id, to hand to an owner.',
      'Warden tells the id for `approvals.channel` in the channel where it is installed.',
    ]),
  ]);
}

/** Every key once; a test reads it. */
export const exampleSettings = `
roles:
  reader:
    groups: [bbbbbbbb-0000-4000-8000-000000000001]
  requestor:
    groups: [bbbbbbbb-0000-4000-8000-000000000002]
    people: [aaaaaaaa-0000-4000-8000-000000000006]
  approver:
    groups: [bbbbbbbb-0000-4000-8000-000000000003]
  owner:
    people: [aaaaaaaa-0000-4000-8000-000000000002]
byFamily:
  connector:
    approver:
      people: [aaaaaaaa-0000-4000-8000-000000000003]
families: [appProtection, connector]
writes: on
approvals:
  channel: '19:0123456789abcdef@thread.tacv2'
  expireAfterHours: 72
  remindBeforeHours: 1
  thresholds:
    - name: deleting a policy
      when: { kinds: [delete] }
      approvals: 2
    - name: loosens for many
      when: { directions: [loosens, mixed], peopleAbove: 500 }
      approvals: 2
      from:
        - title: Security
          groups: [bbbbbbbb-0000-4000-8000-000000000020]
          count: 1
      waitHours: 4
never:
  - name: disconnecting a platform
    when: { families: [connector], kinds: [severe] }
audit:
  channel: '19:fedcba9876543210@thread.tacv2'
freezes:
  - name: Year end
    from: 2026-12-18T18:00
    until: 2027-01-04T06:00
  - name: Nights
    days: [monday, tuesday, wednesday, thursday]
    from: '22:00'
    until: '05:00'
breakGlass:
  groups: [bbbbbbbb-0000-4000-8000-000000000014]
timezone: Europe/Berlin
`;

function environment(has: (mode: Option['mode']) => boolean): string {
  const shown: readonly Option[] = options.filter(({ mode }) => has(mode));
  return table(
    ['Name', 'What it does', 'Values', 'When not set'],
    shown.map(({ name, about, otherwise, schema }) => [code(name), about, valuesOf(schema), otherwise || 'nothing']),
  );
}

function valuesOf(schema: z.ZodType): string {
  return schema instanceof z.ZodEnum ? schema.options.map((one) => code(String(one))).join(', ') : '';
}

/** What of JSON Schema this table shows. */
interface Node {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly minLength?: number | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly items?: unknown;
  readonly pattern?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

function rowsOf(schema: unknown, at = ''): readonly (readonly string[])[] {
  const node = schema as Node; // JSON Schema, as zod has just made it
  const inner = Object.entries(node.properties ?? {});
  if (at !== '' && (inner.length === 0 || isHolders(node))) {
    const row = [code(at), typeOf(node), defaultOf(node), node.description ?? ''];
    return listed(node) ? [row, ...rowsOf(node.items, `${at}[]`)] : [row];
  }
  return inner.flatMap(([name, one]) => rowsOf(one, at === '' ? name : `${at}.${name}`));
}

/** A list of things that have keys of their own. */
function listed(node: Node): boolean {
  return (node.items as Node | undefined)?.properties !== undefined; // JSON Schema, as above
}

function isHolders({ properties = {} }: Node): boolean {
  return Object.keys(properties).join() === 'groups,people';
}

function typeOf(node: Node): string {
  if (isHolders(node)) return 'holders';
  if (node.enum) return node.enum.map((one) => code(String(one))).join(' or ');
  if (node.type === 'object') return 'family → role → holders';
  if (node.type === 'array') return listed(node) ? 'list' : listOf(node.items as Node); // JSON Schema, as above
  if (node.type !== 'number' && node.type !== 'integer') return 'text';
  const from = node.minimum ?? (node.exclusiveMinimum === undefined ? undefined : `more than ${node.exclusiveMinimum}`);
  return `number, ${from ?? 'any'}${node.maximum === undefined ? ' or more' : ` to ${node.maximum}`}`;
}

function listOf(items: Node): string {
  if (items.enum) return `list of ${items.enum.map((one) => code(String(one))).join(', ')}`;
  if (items.pattern !== undefined) return 'list of object ids';
  return items.minLength === undefined ? 'list of family ids' : 'list of names';
}

function defaultOf(node: Node): string {
  if (isHolders(node)) return 'nobody';
  const value = node.default;
  return typeof value === 'string' || typeof value === 'number' ? code(String(value)) : '';
}
