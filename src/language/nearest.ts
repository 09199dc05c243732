import { fold } from './text/normalize';
import { stem } from './text/stem';

/** The examples that have most in common with a text, best first: rare words weigh more. For sentences nobody understood. */
export function nearestExamples(text: string, examples: readonly string[], n: number): readonly string[] {
  const counts = new Map<string, number>();
  const bags = examples.map((example) => ({ example, words: wordsOf(example) }));
  for (const { words } of bags) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const asked = wordsOf(` ${fold(text.slice(0, 500))} `.replace(sayings, (said) => meant.get(said.trim()) ?? said));
  const weigh = (word: string): number => Math.log(1 + examples.length / (counts.get(word) ?? examples.length));
  // A word or two alone may be either.
  const wantsToKnow = text.trim().split(/\s+/).length > 2 ? isQuestion(text) : undefined;
  return bags
    .map(({ example, words }) => {
      const score = shared(asked, words, weigh) / Math.sqrt(words.size + 4);
      // Who asks is not told how to change something, and the other way round.
      return { example, score: isQuestion(example) === wantsToKnow ? score * sameMood : score };
    })
    .filter(({ score }) => score > leastScore * Math.log(1 + examples.length))
    .sort((a, b) => b.score - a.score)
    .slice(0, n)
    .map(({ example }) => example);
}

const sameMood = 1.8;
/** Less than a word in common that is rare among the examples says nothing. */
const leastScore = 0.15;

function isQuestion(text: string): boolean {
  return /\?\s*$|^\s*(?:please |can you |could you )?(?:who|what|which|why|how|where|when|is|are|does|do|did|has|have|show|list|tell|check|compliance summary|onboarding|devices)\b/i.test(
    text,
  );
}

/** What people say for things that the examples call otherwise. */
const meant = new Map<string, string>(
  Object.entries({
    noncompliant: 'out of compliance|not compliant|unhealthy|bad|broken|insecure|violating|failing',
    'high risk devices': 'risky|dangerous|infected|compromised|at risk|attacked|hacked|above medium|medium or higher',
    'android ios': 'phones|phone|mobiles|mobile|smartphones|handys',
    'list changes changed policy': 'log|logs|history|happened|who did|the audit|audit log|audit trail',
    'check readiness': 'everything ok|all ok|all good|everything fine|in order|working|set up correctly|health',
    'list alerts': 'anything new|news|new|problems|issues|incidents',
    'why noncompliant': "can't|cannot|can not|unable|blocked from|no access|locked out|kicked out",
    'max threat level block': 'safer|secure|security|harden|stricter|tighter|safe',
    'guide android ios send': 'install|set up|setup|enroll|enrol|onboard|get started|configure my',
    pin: 'passcode|password for the app',
    printing: 'printer|printers|print',
    'screen capture': 'screenshots|screenshot|screen shots|bildschirmfotos|screenshts',
    // Sentences in German are not read, but what they are about is offered.
    'list policies': 'richtlinie|richtlinien',
    'which devices': 'gerät|geräte|geraete',
    'show list': 'zeig|zeige|zeigen|liste',
    block: 'blockiere|blockieren|sperre|sperren|verbiete|verbieten|blok|blck',
    'block printing': 'drucken',
    require: 'verlange|verlangen|erzwinge|fordere',
    why: 'warum|wieso|weshalb',
    'noncompliant devices': 'nicht konform|nicht konforme|nicht konformen',
    'changes waiting for approval': 'genehmigung|genehmigungen|freigabe|freigaben|genehmige',
  }).flatMap(([ours, said]) => said.split('|').map((one): [string, string] => [one, ours])),
);
const sayings = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[...meant.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}\\p{N}])`,
  'gu',
);

function shared(asked: ReadonlySet<string>, words: ReadonlySet<string>, weigh: (word: string) => number): number {
  let score = 0;
  for (const word of words) {
    if (asked.has(word)) score += weigh(word);
    else if (word.length > 5 && [...asked].some((other) => sharesStart(word, other))) score += weigh(word) / 2;
  }
  return score;
}

function sharesStart(a: string, b: string): boolean {
  return b.length > 5 && a.slice(0, 5) === b.slice(0, 5);
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word.length > 1 && !dull.has(word)).map(stem));
}

const dull = new Set(
  'the an of to for in on at is are was were be been and or not with please can you could my me we it this that do does did have has make get give so any all every everything anything about now him his her who what how when where over up down turn set ok'.split(
    ' ',
  ),
);
