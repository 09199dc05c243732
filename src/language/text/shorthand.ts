/**
 * What people type on a phone: «set threatlevel to med 4 teams n outlook», «y r so many noncompliant?». Only in small
 * letters and outside of quotes, so that no name is touched.
 */
export function withoutShorthand(text: string): string {
  if (!shortened.test(text)) return text;
  return text
    .split(/(["“«][^"”»]*["”»])/u)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(each, (word) => long.get(word) ?? word)))
    .join('');
}

const long = new Map([
  ['n', 'and'],
  ['r', 'are'],
  ['u', 'you'],
  ['y', 'why'],
  ['wat', 'what'],
  ['wht', 'what'],
  ['wich', 'which'],
  ['med', 'medium'],
  ['lvl', 'level'],
  ['lvls', 'levels'],
  ['threatlevel', 'threat level'],
  ['threatlvl', 'threat level'],
  ['riskscore', 'risk score'],
  ['req', 'require'],
  ['b4', 'before'],
  ['thru', 'through'],
  ['plse', 'please'],
]);
const words = [...long.keys()].join('|');
const beside = String.raw`[\p{L}\p{N}'’@_.-]`;
const shortened = new RegExp(`(?<!${beside})(?:${words})(?!${beside})`, 'u');
const each = new RegExp(shortened.source, 'gu');
