/**
 * Many rows as one parameter: a bulk insert or lookup is one statement whose text does not depend on how many rows it
 * carries, in both databases.
 */
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Database } from "./schema.ts";

export type DialectName = "sqlite" | "postgres";
export type ColumnType = "text" | "bigint";
export type Value = string | number | null;
type Columns = Readonly<Record<string, ColumnType>>;

/** A row source for `from`, named `r`, with these columns. */
export function rowSource(
  dialect: DialectName,
  columns: Columns,
  rows: readonly (readonly Value[])[],
): RawBuilder<unknown> {
  const names = Object.keys(columns);
  if (dialect === "sqlite") {
    const picked = names.map((name, at) => sql`value ->> ${sql.lit(at)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(picked)} from json_each(${JSON.stringify(rows)})) as r`;
  }
  const arrays = names.map((name, at) => {
    const column = rows.map((row) => row[at] ?? null);
    return sql`${column}::${sql.raw(columns[name] ?? "text")}[]`;
  });
  return sql`unnest(${sql.join(arrays)}) as r(${sql.join(names.map((name) => sql.ref(name)))})`;
}

/**
 * Inserts rows in batches of `batch`. Where several transactions may write the same keys, the caller hands them in key
 * order, so that no two wait for each other crosswise. `conflict` is `on conflict …`, `returning` a list of columns.
 */
export async function insertRows<Returned = never>(
  transaction: Transaction<Database>,
  dialect: DialectName,
  table: keyof Database,
  columns: Columns,
  rows: readonly (readonly Value[])[],
  options: { readonly batch: number; readonly conflict?: RawBuilder<unknown>; readonly returning?: readonly string[] },
): Promise<Returned[]> {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  const conflict = options.conflict ?? sql``;
  const returning = options.returning
    ? sql`returning ${sql.join(options.returning.map((name) => sql.ref(name)))}`
    : sql``;
  const returned: Returned[] = [];
  for (let from = 0; from < rows.length; from += options.batch) {
    const source = rowSource(dialect, columns, rows.slice(from, from + options.batch));
    // `where true`: SQLite cannot tell `on conflict` from a join's `on` without it.
    const query = sql<Returned>`insert into ${sql.table(table)} (${names}) select ${names} from ${source} where true ${conflict} ${returning}`;
    returned.push(...(await query.execute(transaction)).rows);
  }
  return returned;
}

/** Text as both databases can hold it: no NUL, no lone surrogates. */
export function storableText(text: string, maxLength = 2_000): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll("\0", "\u{fffd}");
}
