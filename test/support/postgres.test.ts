import { Client } from 'pg';
import { findPostgres, startPostgres } from './postgres';

test('the PostgreSQL that npm brings serves as well as an installed one', async () => {
  const before = process.env['TEST_POSTGRES'];
  process.env['TEST_POSTGRES'] = 'embedded';
  const found = findPostgres();
  if (before === undefined) delete process.env['TEST_POSTGRES'];
  else process.env['TEST_POSTGRES'] = before;
  if (found.kind === 'url' || found.kind === 'none') {
    process.stderr.write(
      `The embedded PostgreSQL is not tested: ${found.kind === 'none' ? found.why : 'another is set'}.\n`,
    );
    return;
  }

  const server = await startPostgres(found);
  const client = new Client({ connectionString: await server.emptyDatabase() });
  await client.connect();
  const { rows } = await client.query<{ one: number }>('select 1 as one');
  await client.end();
  await server.stop();

  expect(found.kind).toBe('embedded');
  expect(rows).toEqual([{ one: 1 }]);
});
