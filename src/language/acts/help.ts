import { typed } from '../line/line';
import type { Part, Read } from '../sentence';

/** «help», «help with silences», «what can you do?» */
export function readHelp({ sentence: { line }, from, to }: Part): Read | undefined {
  const about = topicAsked(line, from, to);
  if (about) return about;
  const words = line.tokens
    .slice(from, to)
    .filter(({ kind, key }) => kind === 'word' || key === "what's")
    .map(({ key }) => key);
  if (isAboutMe(words.filter((word) => !polite.has(word)).join(' '))) return helpOf();
  let i = from;
  for (; i < to;) {
    const match = line.at(i);
    if (!match) return undefined;
    // «/help»
    if (match.meaning.word === '/' && i === from) {
      i = match.to;
      continue;
    }
    if (match.meaning.word === 'help') return topicOf(line, match.to, to);
    if (
      !match.meaning.noise &&
      match.meaning.word !== ',' &&
      match.meaning.word !== 'some' &&
      match.meaning.verb?.id !== 'show'
    )
      return undefined;
    i = match.to;
  }
  return undefined;
}

/** «what can I say about the firewall?» */
function topicAsked(line: Part['sentence']['line'], from: number, to: number): Read | undefined {
  const keys = line.tokens.slice(from, to).map(({ key }) => key);
  const at = keys.findIndex((key) => key === 'about' || key === 'with');
  const asked = at > 0 && isAboutMe(keys.slice(0, at).join(' '));
  return asked ? topicOf(line, from + at, to) : undefined;
}

function topicOf(line: Part['sentence']['line'], from: number, to: number): Read | undefined {
  let start = from;
  let joint = false;
  while (start < to && (joints.has(line.tokens[start]?.key ?? '') || line.at(start)?.meaning.noise)) {
    joint = joint || joints.has(line.tokens[start]?.key ?? '');
    start = joints.has(line.tokens[start]?.key ?? '') ? start + 1 : (line.at(start)?.to ?? start + 1);
  }
  const topic = typed(line, start, to)
    .replace(/(?:^|[\s,]+)(?:please|pls|thanks|thank you)[\s.!]*$/i, '')
    .replace(/[\s.!?]+$/, '');
  if (topic === '') return helpOf();
  return joint || isSubject(line, start, to) ? helpOf(topic) : undefined;
}

/** «help connector»: things we know, and nothing that is asked for. */
function isSubject(line: Part['sentence']['line'], from: number, to: number): boolean {
  for (let i = from; i < to;) {
    const match = line.at(i);
    const m = match?.meaning;
    const verb = m?.verb && !m.word && !m.settings && !m.families;
    if (!match || !m || match.mended || verb || m.negates || (m.word !== undefined && asks.has(m.word))) return false;
    i = match.to;
  }
  return true;
}

const asks = new Set(['i', 'we', 'me', 'us', 'is', 'are', 'to', 'what', 'who', 'how to', '?']);

const joints = new Set(['with', 'on', 'about', 'for', ':', 'regarding', 'in', '-']);

function helpOf(topic?: string): Read {
  return {
    requests: [{ kind: 'help', ...(topic !== undefined ? { topic } : {}) }],
    question: null,
    reader: 'help',
    items: [],
  };
}

function isAboutMe(words: string): boolean {
  return aboutMe.has(words) || askForWords.some((asks) => asks.test(words));
}

const myWords = '(?:all )?(?:(?:the|your|some) )?(?:commands?|sentences|phrases|examples|features|capabilities)';
/** «which commands do you know», «show me some examples» */
const askForWords = [
  `(?:what|which) (?:are )?${myWords}(?: (?:are there|are available|exist|(?:do|can|will) you \\w+|(?:can|may|do) (?:i|we) \\w+(?: you)?))?(?: here)?`,
  `(?:show|list|give|tell)(?: me| us)? ${myWords}`,
].map((pattern) => new RegExp(`^${pattern}$`, 'u'));

const polite = new Set(['please', 'warden', 'hey', 'hi', 'hello', 'ok', 'okay', 'so', 'well', 'thanks', 'now']);

const aboutMe = new Set([
  'what can you do',
  'what can i ask',
  'what can i ask you',
  'what do you do',
  'how do you work',
  'what can i say',
  'commands',
  'what can i do here',
  'what can i do',
  'how does this work',
  'how do i use you',
  'how can you help',
  'how do i start',
  'how do i begin',
  'how can i start',
  'how to start',
  'where do i start',
  'where do i begin',
  'where to start',
  'what should i do first',
  'getting started',
  'get started',
  'how can you help me',
  'what are you able to do',
  'what else can you do',
  'what can you help with',
  'what can you help me with',
  'what do you know',
  'who are you',
  'what are you',
  'usage',
  'show help',
  'i need help',
  'help me',
  'can you help',
  'can you help me',
  'what is this',
  'what is this bot',
  'what can this bot do',
  'what does this bot do',
  'examples',
  'what can be done here',
  'what things can you do',
]);
