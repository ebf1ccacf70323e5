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

/**
 * Ends a subquery that speaks of one row of a row source, so that it is looked up by index for each. Without it PostgreSQL
 * may turn it into a join that reads a whole table for a page of a plan, ten million rows for five thousand, above all
 * while the table has no statistics yet. SQLite looks up either way.
 */
export const EACH_BY_INDEX: RawBuilder<unknown> = sql.raw("limit 1 offset 0");

/**
 * A row source for `from`, named `r`, with these columns. A column that says the same in every row is carried once, since
 * what a page writes is of one scan, one page, one engine.
 */
export function rowSource(
  dialect: DialectName,
  columns: Columns,
  rows: readonly (readonly Value[])[],
): RawBuilder<unknown> {
  const names = Object.keys(columns);
  const constant = names.map((_, at) => rows.length > 1 && rows.every((row) => row[at] === rows[0]?.[at]));
  const varying = [...names.keys()].filter((at) => !constant[at]);
  // Something has to say how many rows there are.
  if (varying.length === 0) varying.push(0);
  const type = (at: number) => sql.raw(columns[names[at] ?? ""] ?? "text");
  if (dialect === "sqlite") {
    const picked = names.map((name, at) => {
      const place = varying.indexOf(at);
      return place < 0
        ? sql`cast(${rows[0]?.[at] ?? null} as ${type(at)}) as ${sql.ref(name)}`
        : sql`value ->> ${sql.lit(place)} as ${sql.ref(name)}`;
    });
    const values = varying.length === names.length ? rows : rows.map((row) => varying.map((at) => row[at] ?? null));
    return sql`(select ${sql.join(picked)} from json_each(${JSON.stringify(values)})) as r`;
  }
  const arrays = varying.map((at) => {
    const column = rows.map((row) => row[at] ?? null);
    const lines = asLines(column);
    if (lines === undefined) return sql`${column}::${type(at)}[]`;
    return sql`string_to_array(${lines}, ${sql.lit("\n")})::${type(at)}[]`;
  });
  const listed = varying.map((at) => sql.ref(names[at] ?? ""));
  if (varying.length === names.length) return sql`unnest(${sql.join(arrays)}) as r(${sql.join(listed)})`;
  const picked = names.map((name, at) =>
    varying.includes(at) ? sql`v.${sql.ref(name)}` : sql`${rows[0]?.[at] ?? null}::${type(at)} as ${sql.ref(name)}`,
  );
  return sql`(select ${sql.join(picked)} from unnest(${sql.join(arrays)}) as v(${sql.join(listed)})) as r`;
}

/**
 * A value a line, which takes a tenth of the time that an array with its quotes does, here and in PostgreSQL. Undefined
 * where a value has lines of its own, or is none.
 */
function asLines(column: readonly Value[]): string | undefined {
  if (column.length === 0 || column.includes(null)) return undefined;
  const text = column.join("\n");
  if (text === "") return undefined;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines === column.length ? text : undefined;
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
