/**
 * Results of another engine that hold for this one too, since nothing has changed that results of their kind depend on, or
 * nothing but models of which no anchor stands in their content: `scanner/changes.ts` says which, SQL picks them by what
 * workers told of each content. They are copied when a scan first asks for them: whatever a scan relies on is a result of its own engine, and the one of
 * the other goes when nothing refers to it any more. Only this program's own engine takes results over, for it alone
 * knows what a kind depends on; who agrees on that agrees on the code that says so.
 */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import type { Changes } from "@pqc-audit/scanner/changes.ts";
import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import { sql } from "kysely";
import type { Store, Write } from "../store/store.ts";
import type { OwnEngine } from "./own-engine.ts";
import { compareKeys } from "./unit-id.ts";

/** Engines that are asked for results, the newest first: what older ones have was mostly taken over by these. */
const MOST_ASKED = 3;

/** Writes down what the engine is made of, for engines to come, and has results taken over for it. */
export async function takeResultsOver(store: Store, own: OwnEngine): Promise<void> {
  const engine = await store.engine(own.digest);
  const parts = JSON.stringify(own.kinds.parts);
  const anchors = [...own.kinds.anchorTexts].sort(([a], [b]) => (a < b ? -1 : 1));
  await store.write(async (transaction) => {
    await sql`update engine set parts = ${parts} where engine = ${engine}`.execute(transaction);
    if (anchors.length === 0) return;
    await sql`insert into model_anchors (digest, body)
      select digest, body from ${store.rows({ digest: "text", body: "text" }, anchors)}
      where true on conflict do nothing`.execute(transaction);
  });
  store.ownEngine = own;
}

/** Copies what other engines know of these contents; `keys` have no result of this engine yet. */
export async function carryOver(
  store: Store,
  transaction: Write,
  engine: number,
  keys: readonly BlobKey[],
  now: number,
): Promise<void> {
  const own = store.ownEngine;
  if (!own || own.digest !== (await store.engineDigest(transaction, engine))) return;
  // Where sizes of large contents are not known for all its results, they must not become results of which they are.
  const { rows: others } = await sql<{ engine: number; parts: string }>`select engine, parts from engine
    where engine <> ${engine} and parts is not null and sizes_kept = 1 order by engine desc
    limit ${sql.lit(MOST_ASKED)}`.execute(transaction);
  for (const other of others) {
    const changes = await changesSince(transaction, own, other.parts);
    const asked = keys.filter(({ kind }) => !changes.of(kind) || changes.byAnchors(kind));
    if (asked.length > 0)
      await copyResults(store, transaction, { from: other.engine, to: engine, asked, changes, now });
  }
}

const known = new WeakMap<OwnEngine, Map<string, Changes>>();

async function changesSince(transaction: Write, own: OwnEngine, parts: string): Promise<Changes> {
  const all = known.get(own) ?? new Map<string, Changes>();
  known.set(own, all);
  let changes = all.get(parts);
  if (changes === undefined) {
    const before = JSON.parse(parts) as EngineParts;
    const asked = own.kinds.anchorsAskedOf(before);
    const rows =
      asked.length === 0
        ? []
        : await transaction.selectFrom("model_anchors").selectAll().where("digest", "in", asked).execute();
    changes = own.kinds.changesSince(before, new Map(rows.map(({ digest, body }) => [digest, body])));
    all.set(parts, changes);
  }
  return changes;
}

interface Copy {
  readonly from: number;
  readonly to: number;
  readonly asked: readonly BlobKey[];
  readonly changes: Changes;
  readonly now: number;
}

async function copyResults(store: Store, transaction: Write, { from, to, asked, changes, now }: Copy): Promise<void> {
  const postgres = store.dialect === "postgres";
  const keys = store.rows(
    { blob: "text", kind: "text", by_anchors: "bigint" },
    // Several aggregators may copy the same ones: in one order, so that no two wait for each other crosswise.
    [...asked].sort(compareKeys).map(({ blob, kind }) => [blob, kind, changes.of(kind) ? 1 : 0]),
  );
  const changed = store.rows(
    { token: "text" },
    Array.from(changes.changedAnchors, (token) => [token]),
  );
  const place = sql.raw(postgres ? "strpos" : "instr");
  const holds = sql`(r.by_anchors = 0 or b.anchors = ''
    or (b.anchors is not null and not exists (select 1 from ${changed} where ${place}(b.anchors, r.token) > 0)))`;
  const same = sql`b.engine = ${from} and b.blob = r.blob and b.kind = r.kind`;
  // By index for each, as in `EACH_BY_INDEX`.
  const found = postgres
    ? sql`cross join lateral (select b.* from blob_result b where ${same} limit 1 offset 0) b where true`
    : sql`cross join blob_result b where ${same}`;
  // What came of a content by a limit, a loss or a failure may be another thing next time.
  const copied = sql<BlobKey & { facts: number }>`insert into blob_result
      (engine, blob, kind, status, detail, facts, digest, used_at, anchors)
    select ${sql.lit(to)}, b.blob, b.kind, b.status, b.detail, b.facts, b.digest, ${sql.lit(now)}, b.anchors
      from ${keys} ${found} and ${holds}
      and (b.status = 'scanned' or (b.status = 'skipped' and b.detail = 'binary')) order by b.blob, b.kind
    on conflict (engine, blob, kind) do update
      set status = excluded.status, detail = excluded.detail, facts = excluded.facts, digest = excluded.digest,
        used_at = excluded.used_at, anchors = excluded.anchors
      where blob_result.status = 'failed'
    returning blob, kind, facts`;
  const intoFact = sql`insert into fact (engine, blob, kind, ordinal, body) select ${sql.lit(to)}`;
  if (postgres) {
    // One statement sees one state: what is deleted meanwhile as unused is there with all its facts, or not at all.
    await sql`with copied as (${copied}), facts as (${intoFact}, c.blob, c.kind, f.ordinal, f.body from copied c
        cross join lateral (select f.ordinal, f.body from fact f where c.facts > 0 and f.engine = ${from}
          and f.blob = c.blob and f.kind = c.kind offset 0) f)
      select 1`.execute(transaction);
    return;
  }
  const withFacts = (await copied.execute(transaction)).rows.filter(({ facts }) => facts > 0);
  if (withFacts.length === 0) return;
  const source = store.rows(
    { blob: "text", kind: "text" },
    withFacts.map(({ blob, kind }) => [blob, kind]),
  );
  await sql`${intoFact}, f.blob, f.kind, f.ordinal, f.body from ${source} cross join fact f
    where f.engine = ${from} and f.blob = r.blob and f.kind = r.kind`.execute(transaction);
}
