import { families } from '../../src/families';
import { madeSentences, mistyped, type Made } from './sentences';
import { ask, canonical, changesOf, reader, spoken } from './support';

/** Sentences made from the families' own examples, and what people do to sentences. */

const examples = [...families.values()].flatMap((family) => family.examples.map(({ say }) => say));
const plannedExamples = [...spoken.values()].flatMap((family) => (family.examples ?? []).map(({ say }) => say));
const all = [...new Set([...examples, ...plannedExamples])];

/** Every sentence whose reading changes under a mutation that changes no meaning. */
function changedBy(mutate: (text: string) => string | undefined): readonly string[] {
  return all.flatMap((text) => {
    const mutated = mutate(text);
    return mutated === undefined || canonical(ask(mutated)) === canonical(ask(text)) ? [] : [mutated];
  });
}

describe('a reading stays the same', () => {
  test('every example is read at all', () => {
    expect(all.filter((text) => ask(text).length === 0)).toEqual([]);
  });

  test.each(['please ', 'hi Warden, ', 'could you please ', 'hey, can you ', 'I would like to '])(
    'behind «%s»',
    (lead) => {
      expect(changedBy((text) => lead + text[0]?.toLowerCase() + text.slice(1))).toEqual([]);
    },
  );

  test.each([' please', ', thanks', ' asap', '.', '!'])('before «%s»', (tail) => {
    expect(changedBy((text) => text + tail)).toEqual([]);
  });

  test('in capitals', () => {
    expect(changedBy((text) => (/["\\@-]/.test(text) ? undefined : text.toUpperCase()))).toEqual([]);
  });

  test('in small letters', () => {
    expect(changedBy((text) => (/["\\]/.test(text) ? undefined : text.toLowerCase()))).toEqual([]);
  });

  test.each([
    ['curly', '“', '”'],
    ['French', '«', '»'],
    ['German', '„', '“'],
    ['single', "'", "'"],
    ['single curly', '‘', '’'],
  ])('in %s quotes', (_name, open, close) => {
    expect(changedBy((text) => text.replace(/"([^"]*)"/g, `${open}$1${close}`))).toEqual([]);
  });

  test.each(['‐', '‑'])('with the hyphen «%s»', (hyphen) => {
    expect(
      changedBy((text) => (/"[^"]*-[^"]*"/.test(text) ? undefined : text.replace(/(\w)-(\w)/g, `$1${hyphen}$2`))),
    ).toEqual([]);
  });

  test.each([
    ['no-break spaces', (text: string) => text.replaceAll(' ', '\u00a0')],
    ['double spaces', (text: string) => text.replace(/ (?=[^"]*(?:"[^"]*"[^"]*)*$)/g, '  ')],
    ['a zero-width space in it', (text: string) => `${text.slice(0, 7)}\u200b${text.slice(7)}`],
    ['bidi marks around it', (text: string) => `\u202a${text}\u202c`],
    ['Teams around it', (text: string) => `<p><at id="0">Warden</at>&nbsp;${text.replaceAll('"', '&quot;')}</p>`],
    ['a letter of another script', (text: string) => text.replace(/(?<=\b[a-z]+)o(?=[a-z])/, 'о')],
  ])('with %s', (_name, mutate) => {
    expect(changedBy(mutate)).toEqual([]);
  });

  test('with two letters of a long word swapped, doubled or left out', () => {
    const slips = [
      (word: string) => word.slice(0, 3) + word[4] + word[3] + word.slice(5),
      (word: string) => word.slice(0, 3) + word[2] + word.slice(3),
      (word: string) => word.slice(0, 3) + word.slice(4),
    ];
    const long =
      /(?<!["\w@\\.])(?:threat|level|minimum|connector|compliance|antivirus|firewall|protection|screenshots|fingerprint|medium|Outlook|Android|encryption|retries|Windows)(?![\w"@\\.])/;

    for (const slip of slips)
      expect(changedBy((text) => (long.test(text) ? text.replace(long, slip) : undefined))).toEqual([]);
  });

  test('with the target first', () => {
    const trailing = /^(.*\S) (for (?:Outlook|Teams|Word|OneDrive|SharePoint)(?: on (?:iOS|Android))?)$/;

    expect(
      changedBy((text) =>
        trailing.test(text) && !text.includes(', for') ? text.replace(trailing, '$2 $1') : undefined,
      ),
    ).toEqual([]);
  });
});

describe('sentences made from every word of every setting', () => {
  const made = [...new Map(madeSentences().map((one) => [one.text, one])).values()];

  /** Every nth of them, changed: enough of each sort, in a time that suits a test. */
  function varied(nth: number, mutate: (text: string, index: number) => string): readonly Made[] {
    return made.flatMap(({ text, request }, i) => (i % nth === 0 ? [{ text: mutate(text, i), request }] : []));
  }

  function misread(sentences: readonly Made[], wanted = (request: Made['request']) => request): readonly string[] {
    return sentences
      .filter(({ text, request }) => canonical(ask(text)) !== canonical([wanted(request)]))
      .map(({ text }) => text);
  }

  const polite = ['please ', 'could you please ', 'hi, can you ', "hey Warden, I'd like you to ", 'kindly '];
  const quotes = [
    ['“', '”'],
    ['«', '»'],
    ['„', '“'],
    ["'", "'"],
    ['‘', '’'],
  ] as const;
  const sorts: Readonly<Record<string, readonly Made[]>> = {
    'as they are': made,
    politely: varied(7, (text, i) => `${polite[i % polite.length]}${text}${i % 2 ? ', thanks' : ' please'}`),
    'with other quotes': varied(7, (text, i) => {
      const [open, close] = quotes[i % quotes.length] ?? quotes[0];
      return text.replace(/"([^"]*)"/g, `${open}$1${close}`);
    }),
    'with other hyphens and spaces': varied(7, (text, i) =>
      text
        .replace(/(\w)-(\w)/g, `$1${'‐‑'[i % 2]}$2`)
        .replaceAll(' ', i % 2 ? '\u00a0' : '  ')
        .replace(/ {2}7"/, ' 7"'),
    ),
    'with the policy first': varied(7, (text) => text.replace(/^(.*) in (the [a-z ]+ "Blue 7")$/, 'in $2 $1')),
  };

  test('there are more than 20,000 of them', () => {
    expect(Object.values(sorts).flat().length).toBeGreaterThan(20_000);
  });

  test.each(Object.entries(sorts))('are read %s', (_sort, sentences) => {
    expect(misread(sentences)).toEqual([]);
  });

  test('are read in capitals', () => {
    const shouted = varied(7, (text) => text.toUpperCase());

    expect(misread(shouted, (request) => ('policy' in request ? { ...request, policy: 'BLUE 7' } : request))).toEqual(
      [],
    );
  });

  test.each([
    ['one slip', 1, 0.98],
    ['two slips', 2, 0.97],
  ])('with %s are read as meant or not at all', (_name, slips, share) => {
    const typed = varied(14, (text, i) => mistyped(text, i, slips)).map((one) => ({
      ...one,
      parsed: reader.parse(one.text),
    }));
    const wrong = typed.filter(({ request, parsed }) => canonical(parsed.requests) !== canonical([request]));
    const turned = wrong.filter(
      ({ request, parsed }) =>
        parsed.question === null && changesOf(parsed).some((change) => canonical(change) !== canonical(request)),
    );

    expect(turned.map(({ text }) => text)).toEqual([]);
    expect(1 - wrong.length / typed.length).toBeGreaterThan(share);
  });
});
