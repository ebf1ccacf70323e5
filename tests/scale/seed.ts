/** Finished scans of very many repositories, as copies of a few that were really scanned. */
import { createHash } from "node:crypto";
import type { Store } from "@pqc-audit/aggregator/store/store.ts";
import { sql } from "kysely";

export interface Seed {
  readonly target: string;
  /** The scan it is a copy of. */
  readonly like: string;
}

const AT_ONCE = 1_000;

/** Copies all that the store holds of those scans but units, which nobody looks at any more, and what is known of uses over time. */
export async function seedScans(store: Store, seeds: readonly Seed[]): Promise<void> {
  const tables = await store.db.introspection.getTables();
  const columnsOf = (table: string) => tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? [];
  const withScan = tables.map(({ name }) => name).filter((name) => columnsOf(name).includes("scan_id"));
  const copied = withScan.filter((name) => !/^(?:unit|unit_blob|blob_wait|scan_requester|track_step)$/.test(name));
  for (let from = 0; from < seeds.length; from += AT_ONCE) {
    const some = seeds.slice(from, from + AT_ONCE).map(({ target, like }) => ({ target, like, id: idOf(target) }));
    const rows = sql.join(some.map(({ id, like, target }) => sql`(${id}, ${like}, ${target})`));
    const copy = (table: string, key: string, own: Readonly<Record<string, string>>) => {
      const others = columnsOf(table).filter((column) => column !== key && !(column in own));
      const names = [key, ...Object.keys(own), ...others].map((name) => sql.ref(name));
      const values = [
        sql`s.id`,
        ...Object.values(own).map((column) => sql`s.${sql.ref(column)}`),
        ...others.map((each) => sql`t.${sql.ref(each)}`),
      ];
      return sql`with s (id, copied, target) as (values ${rows})
        insert into ${sql.table(table)} (${sql.join(names)})
        select ${sql.join(values)} from ${sql.table(table)} t join s on s.copied = t.${sql.ref(key)}`;
    };
    await store.write(
      async (transaction) => {
        await copy("scan", "id", { target: "target" }).execute(transaction);
        for (const table of copied) await copy(table, "scan_id", {}).execute(transaction);
      },
      { long: true },
    );
  }
}

const idOf = (target: string): string => createHash("sha256").update(target).digest("hex").slice(0, 20);
