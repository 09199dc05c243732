/** A word as the lexicon keeps it: singular, one spelling. Not linguistics: both sides go through the same function. */
export function stem(key: string): string {
  const known = spellings.get(key);
  if (known !== undefined) return known;
  if (key.length < 4 || !key.endsWith('s')) return key;
  if (/(?:ss|us|is|os)$/.test(key)) return key;
  if (key.endsWith('ies')) return `${key.slice(0, -3)}y`;
  return /(?:x|ch|sh|ss|z)es$/.test(key) ? key.slice(0, -2) : key.slice(0, -1);
}

const spellings = new Map([
  ['behaviour', 'behavior'],
  ['canceled', 'cancelled'],
  ['canceling', 'cancelling'],
  ['programme', 'program'],
  ['programmes', 'program'],
  ['organisation', 'organization'],
  ['organisations', 'organization'],
  ['organisational', 'organizational'],
  ['organisation-wide', 'organization-wide'],
  ['synchronise', 'synchronize'],
  ['synchronised', 'synchronized'],
  ['licence', 'license'],
  ['maximal', 'maximum'],
  ['minimal', 'minimum'],
  ['handset', 'phone'],
  ['handsets', 'phone'],
  ['unauthorised', 'unauthorized'],
  ['authorised', 'authorized'],
  // «all apps» is a choice, «all app protection policies» is not.
  ['apps', 'apps'],
  ['pcs', 'pc'],
  ['lvl', 'level'],
  ['lvls', 'level'],
  ['teh', 'the'],
  ['adn', 'and'],
  ['fro', 'for'],
  ['wiht', 'with'],
  ['taht', 'that'],
  ['thsi', 'this'],
  ['frmo', 'from'],
  ['wehn', 'when'],
]);

/** The forms of a verb: «require» gives requires, requiring, required. Irregular ones are given by hand. */
export function formsOf(verb: string): { readonly ing: string; readonly ed: string } {
  const [first = '', ...rest] = verb.split(' ');
  const tail = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  const odd = irregular.get(first);
  if (odd) return { ing: odd[0] + tail, ed: odd[1] + tail };
  if (/[^aeiou]y$/.test(first)) return { ing: `${first}ing${tail}`, ed: `${first.slice(0, -1)}ied${tail}` };
  if (first.endsWith('ee')) return { ing: `${first}ing${tail}`, ed: `${first}d${tail}` };
  if (first.endsWith('e')) return { ing: `${first.slice(0, -1)}ing${tail}`, ed: `${first}d${tail}` };
  return { ing: `${first}ing${tail}`, ed: `${first}ed${tail}` };
}

const irregular = new Map<string, readonly [string, string]>([
  ['set', ['setting', 'set']],
  ['put', ['putting', 'put']],
  ['get', ['getting', 'got']],
  ['let', ['letting', 'let']],
  ['make', ['making', 'made']],
  ['keep', ['keeping', 'kept']],
  ['bring', ['bringing', 'brought']],
  ['give', ['giving', 'given']],
  ['take', ['taking', 'taken']],
  ['send', ['sending', 'sent']],
  ['leave', ['leaving', 'left']],
  ['tell', ['telling', 'told']],
  ['show', ['showing', 'shown']],
  ['see', ['seeing', 'seen']],
  ['build', ['building', 'built']],
  ['roll', ['rolling', 'rolled']],
  ['forbid', ['forbidding', 'forbidden']],
  ['permit', ['permitting', 'permitted']],
  ['stop', ['stopping', 'stopped']],
  ['drop', ['dropping', 'dropped']],
  ['cap', ['capping', 'capped']],
  ['ban', ['banning', 'banned']],
  ['sync', ['syncing', 'synced']],
  ['undo', ['undoing', 'undone']],
  ['begin', ['beginning', 'begun']],
  ['cancel', ['cancelling', 'cancelled']],
  ['run', ['running', 'run']],
  ['tie', ['tying', 'tied']],
]);
