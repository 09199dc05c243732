import type { Part } from '../sentence';
import { isChangeOrSync } from '../what-if';

/** Whether a part asks for something to be done or wants to know: a question about the present is never a change. */
export function moodOf({ sentence: { line, names }, from, to, previous }: Part): 'request' | 'question' {
  let polite = false;
  for (let i = from; i < to;) {
    if (names.has(i)) break;
    const match = line.at(i);
    const m = match?.meaning;
    if (!match || !m) break;
    // «do a selective wipe» asks for it, «do the policies …» asks about them.
    if (m.word === 'do' && /^an?$/.test(line.tokens[match.to]?.key ?? '')) break;
    // «could we have …» wants it.
    if (polite && m.word === 'have') break;
    // «when was it changed?» asks, «when it is exceeded, block access» does not.
    if (m.word === 'when') return asks.has(line.at(match.to)?.meaning.word ?? '') ? 'question' : 'request';
    // «have printing blocked» asks for it, «have we …», «have … been …» ask about it.
    if (m.word === 'have' && !isHaveAsked(line, match.to, to)) break;
    if (m.word !== undefined && asks.has(m.word)) return 'question';
    if (m.noise && match.to > i + 1) polite = true;
    if (!m.noise && m.word !== ',' && m.word !== ':') break;
    i = match.to;
  }
  const marked = line.tokens[to - 1]?.key === '?' || line.tokens[to]?.key === '?';
  // «could we have it at low for Windows and at medium for Macs?»: the whole of it is asked for.
  const goesOn = previous !== undefined && previous.requests.every(isChangeOrSync);
  return marked && !polite && !goesOn && !saysPlease(line, from, to) ? 'question' : 'request';
}

function isHaveAsked(line: Part['sentence']['line'], from: number, to: number): boolean {
  const rest = line.tokens.slice(from, to).map(({ key }) => key);
  return (
    /^(?:i|we|you|they|any|all|there|it)$/.test(rest[0] ?? '') ||
    rest.includes('been') ||
    rest.includes('?') ||
    line.tokens[to]?.key === '?'
  );
}

/** «I have blocked printing», «we turned it on», «we block screenshots»: it is told, not asked for. */
export function tells({ sentence: { line, names }, from, to }: Part): boolean {
  let told = false;
  let already = false;
  for (let i = from; i < to && !names.has(i);) {
    const match = line.at(i);
    const m = match?.meaning;
    if (!match || !m) return false;
    // «we no longer need a PIN» asks for none.
    if (m.word === 'needless') return false;
    if (m.verb) return told && (already || doing.has(m.verb.polarity ?? m.verb.id));
    const word = m.word ?? '';
    already = already || word === 'already';
    if (tellers.has(word)) told = true;
    else if (!m.noise && !between.has(word)) return false;
    i = match.to;
  }
  return false;
}

const tellers = new Set(['i', 'we', 'they', 'he', 'she', 'you']);
const between = new Set(['have', 'has', 'had', 'already', ',', 'did', 'do', 'only', 'both']);
const doing = new Set(
  'set on off block allow assign unassign add remove delete create deploy wipe sync revert exclude apply'.split(' '),
);

function saysPlease(line: Part['sentence']['line'], from: number, to: number): boolean {
  return line.tokens.slice(from, to).some(({ key }) => key === 'please');
}

const asks = new Set([
  'is it possible',
  'is',
  'are',
  'was',
  'were',
  'am',
  'do',
  'does',
  'did',
  'has',
  'have',
  'had',
  'should',
  'would',
  'will',
  'may',
  'might',
  'can',
  'could',
  'must',
  'shall',
  'which',
  'what',
  'who',
  'why',
  'how',
  'where',
  'whose',
  'how many',
  'how much',
  'any',
  'when',
  'any',
  'there',
]);
