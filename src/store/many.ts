import { sql, type AliasedRawBuilder } from 'kysely';
import type { Session } from './session';

/** Many texts, as JSON, as a table `wanted(value)`, in one parameter: one statement whatever their number. */
export function textsIn({ engine }: Session, json: string): AliasedRawBuilder<{ value: string }, 'wanted'> {
  const table =
    engine === 'sqlite'
      ? sql<{ value: string }>`(select value from json_each(${json}))`
      : sql<{ value: string }>`(select value from json_array_elements_text(${json}::json))`;
  return table.as<'wanted'>(sql.ref('wanted'));
}
