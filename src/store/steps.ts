import type { Step } from '../core/change';
import type { Records } from '../ports';
import { decode, encode, toKey } from './columns';
import type { Session } from './session';

/** The writes of changes. */
export function steps({ db }: Session): Records['steps'] {
  return {
    async list(change) {
      const rows = await db
        .selectFrom('step')
        .select(['n', 'record'])
        .where('change', '=', change)
        .orderBy('n')
        .execute();
      return rows.map(({ n, record }) => decode<Step>(record, { table: 'step', id: n }));
    },

    async put(step) {
      const { change, version } = step;
      await db
        .insertInto('step')
        .values({ change, version, part: toKey(step.part), key: toKey(step.key), record: encode(step) })
        .onConflict((conflict) =>
          conflict
            .columns(['change', 'version', 'part', 'key'])
            .doUpdateSet((row) => ({ record: row.ref('excluded.record') })),
        )
        .execute();
    },
  };
}
