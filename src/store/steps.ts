import type { Step } from '../core/change';
import type { Records } from '../ports';
import { decode, encode, toKey } from './columns';
import { prepared } from './prepared';
import type { Session } from './session';

/** The writes of changes. */
export function steps(session: Session): Records['steps'] {
  return {
    async list(change) {
      const { rows } = await select(session, { change });
      return rows.map(({ n, record }) => decode<Step>(record, { table: 'step', id: n }));
    },

    async put(step) {
      const { change, version } = step;
      await session.db
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

const select = prepared(({ db }, { change }: { change: number }) =>
  db.selectFrom('step').select(['n', 'record']).where('change', '=', change).orderBy('n'),
);
