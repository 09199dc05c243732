import { isDeepStrictEqual } from 'node:util';
import { platformTitles } from '../core/family';
import type { ChangeRequest, SingleRequest } from '../core/request';
import type { Value } from '../core/setting';
import { together } from '../core/together';
import type { Reader, Vocabulary } from './parse';

/**
 * A plain sentence that reads as this change: what was answered to questions, left out or added since does not stand in
 * what was typed. Undefined where there is none.
 */
export function sentenceFor(reader: Reader, vocabulary: Vocabulary, request: ChangeRequest): string | undefined {
  const single = request.kind === 'several' ? request.requests : [request];
  const parts = single.flatMap((one) => sayRequest(vocabulary, one) ?? []);
  const sentence = parts.join(', ');
  return parts.length === single.length && readsAs(reader, sentence, request) ? sentence : undefined;
}

export function readsAs(reader: Reader, sentence: string, request: ChangeRequest): boolean {
  const { requests, question } = reader.parse(sentence);
  const [one, ...more] = together(requests);
  return question === null && more.length === 0 && isDeepStrictEqual(one, withoutReason(request));
}

function withoutReason({ justification: _, ...request }: ChangeRequest): object {
  return request.kind === 'several' ? { ...request, requests: request.requests.map(withoutReason) } : request;
}

function sayRequest(vocabulary: Vocabulary, request: ChangeRequest): string | undefined {
  switch (request.kind) {
    case 'set': {
      const { settings = {}, policy } = request;
      return phrase(
        'set',
        saySettings(settings),
        within(vocabulary, request.family, policy),
        sayTargets(vocabulary, request),
        sayTime(request),
      );
    }
    case 'create': {
      const { settings = {}, name } = request;
      const called = name === undefined ? '' : `called "${name}"`;
      const made = phrase('create a', familyWord(vocabulary, request.family), called, sayTargets(vocabulary, request));
      return Object.keys(settings).length === 0 ? made : `${made}, ${saySettings(settings)}`;
    }
    case 'assign': {
      const policy = within(vocabulary, request.family, request.policy, '');
      if (request.groups === undefined) return phrase(`exclude ${nameGroups(request.excludeGroups)} from`, policy);
      return phrase('assign', policy, sayGroups('to', request.groups), sayTime(request));
    }
    case 'unassign':
      return phrase(
        'unassign',
        within(vocabulary, request.family, request.policy, ''),
        sayGroups('from', request.groups),
        sayTime(request),
      );
    case 'addApps':
      return phrase('add', sayApps(vocabulary, request.apps), within(vocabulary, undefined, request.policy, 'to'));
    case 'removeApps':
      return phrase('remove', sayApps(vocabulary, request.apps), within(vocabulary, undefined, request.policy, 'from'));
    default:
      return undefined;
  }
}

/** With the names of Graph's properties, which are plain in any sentence. */
function saySettings(settings: Readonly<Record<string, Value | readonly string[]>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} to ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(', ');
}

function sayTargets(
  vocabulary: Vocabulary,
  { apps, platforms = [], groups, excludeGroups }: Extract<SingleRequest, { kind: 'set' | 'create' }>,
): string {
  const on = platforms.length > 0 ? `on ${platforms.map((one) => platformTitles[one]).join(' and ')}` : '';
  return `${phrase(apps ? `for ${sayApps(vocabulary, apps)}` : '', on, sayGroups('for', groups))}${sayExcluded(excludeGroups)}`;
}

function sayApps({ apps }: Vocabulary, ids: readonly string[] = []): string {
  return ids.map((id) => appGroups[id] ?? apps.find((app) => app.id === id)?.name ?? id).join(' and ');
}

const appGroups: Readonly<Record<string, string>> = {
  allMicrosoftApps: 'all Microsoft apps',
  coreMicrosoftApps: 'core Microsoft apps',
  allApps: 'all apps',
};

/** «for 2 hours», «until Friday 18:00». */
function sayTime({
  for: length,
  until,
}: {
  readonly for?: string | undefined;
  readonly until?: string | undefined;
}): string {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(length ?? '') ?? [];
  const said = phrase(count(days, 'days'), count(hours, 'hours'), count(minutes, 'minutes'));
  if (said !== '') return `for ${said}`;
  return until === undefined ? '' : `until ${until}`;
}

function count(number: string | undefined, unit: string): string {
  return number === undefined ? '' : `${number} ${unit}`;
}

function sayExcluded(groups: readonly string[] = []): string {
  return groups.length > 0 ? `, exclude ${nameGroups(groups)}` : '';
}

function nameGroups(groups: readonly string[] = []): string {
  return groups.map((name) => `the "${name}" group`).join(' and ');
}

function sayGroups(preposition: string, groups: readonly string[] = []): string {
  return groups.length > 0 ? `${preposition} ${nameGroups(groups)}` : '';
}

function within(
  vocabulary: Vocabulary,
  family: string | undefined,
  policy: string | undefined,
  preposition = 'in',
): string {
  if (policy === undefined) return '';
  const kind = family === undefined ? 'policy' : `the ${familyWord(vocabulary, family)}`;
  return phrase(preposition, kind, `"${policy}"`);
}

function familyWord({ families }: Vocabulary, id: string): string {
  const word = families.get(id)?.words[0] ?? id;
  return /policy|configuration/.test(word) ? word : `${word} policy`;
}

function phrase(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}
