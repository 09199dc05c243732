import { findPostgres, startPostgres } from '../support/postgres';
import { openStore } from '../../src/store/open';
test('smoke sqlite', async () => {
  const s = await openStore({kind:'sqlite',file:':memory:'},{});
  await s.outbox.add({conversation:'a',what:{kind:'draw',thing:'change:1'},dueAt:'2026-01-01T00:00:00Z'});
  await s.outbox.add({conversation:'a',what:{kind:'draw',thing:'change:1'},dueAt:'2026-01-01T00:00:00Z'});
  expect(await s.outbox.size()).toBe(1);
  expect(await s.outbox.next()).toBe('2026-01-01T00:00:00.000Z');
  console.log(await s.outbox.take('2026-01-01T00:00:00Z','2026-01-01T00:01:00Z',5), await s.outbox.next());
  await s.close();
});
test('smoke pg', async () => {
  const f = findPostgres(); if (f.kind==='none') throw new Error(f.why);
  const t0=Date.now();
  const pg = await startPostgres(f);
  console.log(Date.now()-t0);
  const s = await openStore({kind:'postgres',url: await pg.emptyDatabase()},{});
  await s.outbox.add({conversation:'a',what:{kind:'draw',thing:'change:1'},dueAt:'2026-01-01T00:00:00Z'});
  await s.outbox.add({conversation:'a',what:{kind:'draw',thing:'change:1'},dueAt:'2026-01-01T00:00:00Z'});
  expect(await s.outbox.size()).toBe(1);
  expect(await s.outbox.next()).toBe('2026-01-01T00:00:00.000Z');
  console.log(await s.outbox.take('2026-01-01T00:00:00Z','2026-01-01T00:01:00Z',5), await s.outbox.next());
  await s.close();
  await pg.stop();
});
