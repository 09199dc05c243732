// Packs the Teams app: manifest and icons, in one zip that is the same byte for byte each time it is made of the same.
//   npm run package -- --app-id <id of the bot registration> --domain <where the bot is reached> [--out <file>]
// Without them: MicrosoftAppId and WARDEN_DOMAIN of the environment, or the practice tenant's placeholders.
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import yazl from 'yazl';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { 'app-id': { type: 'string' }, domain: { type: 'string' }, out: { type: 'string' } },
});
const appId = values['app-id'] ?? process.env['MicrosoftAppId'];
const domain = values.domain ?? process.env['WARDEN_DOMAIN'];
if (appId !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId)) {
  fail(`«${appId}» is no app id: it looks like 00000000-0000-4000-8000-000000000000.`);
}
if (domain !== undefined && !/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(domain)) {
  fail(`«${domain}» is no domain: it looks like warden.contoso.com, without https:// and path.`);
}

const out = resolve(values.out ?? join(root, 'build', 'warden.zip'));
mkdirSync(dirname(out), { recursive: true });
const zip = new yazl.ZipFile();
// Always the same time, and in the old format, which knows no time zones.
const always = { mtime: new Date(2026, 0, 1), forceDosTimestamp: true, mode: 0o100644 };
zip.addBuffer(Buffer.from(`${JSON.stringify(manifest(), null, 2)}\n`), 'manifest.json', always);
for (const icon of ['color.png', 'outline.png'])
  zip.addBuffer(readFileSync(join(root, 'manifest', icon)), icon, always);
zip.end();
await pipeline(zip.outputStream, createWriteStream(out));
console.log(
  `${out}\n${appId === undefined ? 'With the placeholder app id: good for looking at, not for uploading.' : `For app ${appId}.`}`,
);

function manifest() {
  const template = JSON.parse(readFileSync(join(root, 'manifest', 'manifest.json'), 'utf8'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const id = appId ?? template.id;
  const host = domain ?? template.validDomains[0];
  const site = (url) => Object.assign(new URL(url), { host }).toString().replace(/\/$/, '');
  const { websiteUrl, privacyUrl, termsOfUseUrl } = template.developer;
  return {
    ...template,
    version,
    id,
    developer: {
      ...template.developer,
      websiteUrl: site(websiteUrl),
      privacyUrl: site(privacyUrl),
      termsOfUseUrl: site(termsOfUseUrl),
    },
    bots: template.bots.map((bot) => ({ ...bot, botId: id })),
    validDomains: [host],
  };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
