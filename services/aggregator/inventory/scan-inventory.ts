/** What a finished scan holds, by kind: some hundred numbers, and, when it is asked for, the kind of each finding. */
import { sql } from "kysely";
import { lists } from "../store/lists.ts";
import type { Store } from "../store/store.ts";
import type { Dictionary } from "./dictionary.ts";
import { unpackSmall, unpackWide } from "./packed.ts";
import { idNumber } from "./write.ts";

/** Numbers of the scan's kinds, finding by finding. */
export type Column = Uint16Array | Uint32Array;

/** Findings that expire, by their number in the scan. */
export interface Expiries {
  readonly places: Uint32Array;
  readonly kinds: Uint32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
}

export interface ScanInventory {
  readonly scanId: string;
  /** Of the first finding; the numbers have no gaps. */
  readonly firstSeq: number;
  readonly findings: number;
  /** Numbers of the dictionary, by those of the scan. */
  readonly kinds: Int32Array;
  /** `STATES`; -1 where nobody compared them. */
  readonly states: Int8Array;
  readonly counts: Float64Array;
  readonly expiries: Expiries;
}

const SCANS_AT_ONCE = 200;

/** Columns of a scan's rows, each as the JSON text of a list: some hundred rows are one answer so. */
interface KindColumns {
  readonly scan_id: string;
  readonly kinds: string;
  readonly uses: string;
  readonly judgements: string;
  readonly states: string;
  readonly dated: string;
  readonly findings: string;
}

/** Of scans that have their `kinds`. */
export async function loadInventories(
  store: Store,
  dictionary: Dictionary,
  scanIds: readonly string[],
): Promise<readonly ScanInventory[]> {
  const loaded: ScanInventory[] = [];
  for (let at = 0; at < scanIds.length; at += SCANS_AT_ONCE) {
    const some = scanIds.slice(at, at + SCANS_AT_ONCE);
    const asked = store.rows(
      { scan_id: "text" },
      some.map((scanId) => [scanId]),
    );
    const query = lists<KindColumns>(store, {
      source: asked,
      keys: ["scan_id"],
      table: "finding_kind",
      on: sql`t.scan_id = r.scan_id`,
      numbers: {
        kinds: sql`t.kind`,
        uses: sql`t.use_kind`,
        judgements: sql`t.judgement`,
        states: sql`coalesce(t.state, -1)`,
        dated: sql`t.dated`,
        findings: sql`t.findings`,
      },
    });
    const { rows: columns } = await query.execute(store.reader);
    const expiries = await store.reader
      .selectFrom("finding_expiry")
      .selectAll()
      .where("scan_id", "in", some)
      .orderBy("scan_id")
      .orderBy("seq")
      .execute();
    const firsts = await store.reader
      .selectFrom("finding_chunk")
      .select(["scan_id", (of) => of.fn.min("first_seq").as("seq")])
      .where("scan_id", "in", some)
      .groupBy("scan_id")
      .execute();
    const columnsOf = new Map(columns.map((own) => [own.scan_id, own]));
    const expiriesOf = Map.groupBy(expiries, ({ scan_id: scanId }) => scanId);
    const firstOf = new Map(firsts.map(({ scan_id: scanId, seq }) => [scanId, Number(seq)]));
    for (const scanId of some) {
      const own = columnsOf.get(scanId);
      const firstSeq = firstOf.get(scanId) ?? 1;
      const dates = expiriesOf.get(scanId) ?? [];
      loaded.push({
        scanId,
        firstSeq,
        ...(own ? await kindsOf(dictionary, own) : NO_KINDS),
        expiries: {
          places: Uint32Array.from(dates, ({ seq }) => Number(seq) - firstSeq),
          kinds: Uint32Array.from(dates, ({ kind }) => kind),
          times: Float64Array.from(dates, ({ expires }) => Number(expires)),
        },
      });
    }
  }
  return loaded;
}

type Kinds = Pick<ScanInventory, "findings" | "kinds" | "states" | "counts">;

const NO_KINDS: Kinds = {
  findings: 0,
  kinds: new Int32Array(),
  states: new Int8Array(),
  counts: new Float64Array(),
};

/** The rows come in any order, the same in each column. */
async function kindsOf(dictionary: Dictionary, own: KindColumns): Promise<Kinds> {
  const places = JSON.parse(own.kinds) as readonly number[];
  const columns = {
    uses: JSON.parse(own.uses) as readonly number[],
    judgements: JSON.parse(own.judgements) as readonly number[],
    dated: JSON.parse(own.dated) as readonly number[],
  };
  const states = JSON.parse(own.states) as readonly number[];
  const findings = JSON.parse(own.findings) as readonly number[];
  const numbers = await dictionary.numbersOf(columns);
  const kinds: Kinds = {
    findings: findings.reduce((sum, count) => sum + count, 0),
    kinds: new Int32Array(places.length),
    states: new Int8Array(places.length),
    counts: new Float64Array(places.length),
  };
  for (const [at, place] of places.entries()) {
    kinds.kinds[place] = numbers[at] ?? 0;
    kinds.states[place] = states[at] ?? -1;
    kinds.counts[place] = findings[at] ?? 0;
  }
  return kinds;
}

/** By scan: the kind of each finding. */
export async function loadKinds(
  store: Store,
  inventories: readonly ScanInventory[],
): Promise<ReadonlyMap<string, Column>> {
  const chunks = await store.reader
    .selectFrom("finding_chunk")
    .select(["scan_id", "kinds"])
    .where(
      "scan_id",
      "in",
      inventories.map(({ scanId }) => scanId),
    )
    .orderBy("scan_id")
    .orderBy("first_seq")
    .execute();
  const texts = Map.groupBy(chunks, ({ scan_id: scanId }) => scanId);
  return new Map(
    inventories.map(({ scanId, kinds, findings }) => {
      const column = kinds.length <= 0x1_0000 ? new Uint16Array(findings) : new Uint32Array(findings);
      const end = (texts.get(scanId) ?? []).reduce((at, chunk) => unpackSmall(chunk.kinds, column, at), 0);
      if (end !== findings) throw new Error(`scan ${scanId} has ${findings} findings, and kinds of ${end}`);
      return [scanId, column];
    }),
  );
}

/** By scan: the `idNumber` of each finding. */
export async function loadIds(
  store: Store,
  inventories: readonly ScanInventory[],
): Promise<ReadonlyMap<string, Uint32Array>> {
  const loaded = new Map<string, Uint32Array>();
  for (const { scanId, findings } of inventories) {
    const chunks = await store.reader
      .selectFrom("finding_chunk")
      .select("ids")
      .where("scan_id", "=", scanId)
      .orderBy("first_seq")
      .execute();
    const ids = new Uint32Array(findings);
    const end = chunks.reduce((at, chunk) => unpackWide(chunk.ids, ids, at), 0);
    if (end !== findings) throw new Error(`scan ${scanId} has ${findings} findings, and ids of ${end}`);
    loaded.set(scanId, ids);
  }
  return loaded;
}

/** Numbers of findings that may have this id. */
export function seqsOfId({ firstSeq }: ScanInventory, ids: Uint32Array, findingId: string): readonly number[] {
  const wanted = idNumber(findingId);
  const seqs: number[] = [];
  for (let at = ids.indexOf(wanted); at >= 0; at = ids.indexOf(wanted, at + 1)) seqs.push(firstSeq + at);
  return seqs;
}
