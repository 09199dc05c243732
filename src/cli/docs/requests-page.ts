import { platformTitles, type Act, type Families, type Family } from '../../core/family';
import { sayDuration, sayValue, type Setting, type Value } from '../../core/setting';
import type { Operation } from '../../operations/operation';
import type { QuestionKind } from '../../questions/question-kind';
import { code, joined, list, page, table } from './markdown';

/** docs/requests.md: what can be asked, from the registries. */
export function requestsPage(
  families: Families,
  operations: ReadonlyMap<string, Operation>,
  questions: ReadonlyMap<string, QuestionKind>,
): string {
  return page([
    '# What you can ask',
    'Sentences need no fixed order. Names of policies, groups and apps may be shortened as long as only one fits; put them in quotes where they are made of common words. What was mended or assumed is shown on the card, and a word that Warden cannot use means that nothing is changed.',
    'A change becomes a plan with its exact difference. Somebody else approves it; then it is written, read back and audited.',
    ...[...families.values()].flatMap(familyBlocks),
    '## Devices, groups and people',
    'What is no policy: each says what becomes of it.',
    table(
      ['Say', 'What happens'],
      [...operations.values()].flatMap(({ examples, does }) => examples.map((say) => [code(say), does])),
    ),
    '## Questions',
    'Answered at once; they change nothing.',
    list([...questions.values()].flatMap(({ examples }) => examples.map(code))),
    '## Changes and decisions',
    table(
      ['Say', 'What happens'],
      sayings.map(({ say, does }) => [code(say), does]),
    ),
  ]);
}

/** What is asked of changes rather than of policies. `kind` is what the reader has to find in it; a test checks it. */
export const sayings = [
  {
    say: 'approve 12, agreed in the change board',
    kind: 'approve',
    does: 'approves the plan of change #12 as it is now; what follows the comma is the reason',
  },
  { say: 'reject 12, wrong group', kind: 'reject', does: 'ends it: one rejection is enough' },
  { say: 'cancel 12', kind: 'cancel', does: 'withdraws your own change before anybody has decided' },
  {
    say: 'revert 12',
    kind: 'revert',
    does: 'plans the way back as a change of its own; what somebody has changed since is left alone and said',
  },
  { say: 'show change 12', kind: 'showChange', does: 'its card, as it is now' },
  {
    say: 'what if I set max threat level low for Outlook?',
    kind: 'whatIf',
    does: 'shows the plan without proposing it',
  },
  { say: 'help', kind: 'help', does: 'what you may ask, with examples' },
] as const;

function familyBlocks(family: Family): readonly string[] {
  const { title, permission, docs, settings } = family;
  const needs = permission.write.map(code);
  return [
    `## ${title}`,
    `Changing needs the permission${needs.length > 1 ? 's' : ''} ${joined(needs)}. [Microsoft's reference](${docs})`,
    table(
      ['To', 'Say'],
      family.examples.flatMap(({ act, say }) => (act === undefined ? [] : [[actWords[act], code(say)]])),
    ),
    table(
      ['Setting', 'Say, for example', 'Values', 'Stricter', 'Where'],
      Object.entries(settings).map(([id, setting]) => [
        `${setting.title}<br>${code(id)}`,
        exampleOf(family, id),
        valuesOf(setting),
        stricterOf(setting),
        whereOf(family, setting),
      ]),
    ),
  ];
}

/** A setting that is said by naming platforms has no words, so no example, of its own. */
function exampleOf(family: Family, setting: string): string {
  if (setting === family.platformsAt) return `… ${code('for iOS')}`;
  return family.examples.filter(({ set }) => set !== undefined && setting in set).map(({ say }) => code(say))[0] ?? '';
}

const actWords: Readonly<Record<Act, string>> = {
  set: 'change settings',
  create: 'make a new one',
  assign: 'assign it to a group',
  unassign: 'take a group off',
  addApps: 'add apps',
  removeApps: 'take apps off',
  delete: 'delete it (two approvals)',
};

function valuesOf(setting: Setting): string {
  const severe = (setting.severe ?? []).map((value) => sayValue(setting, value));
  const second = severe.length === 0 ? '' : `; ${joined(severe)}: two approvals`;
  return `${rangeOf(setting)}${second}`;
}

function rangeOf(setting: Setting): string {
  switch (setting.kind) {
    case 'toggle':
      return `${sayValue(setting, true)} or ${sayValue(setting, false)}`;
    case 'count':
      return `${setting.min} to ${setting.max} ${setting.unit}`;
    case 'choice':
      return joined(
        Object.values(setting.values).map(({ say }) => say),
        'or',
      );
    case 'version':
      return 'a version such as 16.4';
    case 'duration':
      return `up to ${sayDuration(`PT${setting.maxHours}H`)}`;
    case 'clock':
      return `a time, 00:00 to ${setting.latest}`;
    case 'list':
      return `up to ${setting.most}; what is said is added`;
    case 'several':
      return `any of ${joined(Object.values(setting.values).map(({ say }) => say))}`;
  }
}

/** Which way tightens; settings without one count as loosened by every change. */
function stricterOf(setting: Setting): string {
  const value = (one: Value | undefined) => (one === undefined || one === null ? '' : sayValue(setting, one));
  switch (setting.kind) {
    case 'toggle':
      return value(setting.stricter);
    case 'choice':
      return value(setting.order?.[0]);
    case 'version':
      return setting.stricter === null ? '' : 'higher';
    case 'list':
      return 'fewer';
    case 'clock':
      return '';
    case 'count':
    case 'duration':
    case 'several':
      return setting.stricter ?? '';
  }
}

/** The variants that have it; nothing when all have. */
function whereOf(family: Family, setting: Setting): string {
  const all = Object.keys(family.variants);
  const its = all.filter((id) => setting.on[id] !== undefined);
  if (its.length === all.length) return all.length > 1 ? 'everywhere' : '';
  return its
    .map((id) => {
      const variant = family.variants[id];
      return variant?.title ?? (variant?.platform ? platformTitles[variant.platform] : id);
    })
    .join(', ');
}
