/** Goes once through the stored findings of a scan and writes of which kind each is, and how many there are of each. */
import { createHash, randomInt } from "node:crypto";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { sql } from "kysely";
import type { Place } from "../join/join.ts";
import { writeFiles } from "../query/files.ts";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import { judgementText } from "./judgement.ts";
import { packSmall, packWide } from "./packed.ts";
import { useText } from "./use-kind.ts";

/** Findings of a chunk: what is read to find one by its id. */
export const CHUNK = 8_192;
const ROWS_AT_ONCE = 5_000;

type Verdict = Pick<Finding, "scope" | "severity" | "suppressed" | "deadlines">;

interface Row {
  readonly seq: number;
  readonly canonical: string;
  readonly finding_id: string;
  readonly verdict: number;
  readonly state: number | null;
}

interface LocalKind {
  readonly use: string;
  readonly judgement: string;
  readonly state: number | null;
  readonly dated: boolean;
  findings: number;
}

/** What a finding is looked up by, before its id is compared. */
export function idNumber(findingId: string): number {
  return createHash("sha256").update(findingId).digest().readUInt32LE();
}

/**
 * `placeOf`: what the repository says of a path. `write` runs one transaction, under the caller's lease where there is one;
 * whoever comes second to a scan writes nothing. In memory are some ten bytes for each finding.
 */
export async function writeInventory(
  store: Store,
  scanId: string,
  placeOf: (path: string) => Place,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<void> {
  const verdicts = await verdictsOf(store, scanId);
  const kinds = new Map<string, number>();
  const judgements = new Map<string, string>();
  const locals: LocalKind[] = [];
  const chunks: Value[][] = [];
  const expiries: Value[][] = [];
  let place: Place = {};
  let placed: string | undefined;
  for await (const rows of chunksOf(store, scanId)) {
    const numbers: number[] = [];
    for (const { seq, canonical, verdict: number, state } of rows) {
      const { path, ...fact } = JSON.parse(canonical) as Fact & { readonly path: string };
      if (path !== placed) {
        place = placeOf(path);
        placed = path;
      }
      const verdict = verdicts.get(Number(number));
      if (!verdict) throw new Error(`finding ${seq} of scan ${scanId} has no verdict`);
      const use = useText(fact);
      const time = fact.expires === undefined ? Number.NaN : Date.parse(fact.expires);
      const dated = !Number.isNaN(time);
      // Verdicts that differ in what lists do not go by, such as owners, are one judgement.
      const judged = `${number} ${place.years ?? ""} ${place.systemClass ?? ""}`;
      const judgement = judgements.get(judged) ?? judgementText(verdict, place);
      judgements.set(judged, judgement);
      const key = `${judgement} ${state} ${dated ? 1 : 0}\0${use}`;
      let kind = kinds.get(key);
      if (kind === undefined) {
        kind = locals.length;
        kinds.set(key, kind);
        locals.push({ use, judgement, state, dated, findings: 0 });
      }
      const local = locals[kind];
      if (local) local.findings++;
      numbers.push(kind);
      if (dated) expiries.push([scanId, seq, kind, time]);
    }
    const ids = rows.map(({ finding_id: id }) => idNumber(id));
    chunks.push([scanId, rows[0]?.seq ?? 0, packSmall(numbers), packWide(ids)]);
  }
  await write(async (transaction) => {
    const { rows: free } = await sql`select 1 from scan where id = ${scanId} and kinds is null
      ${store.lock("update")}`.execute(transaction);
    if (free.length === 0) return;
    const { rows: listed } = await sql`select 1 from finding_file where scan_id = ${scanId} limit 1`.execute(
      transaction,
    );
    // Of a scan that a release finished which listed no files.
    if (listed.length === 0) await writeFiles(transaction, scanId);
    await insertAll(store, transaction, scanId, locals, chunks, expiries);
  });
}

async function verdictsOf(store: Store, scanId: string): Promise<ReadonlyMap<number, Verdict>> {
  const rows = await store.reader
    .selectFrom("finding_verdict")
    .select(["verdict", "body"])
    .where("scan_id", "=", scanId)
    .execute();
  return new Map(rows.map(({ verdict, body }) => [verdict, JSON.parse(body) as Verdict]));
}

async function* chunksOf(store: Store, scanId: string): AsyncGenerator<readonly Row[]> {
  for (let after = 0; ; ) {
    const rows = await store.reader
      .selectFrom("finding")
      .select(["seq", "canonical", "finding_id", "verdict", "state"])
      .where("scan_id", "=", scanId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(CHUNK)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

async function insertAll(
  store: Store,
  transaction: Write,
  scanId: string,
  locals: readonly LocalKind[],
  chunks: readonly (readonly Value[])[],
  expiries: readonly (readonly Value[])[],
): Promise<void> {
  const uses = await numbered(
    store,
    transaction,
    "use_kind",
    locals.map(({ use }) => use),
  );
  const judgements = await numbered(
    store,
    transaction,
    "judgement",
    locals.map(({ judgement }) => judgement),
  );
  const insert = (table: Parameters<typeof insertRows>[2], columns: Columns, rows: readonly (readonly Value[])[]) =>
    insertRows(transaction, store.dialect, table, columns, rows, { batch: ROWS_AT_ONCE });
  await insert(
    "finding_kind",
    {
      scan_id: "text",
      kind: "bigint",
      use_kind: "bigint",
      judgement: "bigint",
      state: "bigint",
      dated: "bigint",
      findings: "bigint",
    },
    locals.map(({ use, judgement, state, dated, findings }, kind) => [
      scanId,
      kind,
      uses.get(use) ?? null,
      judgements.get(judgement) ?? null,
      state,
      dated ? 1 : 0,
      findings,
    ]),
  );
  await insert("finding_chunk", { scan_id: "text", first_seq: "bigint", kinds: "text", ids: "text" }, chunks);
  await insert("finding_expiry", { scan_id: "text", seq: "bigint", kind: "bigint", expires: "bigint" }, expiries);
  await transaction.updateTable("scan").set({ kinds: locals.length }).where("id", "=", scanId).execute();
}

type Columns = Parameters<typeof insertRows>[3];

/** The numbers of these texts in a dictionary; new ones are added, in one order for all who add. */
async function numbered(
  store: Store,
  transaction: Write,
  table: "use_kind" | "judgement",
  texts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const digests = new Map(
    Array.from(new Set(texts), (text) => [createHash("sha256").update(text).digest("hex").slice(0, 32), text] as const),
  );
  const find = async () => {
    const asked = store.rows(
      { digest: "text" },
      Array.from(digests.keys(), (digest) => [digest]),
    );
    const { rows } = await sql<{ digest: string; number: number }>`select d.digest, d.${sql.ref(table)} as number
      from ${asked} ${store.joinInOrder} ${sql.table(table)} d on d.digest = r.digest`.execute(transaction);
    return new Map(rows.map(({ digest, number }) => [digests.get(digest) ?? "", Number(number)]));
  };
  if (digests.size === 0) return new Map();
  const known = await find();
  if (known.size === digests.size) return known;
  const added = [...digests].filter(([, text]) => !known.has(text)).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = added.map(([digest, text]) => [randomInt(2 ** 48 - 1), digest, text]);
  await insertRows(transaction, store.dialect, table, { [table]: "bigint", digest: "text", body: "text" }, rows, {
    batch: ROWS_AT_ONCE,
    conflict: sql`on conflict (digest) do nothing`,
  });
  return find();
}

/** What was written before a scan is finished anew. */
export async function deleteInventory(transaction: Write, scanId: string): Promise<void> {
  for (const table of INVENTORY_TABLES) await transaction.deleteFrom(table).where("scan_id", "=", scanId).execute();
  await transaction.updateTable("scan").set({ kinds: null }).where("id", "=", scanId).execute();
}

export const INVENTORY_TABLES = ["finding_kind", "finding_chunk", "finding_expiry"] as const;
