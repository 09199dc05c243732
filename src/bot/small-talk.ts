/** A greeting or thanks asks for nothing and is no misunderstanding; who one is here, is answered. */
export function smallTalk(text: string): 'greeting' | 'thanks' | 'who am I' | undefined {
  const said = text.trim();
  if (whoAmI.test(said)) return 'who am I';
  if (greeting.test(said)) return 'greeting';
  return thanks.test(said) ? 'thanks' : undefined;
}

const end = String.raw`(?:[\s,]+(?:there|all|team|everyone|everybody|bot|warden|a lot|so much|very much))*[\s.!,:;()\p{Extended_Pictographic}-]*$`;
const greeting = new RegExp(
  `^(?:hi|hiya|hello|hey|hallo|moin|servus|howdy|yo|(?:a |have a )?(?:very )?(?:good )?(?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|(?:happy|good) (?:monday|friday))${end}`,
  'iu',
);
const thanks = new RegExp(
  `^(?:(?:ok|okay|great|perfect|good)[\\s,]+)?(?:many )?(?:thanks|thank you|thx|danke)${end}`,
  'iu',
);

const whoAmI =
  /^(?:and |so )?(?:who am i|what am i|what (?:may|can|am) i (?:allowed to |permitted to )?do(?: here)?|what am i (?:allowed|permitted)(?: to do)?(?: here)?|what are my (?:roles?|rights|permissions)|(?:what|which) (?:roles?|rights|permissions) do i have|am i an? (?:reader|requestor|approver|owner)|may i (?:approve|ask for changes)(?: changes)?)(?: here)?[\s.?!]*$/iu;
