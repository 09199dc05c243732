import type { Answer } from '../core/answer';
import { isChange } from '../core/kinds';
import type { Role } from '../core/approval';
import type { Request } from '../core/request';
import { plain } from '../language/going-on';
import { nearestExamples } from '../language/nearest';
import { maySomewhere } from './on-change';
import { examplesOf } from './on-help';
import type { BotPorts } from './ports';
import type { Known } from './speaker';
import { whoMayIn, type WhoMay } from './who-may';

/** «how do I block screenshots?»: the sentence that does it, as a button. Nothing is done by asking how. */

/** «how does approval work?» */
export function isAboutApproval(text: string): boolean {
  return /^how (?:do|does|is|are) (?:the |an? |my )?(?:approvals?|approving|changes?)(?: process)? (?:work|works|approved|made|done)$/i.test(
    plain(text),
  );
}

export const aboutApproval =
  'Ask for a change in a sentence: its card shows what it would alter, and for whom. Somebody else approves it on the card; then it is written, read back and told where it was asked for. «Who can approve?» names them.';

/** «can I break something?» */
export function isAboutSafety(text: string): boolean {
  return /^(?:can (?:i|we|you|it)|could i|will i|what if i) (?:break|damage|harm|destroy|mess up|make a mistake|do something wrong)\b.{0,20}$|^is (?:this|it|that) (?:safe|dangerous|risky)$/i.test(
    plain(text),
  );
}

export const aboutSafety =
  'Not alone: whatever you ask for is only planned, and written once somebody else has approved it. What was written can mostly be put back with «revert change 12», and the card says so where it cannot. «What if I set …» only shows what would change.';

/** What somebody wants to know how to do; undefined when a text asks no such thing. */
export function howToIn(text: string): string | undefined {
  return how.exec(plain(text))?.groups?.['deed'];
}

const how =
  /^(?:(?:and|but|so|hi|hello|hey|please|sorry)[\s,]+)*(?:(?:can|could) you (?:tell|show|explain to?)(?: me)? |(?:tell|show) me |explain(?: to me)? |(?:do|does) any(?:one|body) know |i (?:want|need|would like|'d like) to know |(?:do )?you know )?(?:how (?:(?:do|can|could|would|should|must|may|does) (?:i|we|you|one|somebody|someone|an? \w+|people)|to)|what (?:do|must|should|can) (?:i|we) (?:say|type|write|do)(?: (?:if i want|when i want))? to|what(?:'s| is) the (?:way|command|sentence|best way) (?:to|for)|is there (?:a|any) (?:way|command) (?:to|for)) (?<deed>.+)$/i;

export function howToAnswer(ports: BotPorts, speaker: Known, deed: string): Answer | WhoMay | undefined {
  const gives = /\b(?:approver|owner|requestor|reader|role|rights?|permission|access)s?\b/i.test(deed);
  if (gives && /^(?:add|become|make|get|give|be|remove|name|change)\b/i.test(deed))
    return { roles: ['owner'], lead: sayGiven(speaker) };
  const { requests } = ports.reader().parse(deed);
  const examples = examplesOf(ports, speaker);
  const near = nearestExamples(deed, examples, 2).filter((one) => one.toLowerCase() !== deed.toLowerCase());
  const lacks = requests.flatMap((request) => roleFor(request) ?? []).find((role) => !maySomewhere(speaker, role));
  if (lacks) {
    const roles = whoMayIn(`who may ${deed}`)?.roles ?? [lacks];
    return { roles, lead: 'That takes a role you do not have here.' };
  }
  const says = [...(requests.some(isWhole) ? [deed] : []), ...near];
  if (says.length === 0) return undefined;
  const isPlanned = requests.some(isChange);
  return {
    title: 'How to',
    lead: `Say it in a sentence, such as ${says.length > 1 ? 'these' : 'this'}. What is missing I ask for.`,
    actions: says.map((say) => ({ kind: 'type', title: say, text: say })),
    ...(isPlanned ? { note: 'You see a plan first; nothing is written before somebody else has approved it.' } : {}),
  };
}

/** Decisions fall on the card of a change, so a sentence without its number is none to offer. */
function isWhole(request: Request): boolean {
  return (
    request.kind !== 'approve' && request.kind !== 'reject' && request.kind !== 'cancel' && request.kind !== 'revert'
  );
}

function roleFor(request: Request): Role | undefined {
  if (request.kind === 'approve' || request.kind === 'reject') return 'approver';
  if (request.kind === 'subscribe' || request.kind === 'unsubscribe') return 'owner';
  return isChange(request) ? 'requestor' : undefined;
}

function sayGiven({ person }: Known): string {
  return `An owner gives roles, in warden.yaml: to your object id ${person.objectId}, or to a group you are in.`;
}
