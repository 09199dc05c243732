import type { AuditEntry, AuditRecord } from '../../src/core/audit';
import { canonicalJson, chainStart, linkAudit, verifyAudit } from '../../src/store/audit-chain';

describe('verifyAudit', () => {
  test('accepts what was chained, and says where it ends', () => {
    const log = aLog(5);

    expect(verifyAudit(log, key)).toEqual({ ok: true, last: { sequence: 5, hash: log[4]?.hash } });
    expect(verifyAudit([], key)).toEqual({ ok: true, last: chainStart });
    expect(verifyAudit(JSON.parse(JSON.stringify(log)) as AuditRecord[], key)).toMatchObject({ ok: true });
  });

  test('goes on from a link that is known', () => {
    const log = aLog(5);
    const [, second] = log;

    expect(verifyAudit(log.slice(2), key, second)).toMatchObject({ ok: true, last: { sequence: 5 } });
    expect(verifyAudit(log.slice(2), key)).toMatchObject({ ok: false, sequence: 1 });
    expect(verifyAudit(log.slice(2), key, { sequence: 2, hash: 'another' })).toMatchObject({ ok: false, sequence: 3 });
  });

  test('finds every flipped bit', () => {
    const log = aLog(3);
    const text = JSON.stringify(log[1]);
    const missed: number[] = [];

    for (let bit = 0; bit < text.length * 7; bit++) {
      const forged = parsed(flipped(text, bit));
      if (forged && canonicalJson(forged) !== canonicalJson(log[1])) {
        const verified = verifyAudit(replaced(log, 1, forged), key);
        if (verified.ok || verified.sequence < 2 || verified.sequence > 3) missed.push(bit);
      }
    }

    expect(missed).toEqual([]);
  });

  test.each([
    ['a changed fact', (log: AuditRecord[]) => replaced(log, 2, { ...log[2], facts: { n: 99 } }), 3],
    ['an added fact', (log: AuditRecord[]) => replaced(log, 2, { ...log[2], note: 'added' }), 3],
    ['a first record that is gone', (log: AuditRecord[]) => log.slice(1), 1],
    ['a record that is gone', (log: AuditRecord[]) => log.toSpliced(2, 1), 3],
    ['two records the other way round', (log: AuditRecord[]) => [log[0], log[2], log[1], log[3], log[4]], 2],
    ['the whole log the other way round', (log: AuditRecord[]) => log.toReversed(), 1],
    ['a record that stands twice', (log: AuditRecord[]) => [...log.slice(0, 2), ...log.slice(1)], 3],
    ['a gap hidden by new numbers', (log: AuditRecord[]) => log.toSpliced(2, 1).map(renumbered), 3],
  ])('finds %s', (_, forge, sequence) => {
    const forged = forge([...aLog(5)]) as AuditRecord[];

    expect(verifyAudit(forged, key)).toMatchObject({ ok: false, sequence });
  });

  test('finds a log that somebody without the key has chained anew', () => {
    const forged = aLog(5, { key: 'another key' });

    expect(verifyAudit(forged, 'another key')).toMatchObject({ ok: true });
    expect(verifyAudit(forged, key)).toMatchObject({ ok: false, sequence: 1 });
    expect(verifyAudit(aLog(5, {}), key)).toMatchObject({ ok: false, sequence: 1 });
  });

  test('works without a key too', () => {
    expect(verifyAudit(aLog(5, {}))).toMatchObject({ ok: true });
  });
});

describe('linkAudit', () => {
  test('hashes canonical JSON of sequence, previous and entry', () => {
    const entry = { facts: {}, kind: 'change.applied', at: 't', actor: { name: 'A', objectId: 'a' } } as const;

    // printf '%s' '{"entry":{"actor":{"name":"A","objectId":"a"},"at":"t","facts":{},"kind":"change.applied"},"previous":"","sequence":1}' | sha256sum
    expect(linkAudit(entry, chainStart).hash).toBe('4267a7f02e648c151546d0bf4ad43701de3c05a900a289b77ce3b89847403501');
    // … | openssl dgst -sha256 -hmac 'k'
    expect(linkAudit(entry, chainStart, 'k').hash).toBe(
      'f5abde1e751a5a205779532cb4deb3c3fb5b8691549b7aad4ea06b121080b61a',
    );
  });
});

describe('canonicalJson', () => {
  test.each([
    [{ b: 1, a: [2, { d: null, c: undefined }] }, '{"a":[2,{"d":null}],"b":1}'],
    [[undefined, 'ü', -0, 1e21], '[null,"ü",0,1e+21]'],
    [{ é: 1, z: 2, Z: 3, 10: 4, 9: 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    ['\ud800', '"\\ud800"'],
  ])('sorts keys and leaves out what is undefined: %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

const key = 'the key';

function aLog(length: number, chained: { readonly key?: string } = { key }): AuditRecord[] {
  const log: AuditRecord[] = [];
  for (let n = 0; n < length; n++) log.push(linkAudit(anEntry(n), log.at(-1) ?? chainStart, chained.key));
  return log;
}

function anEntry(n: number): AuditEntry {
  return {
    at: `2026-03-02T09:00:0${n}.000Z`,
    kind: 'change.applied',
    actor: { objectId: 'ana-id', name: 'Ana Ruiz' },
    change: n,
    policies: ['iOS Office baseline'],
    facts: { n, before: { level: 'high' }, after: { level: 'medium' } },
  };
}

function replaced(log: readonly AuditRecord[], place: number, by: object): AuditRecord[] {
  return log.with(place, by as AuditRecord); // a forgery need not have the shape of a record
}

function renumbered(record: AuditRecord, place: number): AuditRecord {
  return { ...record, sequence: place + 1 };
}

function flipped(text: string, bit: number): string {
  const place = Math.floor(bit / 7);
  const code = text.charCodeAt(place) ^ (1 << (bit % 7));
  return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // no longer JSON; reading it fails before anything is verified
  }
}
