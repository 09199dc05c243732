/** How people say that a sentence goes on from the one before. What it goes on with is read by the reader. */

/**
 * What a fragment does to what it goes on from: the same for this («and on iOS»), for this too, for this alone, without
 * this, or this in its place.
 */
export type Turn = 'and' | 'too' | 'only' | 'without' | 'instead';

export interface Fragment {
  readonly turn: Turn;
  /** What is named, without the words that only say how it goes on. */
  readonly rest: string;
}

/** A text without politeness, hesitation and the mark at its end. */
export function plain(text: string): string {
  const said = text
    .trim()
    .replace(/[\s.!?]+$/, '')
    .replace(polite, '')
    .trim();
  return said.replace(hesitation, '');
}

const polite = /(?:,? (?:please|pls|plz|thanks|thank you|thx))+$/i;
const hesitation =
  /^(?:(?:ok(?:ay)?|so|well|now|then|please|pls|plz|hm+|um+|oh|alright|right|great|good|thanks|thank you|thx)\b[\s,.!:;-]*)+(?=\S)/i;

/** A fragment about what a question or a change is about: «and on iOS?», «only Windows», «the same for Sales». */
export function fragmentOf(text: string): Fragment | undefined {
  const said = plain(text);
  for (const [turn, pattern] of turns) {
    const rest = pattern.exec(said)?.groups?.['rest']?.trim();
    if (rest !== undefined && rest !== '' && isShort(rest)) return { turn, rest };
  }
  return undefined;
}

/** A fragment is a few words, and neither asks for nor shows anything by itself. */
function isShort(rest: string): boolean {
  return rest.length <= 120 && rest.split(/\s+/).length <= 8 && !sentence.test(rest);
}

const sentence = /^(?:which|who|what|why|how|when|where|whose|is|are|was|does|do|did|show|list|check|can|could|it)\b/i;

const on = String.raw`(?:for|on|in|of|by|with|to|at)`;

const turns: readonly (readonly [Turn, RegExp])[] = [
  [
    'and',
    new RegExp(
      `^(?:and |now |also )?(?:do |make |apply |show (?:me )?|list )?(?:the )?same(?: thing)?(?: also)? ${on} (?<rest>.+?)(?:,? (?:too|as well|also))?$`,
      'i',
    ),
  ],
  ['too', new RegExp(`^(?:and |also )?${on} (?<rest>.+?),? (?:too|as well|also)$`, 'i')],
  [
    'without',
    new RegExp(`^(?:(?:and|but|no|nope)[\\s,]+)*(?:not|without|except|leave out)(?: ${on})? (?<rest>.+)$`, 'i'),
  ],
  ['only', new RegExp(`^(?:and |but |no,? )?(?:only|just)(?: ${on})?(?: the)? (?<rest>.+)$`, 'i')],
  ['only', new RegExp(`^(?:and |but |no,? )?(?:${on} )?(?:the )?(?<rest>.+?) (?:only|alone)$`, 'i')],
  ['instead', new RegExp(`^(?:and |but )?(?:what|how) about(?: ${on})?(?: the)? (?<rest>.+)$`, 'i')],
  [
    'only',
    new RegExp(
      `^(?:and )?(?:which|how many|what|show(?: me)?|list)(?: ones)? (?:of|among) (?:them|these|those)(?: (?:are|is|have|has|run))?(?: ${on})?(?: the)? (?<rest>.+)$`,
      'i',
    ),
  ],
  ['too', new RegExp(`^also ${on} (?:the )?(?<rest>.+)$`, 'i')],
  ['and', new RegExp(`^and ${on} (?:the )?(?<rest>.+)$`, 'i')],
  ['instead', new RegExp(`^(?:${on} )?(?:the )?(?<rest>.+?) instead$`, 'i')],
  ['and', new RegExp(`^(?:and|${on}) (?:the )?(?<rest>.+)$`, 'i')],
];

/** «wipe LAPTOP-001»: a command is no answer to a question about something else, and no name. */
export function isCommand(text: string): boolean {
  return command.test(plain(text));
}

const command =
  /^(?:(?:please|can you|could you|don't|do not) )*(?:wipe|erase|delete|remove|unassign|block|disable|stop|reset|restart|lock|isolate|scan|revert|undo|cancel|approve|reject|sync|silence|mute|turn|set|create|assign|add)\b/i;

/** What needs nothing but something that it is about. */
export function readBare(text: string): 'undo' | 'why' | 'who' | 'next' | undefined {
  const said = plain(text);
  return bare.find(([pattern]) => pattern.test(said))?.[1];
}

const bare = [
  [
    /^(?:please )?(?:(?:undo|revert|reverse|take back|put back|roll back)(?: (?:that|it|this))?(?: change)?|(?:undo|revert|roll back) (?:the|my) (?:last )?change|(?:put|take|roll) (?:that|it|this) back)$/i,
    'undo',
  ],
  [
    /^(?:but |and )?why(?: (?:is|was) (?:that|this|it)(?: (?:rejected|refused|declined|cancelled|failed|expired|stale|not (?:applied|approved|done)))?| (?:did|does) (?:that|this|it) (?:fail|expire)| (?:does|do|did) (?:she|he|they|somebody|someone|anyone) (?:want|need|ask for) (?:that|this|it))?(?: so)?$/i,
    'why',
  ],
  [
    /^(?:and )?who (?:has )?(?:approved|rejected|decided on|decided|asked for|requested|did|made|changed) (?:that|it|this)(?: change)?$/i,
    'who',
  ],
  [/^(?:show (?:me )?|and )?(?:(?:the )?(?:next|more|rest)(?: (?:ones|page))?|next page|go on|continue)$/i, 'next'],
] as const;
