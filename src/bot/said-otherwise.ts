import { plain } from '../language/going-on';

/** Idioms that name nothing of what they ask for, as the sentence that asks for it. */
export function saidOtherwise(text: string): string | undefined {
  const said = plain(text);
  return sayings.find(([pattern]) => pattern.test(said))?.[1];
}

const sayings: readonly (readonly [RegExp, string])[] = [
  [
    /^what (?:should|must|can|may|do|shall) i (?:have to |need to )?(?:approve|decide(?: on)?|look at)(?: now| today)?$|^(?:is|are) there (?:anything|something) for me(?: to do)?$|^what(?: is|'s)? (?:on my desk|my turn|there to do)$/i,
    'which changes are waiting for approval?',
  ],
  [
    /^what (?:did|have) (?:i|we) (?:ask(?:ed)?(?: you)? for|want(?:ed)?|order(?:ed)?)(?: so far| today| here)?$/i,
    'my changes',
  ],
  [
    /^(?:is there )?(?:anything|something) (?:new|wrong|going on|on fire|burning)(?: today| here)?$|^what(?: is|'s)? (?:new|up|wrong|going on|burning)(?: today| here)?$|^any (?:news|problems|issues|trouble)(?: today)?$/i,
    'list alerts',
  ],
];
