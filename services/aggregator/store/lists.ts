/**
 * Many small rows as few: for each row of a short source the columns of what belongs to it in a big table, each as the JSON
 * text of a list. A tenth as many rows cross to here so, and nothing is made of each. PostgreSQL looks each up by its index;
 * a join of this kind it may answer by reading the whole table.
 */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "./store.ts";

export interface ListsQuery {
  /** See `rowSource`: named `r`, with these columns, which no two rows have alike. */
  readonly source: RawBuilder<unknown>;
  readonly keys: readonly string[];
  /** Named `t`. */
  readonly table: string;
  /** What of it belongs to `r`. */
  readonly on: RawBuilder<unknown>;
  /** Whole numbers, never null. */
  readonly numbers: Readonly<Record<string, RawBuilder<unknown>>>;
  readonly texts?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Of every list; without it in any, which is the same for all lists of a row. */
  readonly order?: RawBuilder<unknown>;
  /** Several rows for each of the source, where this differs. */
  readonly slice?: RawBuilder<unknown>;
}

/** No row for what nothing belongs to; rows in any order. */
export function lists<Row>(
  store: Store,
  { source, keys, table, on, numbers, texts = {}, order, slice }: ListsQuery,
): RawBuilder<Row> {
  const inOrder = order ? sql` order by ${order}` : sql``;
  const isSqlite = store.dialect === "sqlite";
  const numberList = (value: RawBuilder<unknown>) =>
    isSqlite
      ? sql`json_group_array(${value}${inOrder})`
      : sql`'[' || string_agg((${value})::text, ','${inOrder}) || ']'`;
  const textList = (value: RawBuilder<unknown>) =>
    isSqlite ? sql`json_group_array(${value}${inOrder})` : sql`array_to_json(array_agg(${value}${inOrder}))::text`;
  const listed = sql.join([
    ...Object.entries(numbers).map(([name, value]) => sql`${numberList(value)} as ${sql.ref(name)}`),
    ...Object.entries(texts).map(([name, value]) => sql`${textList(value)} as ${sql.ref(name)}`),
  ]);
  const own = sql.join(keys.map((key) => sql.ref(`r.${key}`)));
  if (isSqlite) {
    const groups = slice ? sql`${own}, ${slice}` : own;
    return sql<Row>`select ${own}, ${listed} from ${source} cross join ${sql.table(table)} t on ${on} group by ${groups}`;
  }
  const groups = slice ? sql`group by ${slice}` : sql`having count(*) > 0`;
  return sql<Row>`select ${own}, each.* from ${source}
    cross join lateral (select ${listed} from ${sql.table(table)} t where ${on} ${groups}) as each`;
}
