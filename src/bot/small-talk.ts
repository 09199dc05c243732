/** A greeting or thanks asks for nothing and is no misunderstanding. */
export function smallTalk(text: string): 'greeting' | 'thanks' | undefined {
  const said = text.trim();
  if (greeting.test(said)) return 'greeting';
  return thanks.test(said) ? 'thanks' : undefined;
}

const end = String.raw`(?:[\s,]+(?:there|all|team|everyone|everybody|bot|warden|a lot|so much|very much))*[\s.!,:;()\p{Extended_Pictographic}-]*$`;
const greeting = new RegExp(
  `^(?:hi|hello|hey|hallo|moin|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend))${end}`,
  'iu',
);
const thanks = new RegExp(
  `^(?:(?:ok|okay|great|perfect|good)[\\s,]+)?(?:many )?(?:thanks|thank you|thx|danke)${end}`,
  'iu',
);
