/** Whether a name without a word beside it is rather many people or devices («Sales», «Nurses», «HR») than one. */
export function soundsLikeGroup(name: string): boolean {
  const last = name.split(/\s+/).at(-1) ?? '';
  const word = last.toLowerCase();
  if (departments.has(word) || /^all\s/i.test(name)) return true;
  if (/^[\p{Lu}&]{2,6}$/u.test(last) || /[\d-]/.test(name)) return true;
  return /[^s]s$/.test(word) && word.length > 3 && !firstNames.has(word);
}

const departments = new Set(
  [
    'sales marketing finance legal engineering support helpdesk operations production logistics procurement purchasing',
    'research development design security compliance audit controlling treasury payroll accounting management leadership',
    'board staff crew team pilot pilots lab labs warehouse reception kitchen retail everyone frontline helpdesk desk',
    'quality facilities education faculty administration communications consulting planning service services delivery press',
    'everybody workforce field office headquarters maintenance manufacturing training recruiting personnel shift people',
  ]
    .join(' ')
    .split(' '),
);

/** First names that end like a plural. */
const firstNames = new Set(
  [
    'james chris lars jens thomas marcus markus lucas lukas nicholas nicolas andreas tobias matthias mathias jonas niklas',
    'klaus hans boris dennis doris iris agnes ines francis alexis luis carlos marcos elias silas phyllis gladys curtis',
    'louis travis otis rhys charles magnus rasmus linus rufus titus angus frances mercedes lois yves jules georges',
  ]
    .join(' ')
    .split(' '),
);
