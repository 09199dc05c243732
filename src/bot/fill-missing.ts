import type { CreateRequest, Parsed, Request } from '../core/request';
import { reasonOf } from '../language/acts/decisions';
import { seemsToGoOn } from '../language/follow-up';
import { isCommand, readBare } from '../language/going-on';
import type { Reader, Vocabulary } from '../language/parse';
import { sentenceFor } from '../language/request-sentence';
import type { Question } from '../ports';
import { smallTalk } from './small-talk';

/** What was typed for what a new policy still needs: read at the end of the sentence, or taken as it stands for its name. */
export function filled(
  { reader, ...vocabulary }: Vocabulary & { readonly reader: Reader },
  question: Question,
  { requests: said, text }: Pick<Parsed, 'requests' | 'text'>,
): CreateRequest | undefined {
  const { missing } = question;
  if (!missing || readBare(text) || seemsToGoOn(text) || smallTalk(text)) return undefined;
  if (said.length > 0) return missing.slot === 'settings' ? withSettings(missing.request, said) : undefined;
  const typed = text.trim().replace(/[\s.!]+$/, '');
  if (isCommand(typed)) return undefined;
  if (missing.slot === 'name') return named(missing.request, typed);
  const sentence = sentenceFor(reader, vocabulary, missing.request) ?? question.utterance;
  for (const join of [' for ', ' on ', ', ', ' ']) {
    const { requests, question: asks } = reader.parse(`${sentence}${join}${typed}`);
    const [request, ...more] = requests;
    if (request?.kind !== 'create' || more.length > 0 || asks) continue;
    const gained = gains(missing, request);
    if (gained) return gained;
  }
  return undefined;
}

/** What was typed as a reason: anything that asks for nothing itself, or says that it is one. */
export function reasonIn({ requests }: Pick<Parsed, 'requests'>, text: string): string | undefined {
  const asks = requests.length > 0 || isCommand(text) || isQuestion(text) || readBare(text) !== undefined;
  return (asks && !saysReason(text)) || smallTalk(text)
    ? undefined
    : reasonOf(text.replace(/^\s*(?:because|since|due to|reason)\b\s*/i, '')).reason;
}

/** Also one that is not understood: better asked again than kept as a reason. */
function isQuestion(text: string): boolean {
  const asking =
    /^(?:(?:please|can you|could you) )*(?:show|list|tell|give|find|open|explain|what|who|whose|which|why|how|when|where|is|are|does|do|did|help)\b/i;
  return text.trim().endsWith('?') || asking.test(text.trim());
}

export function saysReason(text: string): boolean {
  return /^\s*(?:because|since|due to|reason\b)/i.test(text);
}

/** «turn on tamper protection» is whole in itself, but here it is what the new policy sets. */
function withSettings(request: CreateRequest, [said, ...more]: readonly Request[]): CreateRequest | undefined {
  if (said?.kind !== 'set' || more.length > 0 || said.family !== request.family) return undefined;
  const targets = [said.policy, said.apps, said.groups, said.platforms];
  if (said.settings === undefined || targets.some((target) => target !== undefined)) return undefined;
  return { ...request, settings: { ...request.settings, ...said.settings } };
}

function named(request: CreateRequest, typed: string): CreateRequest | undefined {
  // «not Outlook» is about the change before.
  if (/^(?:not|only|without|except|but|and|also)\s/i.test(typed)) return undefined;
  const name = typed
    .replace(/^(?:please )?(?:call it|name it|called|named|its name is|the name is)\s+/i, '')
    .replace(/^["“«'](.*)["”»']$/, '$1')
    .trim();
  return name === '' || name.length > longestName || name.endsWith('?') ? undefined : { ...request, name };
}

const longestName = 80;

/** The request with that one slot more; nothing that was said before is lost. */
function gains({ slot, request }: NonNullable<Question['missing']>, read: CreateRequest): CreateRequest | undefined {
  if (slot === 'platforms' || slot === 'apps' || slot === 'groups') {
    const value = read[slot];
    return value && value.length > 0 ? { ...request, [slot]: value } : undefined;
  }
  const before = Object.keys(request.settings ?? {});
  const news = Object.entries(read.settings ?? {}).filter(([key]) => !before.includes(key));
  const isAsked = slot === 'settings' ? news.length > 0 : news.some(([key]) => key === slot);
  return isAsked ? { ...request, settings: { ...request.settings, ...Object.fromEntries(news) } } : undefined;
}
