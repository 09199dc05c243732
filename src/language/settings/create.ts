import type { CreateRequest } from '../../core/request';
import { bagOf, only, type Bag, type Bare } from '../acts/bag';
import type { Line } from '../line/line';
import type { Part, Read } from '../sentence';
import { soundsLikeGroup } from '../words/departments';

/** «create …», «deploy …», «make a … policy», «new … policy». */
export function isCreate({ sentence: { line, names }, from, to }: Part): boolean {
  let creates = false;
  let policy = false;
  for (let i = from; i < to; i = Math.max(i + 1, names.get(i)?.to ?? line.at(i)?.to ?? 0)) {
    const match = names.has(i) ? undefined : line.at(i);
    const m = match?.meaning;
    if (!match || !m) continue;
    const id = m.verb?.id;
    const makes = (id === 'make' || id === 'add') && isNew(line, match.to);
    const adds = id === 'add' && isPolicy(line, match.to);
    if (id === 'create' || id === 'deploy' || m.word === 'new' || makes || adds) creates = true;
    if (m.families || m.marks === 'policy') policy = true;
  }
  return creates && policy;
}

/** «make a …», «add another …»; «make the …» changes what is there. */
function isNew(line: Line, at: number): boolean {
  // «make a PIN mandatory»
  return newThings.has(line.tokens[at]?.key ?? '') && !line.at(at + 1)?.meaning.settings;
}

/** «add an app protection policy for Outlook»: what is added is the policy, not the app. */
export function addsPolicy({ sentence: { line }, from, to }: Part): boolean {
  for (let i = from; i < to; i = line.at(i)?.to ?? i + 1)
    if (line.at(i)?.meaning.verb?.id === 'add') return isPolicy(line, line.at(i)?.to ?? to);
  return false;
}

/** «add compliance policy …», «add an app protection policy …» */
function isPolicy(line: Line, at: number): boolean {
  const start = newThings.has(line.tokens[at]?.key ?? '') ? at + 1 : at;
  const next = line.at(start)?.meaning;
  return next?.families !== undefined && next.marks === 'policy';
}

const newThings = new Set(['a', 'an', 'another', 'new', 'me']);

/** «create policy "A" for iOS and policy "B" for Android»: the second one is new, too. */
export function continuesCreate({ sentence: { line, names }, from, to, previous }: Part): boolean {
  if (previous?.draft?.act !== 'create') return false;
  let named = false;
  for (let i = from; i < to; i = Math.max(i + 1, names.get(i)?.to ?? line.at(i)?.to ?? 0)) {
    if (names.get(i)?.mark === 'policy') named = true;
    if (!names.has(i) && line.at(i)?.meaning.verb) return false;
  }
  return named;
}

/** «create a policy named "Test 1"»: of which family is asked. */
export function createWithoutFamily(part: Part): Read | undefined {
  const bag = bagOf(part, 'plain');
  if (!bag || bag.negations.length > 0 || !bag.kinds.has('mark:policy') || !only(bag, places)) return undefined;
  const [name, ...more] = [...(bag.title === undefined ? [] : [bag.title]), ...bag.policies];
  const groups = groupsFor(bag);
  // A «group policy» is something else.
  const speaksOfGroup = bag.kinds.has('mark:group') || bag.kinds.has('mark:groups');
  if (more.length > 0 || !groups || (speaksOfGroup && groups.length === 0)) return undefined;
  const request = {
    kind: 'create',
    ...(name !== undefined ? { name } : {}),
    ...(bag.platforms.length > 0 ? { platforms: [...bag.platforms].sort() } : {}),
    ...(bag.apps.length > 0 ? { apps: [...bag.apps].sort() } : {}),
    ...(groups.length > 0 ? { groups: [...new Set(groups)].sort() } : {}),
  };
  return {
    // The contract lets this one request stand without its family, beside the question for it.
    requests: [request as CreateRequest],
    question: { about: 'family', text: 'What kind of policy: app protection, compliance, or which else?' },
    reader: 'create',
    items: bag.items,
  };
}

/** «for the Sales group», «for Sales»; undefined where a bare name may be anything. */
function groupsFor({ groups, bare }: Bag): readonly string[] | undefined {
  const others = bare.filter(({ prep }) => prep !== 'group');
  const isGroup = ({ prep, unread, text }: Bare) =>
    !unread && (prep === 'for' || prep === 'to') && soundsLikeGroup(text);
  return others.every(isGroup) ? [...groups, ...others.map(({ text }) => text)] : undefined;
}

const places =
  'verb:create|make|add|name|deploy title policies platforms apps groups bare word:new|for|it|on|to|another mark:policy|name|group|groups';
