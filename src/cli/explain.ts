import catalog from '../catalog/apps.json';
import { families } from '../families';
import type { Explained } from '../language/explain';
import { readerFor } from '../language/parse';

/** `npm run explain -- "<sentence>"`: how each word was used, and which reading won. */
export function sayExplained({ parsed, parts }: Explained): string {
  const lines = parts.flatMap(({ reader, family, words }) => [
    `${reader}${family === undefined ? '' : ` (${family})`}`,
    ...words.map(({ typed, use }) => `  ${typed.padEnd(28)} ${use}`),
  ]);
  const asked = parsed.question ? [`question about ${parsed.question.about}: ${parsed.question.text}`] : [];
  const mended = parsed.readings.map(({ typed, read }) => `mended: ${typed} → ${read}`);
  return [...lines, ...mended, ...parsed.requests.map((request) => JSON.stringify(request)), ...asked].join('\n');
}

if (require.main === module) {
  const reader = readerFor({ families, apps: catalog.apps });
  const sentence = process.argv.slice(2).join(' ');
  process.stdout.write(
    sentence === ''
      ? 'Say a sentence: npm run explain -- "require a PIN for Outlook"\n'
      : `${sayExplained(reader.explain(sentence))}\n`,
  );
}
