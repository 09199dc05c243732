import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync, inflateSync } from 'node:zlib';
import catalog from '../src/catalog/apps.json';
import { families } from '../src/families';
import { readerFor } from '../src/language/parse';
import { aWorld, channel, people, sandboxRules } from './support/world';

const root = join(__dirname, '..');
const run = promisify(execFile);

interface Manifest {
  readonly id: string;
  readonly version: string;
  readonly developer: Readonly<Record<string, string>>;
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly commandLists: readonly {
      readonly scopes: readonly string[];
      readonly commands: readonly { readonly title: string; readonly description: string }[];
    }[];
  }[];
  readonly validDomains: readonly string[];
}

describe('the manifest', () => {
  test('is valid by the schema it names', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'manifest', 'manifest.json'), 'utf8')) as TeamsManifest;

    expect(await AppManifestUtils.validateAgainstSchema(manifest)).toEqual([]);
  });

  test('has one command list per place, short enough for every client', async () => {
    const [bot] = (JSON.parse(await readFile(join(root, 'manifest', 'manifest.json'), 'utf8')) as Manifest).bots;

    expect(bot?.commandLists.flatMap((list) => list.scopes).sort()).toEqual([...(bot?.scopes ?? [])].sort());
    for (const { commands } of bot?.commandLists ?? []) {
      expect(commands.length).toBeLessThanOrEqual(10);
      expect(commands.filter(({ title }) => title.length > 32)).toEqual([]);
      expect(commands.filter(({ description }) => description.length > 128)).toEqual([]);
      expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
    }
  });
});

describe('the suggested commands', () => {
  test('are all sentences that the bot reads', async () => {
    const [bot] = (JSON.parse(await readFile(join(root, 'manifest', 'manifest.json'), 'utf8')) as Manifest).bots;
    const titles = [
      ...new Set((bot?.commandLists ?? []).flatMap(({ commands }) => commands.map(({ title }) => title))),
    ];
    const reader = readerFor({ families, apps: catalog.apps });

    expect(titles.length).toBeGreaterThan(5);
    expect(titles.filter((title) => reader.parse(title).requests.length === 0)).toEqual([]);
  });

  test('are all answered, typed by somebody who may', async () => {
    const [bot] = (JSON.parse(await readFile(join(root, 'manifest', 'manifest.json'), 'utf8')) as Manifest).bots;
    const titles = new Set((bot?.commandLists ?? []).flatMap(({ commands }) => commands.map(({ title }) => title)));
    const roles = { ...sandboxRules.roles, owner: { groups: [], people: [people.sam.objectId] } };
    const world = await aWorld({ rules: { roles } });

    const unanswered: string[] = [];
    for (const title of titles) {
      const replies = await world.say('sam', title, channel);
      const said = replies.map(({ text }) => text).join('\n');
      if (said === '' || refusal.test(said)) unanswered.push(`${title}: ${said}`);
    }
    await world.close();

    expect(titles.size).toBeGreaterThan(10);
    expect(unanswered).toEqual([]);
  });

  /** What is said instead of an answer. */
  const refusal =
    /not understood|unknown app|\bOnly \w+s\b|do not know what to do|not something I do|went wrong|did not work/i;
});

describe('the icons', () => {
  test.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('%s is %d pixels wide and high, with alpha', async (name, size) => {
    const png = await readFile(join(root, 'manifest', name));

    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    expect([...png.subarray(24, 26)]).toEqual([8, 6]);
  });

  test('the color icon has no transparent pixel', async () => {
    const pixels = pixelsOf(await readFile(join(root, 'manifest', 'color.png')));

    expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
  });

  test('the outline icon is white on transparent', async () => {
    const pixels = pixelsOf(await readFile(join(root, 'manifest', 'outline.png')));

    expect(pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(pixels.some(([, , , alpha]) => alpha === 0)).toBe(true);
    expect(pixels.some(([, , , alpha]) => alpha === 255)).toBe(true);
  });
});

describe('npm run package', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-package-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const pack = async (name: string, ...more: readonly string[]) => {
    const out = join(folder, name);
    // Another time zone each time: the times in the zip must not tell.
    const env = { PATH: process.env['PATH'], TZ: name === 'a.zip' ? 'Asia/Tokyo' : 'America/New_York' };
    await run(process.execPath, [join(root, 'scripts', 'package.mjs'), '--out', out, ...more], { env });
    return readFile(out);
  };

  test('gives the same bytes twice', async () => {
    const [first, second] = [await pack('a.zip'), await pack('b.zip')];

    expect(first.equals(second)).toBe(true);
  });

  test('packs manifest and icons at the root', async () => {
    const files = filesIn(await pack('a.zip'));

    expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(files.get('color.png')).toEqual(await readFile(join(root, 'manifest', 'color.png')));
  });

  test('names the app and its domain everywhere, and stays valid', async () => {
    const id = '33333333-3333-4333-8333-333333333333';

    const files = filesIn(await pack('a.zip', '--app-id', id, '--domain', 'warden.contoso.com'));

    const text = files.get('manifest.json')?.toString('utf8') ?? '';
    const manifest = JSON.parse(text) as Manifest;
    expect(manifest).toMatchObject({ id, bots: [{ botId: id }], validDomains: ['warden.contoso.com'] });
    expect(manifest.developer).toMatchObject({ privacyUrl: 'https://warden.contoso.com/privacy' });
    expect(text).not.toMatch(/22222222|example\.com/);
    expect(await AppManifestUtils.validateAgainstSchema(JSON.parse(text) as TeamsManifest)).toEqual([]);
  });

  test.each([
    ['--app-id', 'not-an-id', '«not-an-id» is no app id'],
    ['--domain', 'https://warden.contoso.com/', '«https://warden.contoso.com/» is no domain'],
  ])('refuses %s %s', async (option, value, sentence) => {
    await expect(pack('a.zip', option, value)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(sentence) as string,
    });
  });
});

/** Our icons carry one IDAT chunk, and every row says that it is not filtered. */
function pixelsOf(png: Buffer): readonly (readonly number[])[] {
  const width = png.readUInt32BE(16);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const stride = width * 4 + 1;
  return Array.from({ length: width * width }, (_, index) => {
    const start = Math.floor(index / width) * stride + 1 + (index % width) * 4;
    return [...rows.subarray(start, start + 4)];
  });
}

/** Reads the central directory at the end of the zip. */
function filesIn(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, size, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + size);
    files.set(zip.toString('utf8', at + 46, at + 46 + nameLength), method === 8 ? inflateRawSync(content) : content);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
