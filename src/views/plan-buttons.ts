import { isSame } from '../core/approval';
import type { Change, Step } from '../core/change';
import type { PlanPart } from '../core/plan';
import { alertVerbs } from './alert-card';
import type { Pen } from './pen';
import { lengthWords } from './plan-borrowed';
import { variantTitle } from './plan-parts';
import { safeUrl } from './safe-url';
import { ordinal, say, shown, type Shown } from './shown';

/** Buttons and links of a plan card. */

/** Every verb a card of ours can send; the bot has an answer to each. */
export const verbs = [
  'approve',
  'reject',
  'cancel',
  'breakGlass',
  'drop',
  'replace',
  'instead',
  'revert',
  'extend',
  'again',
  'refresh',
  'choose',
  'run',
  'show',
  'ask',
  'type',
  ...alertVerbs,
] as const;
export type Verb = (typeof verbs)[number];

/** `owner`: only for breaking the glass. `everyone`: the base card, which people see whose card Teams does not redraw for them. The server decides who may. */
export type Viewer = 'everyone' | 'requestor' | 'approver' | 'reader' | 'owner';

export interface Press {
  readonly verb: Verb;
  readonly argument?: string;
}

/** What can be pressed on the card of this change by this viewer: for each a token is needed before it is drawn. */
export function pressesOf(change: Change, viewer: Viewer, others: readonly Change[] = []): readonly Press[] {
  if (viewer === 'reader') return [];
  const { kind } = change.status;
  switch (kind) {
    case 'needsApproval': {
      const parts = change.plan.parts;
      // More buttons than these are no help: such a plan is asked for again in fewer words.
      const drops =
        parts.length > 1 ? parts.slice(0, maxDrops).map(({ key }) => ({ verb: 'drop' as const, argument: key })) : [];
      const own = [{ verb: 'cancel' as const }, ...replacing(change, others), ...drops, ...instead(change)];
      if (viewer === 'owner') return [{ verb: 'breakGlass' }];
      if (viewer === 'approver') return [{ verb: 'approve' }, { verb: 'reject' }];
      return viewer === 'requestor' ? own : [{ verb: 'approve' }, { verb: 'reject' }, ...own];
    }
    case 'applied':
      if (change.revertedBy !== undefined) return [];
      if (change.plan.parts.every(({ operation }) => operation?.final)) return [];
      // What was not written cannot be put back; what it lends for longer can.
      if (change.status.unwritten && change.borrowed === undefined) return [];
      return [{ verb: 'revert' }, ...extending(change)];
    case 'partiallyApplied':
      return change.revertedBy === undefined ? [{ verb: 'again' }, { verb: 'revert' }] : [{ verb: 'again' }];
    case 'stale':
    case 'failed':
    case 'expired':
    case 'unknown':
      return [{ verb: 'again' }];
    case 'approved':
      // It may wait for long, and until it is written it can be stopped.
      if (viewer === 'owner') return [];
      if (viewer === 'approver') return [{ verb: 'reject' }];
      return viewer === 'requestor' ? [{ verb: 'cancel' }] : [{ verb: 'reject' }, { verb: 'cancel' }];
    case 'waitingForIntune':
      if (viewer === 'owner' || change.status.written) return [];
      if (viewer === 'approver') return [{ verb: 'reject' }];
      return viewer === 'requestor' ? [{ verb: 'cancel' }] : [{ verb: 'reject' }, { verb: 'cancel' }];
    case 'applying':
    case 'rejected':
    case 'cancelled':
    case 'superseded':
      return [];
  }
}

/** What was mended or taken without being said: each can be something else. Of the platforms, parts are left out. */
function instead({ readings, assumed = [], plan }: Change): readonly Press[] {
  const canDrop = plan.parts.length > 1 && plan.parts.length <= maxDrops;
  const taken = [...assumed.keys()].filter((i) => !(assumed[i]?.what === 'platform' && canDrop));
  const presses = [...[...readings.keys()].map((i) => `reading-${i}`), ...taken.map((i) => `assumed-${i}`)];
  return presses.slice(0, maxInstead).map((argument) => ({ verb: 'instead', argument }));
}

const maxInstead = 6;

/** What the same person asked for before, on the same objects, and nobody has approved. */
function replacing({ id, requestor }: Change, others: readonly Change[]): readonly Press[] {
  return others
    .filter((other) => other.id < id && other.status.kind === 'needsApproval' && isSame(other.requestor, requestor))
    .slice(0, maxReplaced)
    .map((other) => ({ verb: 'replace' as const, argument: String(other.id) }));
}

const maxReplaced = 2;

/** The same length once more; a moment is extended by typing another. */
function extending({ borrowed }: Change): readonly Press[] {
  const lent = borrowed?.endsAt !== undefined && borrowed.ended === undefined;
  return lent && borrowed.ending.kind === 'after' ? [{ verb: 'extend', argument: borrowed.ending.length }] : [];
}

const maxDrops = 4;

export interface Button {
  readonly title: Shown;
  readonly verb: Verb;
  readonly token: string;
  readonly style: 'default' | 'positive' | 'destructive';
  /** `none`: pressing it does not send what was typed as a reason. */
  readonly inputs: 'auto' | 'none';
}

export function drawButton(
  pen: Pen,
  change: Change,
  press: Press,
  token: (verb: string, argument?: string) => string,
): Button {
  return {
    title: titleOf(pen, change, press),
    verb: press.verb,
    token: press.argument === undefined ? token(press.verb) : token(press.verb, press.argument),
    style: styles[press.verb] ?? 'default',
    inputs: press.verb === 'approve' || press.verb === 'reject' || press.verb === 'breakGlass' ? 'auto' : 'none',
  };
}

const styles: Partial<Record<Verb, Button['style']>> = {
  approve: 'positive',
  reject: 'destructive',
  breakGlass: 'destructive',
};

function titleOf(pen: Pen, change: Change, { verb, argument }: Press): Shown {
  const partly = change.status.kind === 'partiallyApplied';
  switch (verb) {
    case 'drop':
      return say`Leave out ${partLabel(pen, change.plan.parts, argument)}`;
    case 'replace':
      return say`Replace #${ordinal(Number(argument))}`;
    case 'instead':
      return insteadLabel(pen, change, argument);
    case 'revert':
      return shown(partly ? 'Undo what was done' : 'Revert');
    case 'again':
      if (partly) return say`Continue`;
      return shown(change.status.kind === 'expired' ? 'Ask again' : 'Plan again');
    case 'breakGlass':
      return say`Break glass`;
    case 'extend':
      return say`Keep for ${shown(lengthWords(argument ?? ''))} more`;
    default:
      return shown(verb.charAt(0).toUpperCase() + verb.slice(1));
  }
}

function insteadLabel(pen: Pen, { readings, assumed = [] }: Change, argument = ''): Shown {
  const [sort, place] = argument.split('-');
  const reading = sort === 'reading' ? readings[Number(place)] : undefined;
  if (reading) return say`Not ${shown(reading.read, 30)}`;
  const { what, of } = assumed[Number(place)] ?? { what: 'value' };
  return of === undefined || of.length > longestOf ? insteadWords[what] : say`Another ${shown(of.toLowerCase(), 30)}`;
}

const longestOf = 24;

const insteadWords = {
  policy: say`Another policy`,
  platform: say`Another platform`,
  kind: say`Another kind`,
  value: say`Another value`,
  groups: say`Another group`,
} as const;

/** «iOS» where that tells it from the others, else the policy's name. */
function partLabel(pen: Pen, parts: readonly PlanPart[], key: string | undefined): Shown {
  const part = parts.find((one) => one.key === key);
  if (!part) return say`this part`;
  const title = variantTitle(pen, part);
  const sorts = new Set(parts.map(({ family }) => family)).size;
  const alone = sorts === 1 && parts.filter((one) => variantTitle(pen, one) === title).length === 1;
  return alone ? title : shown(part.target.name, 30);
}

export interface Link {
  readonly title: Shown;
  readonly url: string;
}

/** Where the objects are seen in the admin center; those that are gone, or not there yet, have no page. */
export function drawLinks(
  pen: Pen,
  parts: readonly PlanPart[],
  change: Change | undefined,
  steps: readonly Step[],
): readonly Link[] {
  const deleted = change?.status.kind === 'applied';
  const links = parts.flatMap((part) => {
    if (part.act === 'delete' && deleted) return [];
    const portal = part.operation
      ? part.operation.portal
      : pen.families.get(part.family)?.variants[part.variant]?.portal;
    const id = part.target.kind === 'existing' ? part.target.id : createdId(part, steps);
    const url = portal === undefined ? undefined : safeUrl(portal, id);
    return url === undefined ? [] : [{ part, url }];
  });
  const distinct = links.filter(({ url }, i) => links.findIndex((one) => one.url === url) === i).slice(0, maxLinks);
  const objects = distinct.map(({ part, url }) => {
    const center = shown(new URL(url).hostname.startsWith('entra.') ? 'Entra' : 'Intune');
    return {
      url,
      title: distinct.length > 1 ? say`${partLabel(pen, parts, part.key)} in ${center}` : say`Open in ${center}`,
    };
  });
  return change?.status.kind === 'waitingForIntune' ? [intuneApprovals, ...objects] : objects;
}

/** Where Intune's second admin decides. */
const intuneApprovals: Link = {
  title: say`Approve in Intune`,
  url: 'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminMenu/~/multiAdminApproval',
};

const maxLinks = 2;

function createdId(part: PlanPart, steps: readonly Step[]): string | undefined {
  return steps.find((step) => step.part === part.key && step.answer?.createdId !== undefined)?.answer?.createdId;
}
