/** What a finished scan holds, by kind: some hundred numbers, and, when it is asked for, the kind of each finding. */
import type { Selectable } from "kysely";
import type { FindingKindTable } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Dictionary } from "./dictionary.ts";
import { findWide, unpackSmall } from "./packed.ts";
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

export type StoredKind = Selectable<FindingKindTable>;

const SCANS_AT_ONCE = 200;

/** Of scans that have their `kinds`. */
export async function loadInventories(
  store: Store,
  dictionary: Dictionary,
  scanIds: readonly string[],
): Promise<readonly ScanInventory[]> {
  const loaded: ScanInventory[] = [];
  for (let at = 0; at < scanIds.length; at += SCANS_AT_ONCE) {
    const some = scanIds.slice(at, at + SCANS_AT_ONCE);
    const of = <Row extends { readonly scan_id: string }>(rows: readonly Row[]) =>
      Map.groupBy(rows, ({ scan_id: scanId }) => scanId);
    const kinds = await store.reader
      .selectFrom("finding_kind")
      .selectAll()
      .where("scan_id", "in", some)
      .orderBy("scan_id")
      .orderBy("kind")
      .execute();
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
    await dictionary.learn(kinds);
    const [kindsOf, expiriesOf] = [of(kinds), of(expiries)];
    const firstOf = new Map(firsts.map(({ scan_id: scanId, seq }) => [scanId, Number(seq)]));
    for (const scanId of some) {
      const own = kindsOf.get(scanId) ?? [];
      const firstSeq = firstOf.get(scanId) ?? 1;
      const dates = expiriesOf.get(scanId) ?? [];
      loaded.push({
        scanId,
        firstSeq,
        findings: own.reduce((sum, { findings }) => sum + Number(findings), 0),
        kinds: Int32Array.from(own, (row) => dictionary.kind(row)),
        states: Int8Array.from(own, ({ state }) => state ?? -1),
        counts: Float64Array.from(own, ({ findings }) => Number(findings)),
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

export async function loadColumn(
  store: Store,
  { scanId, kinds, findings }: Pick<ScanInventory, "scanId" | "kinds" | "findings">,
): Promise<Column> {
  const column = kinds.length <= 0x1_0000 ? new Uint16Array(findings) : new Uint32Array(findings);
  const chunks = await store.reader
    .selectFrom("finding_chunk")
    .select("kinds")
    .where("scan_id", "=", scanId)
    .orderBy("first_seq")
    .execute();
  const end = chunks.reduce((at, chunk) => unpackSmall(chunk.kinds, column, at), 0);
  if (end !== findings) throw new Error(`scan ${scanId} has ${findings} findings, and kinds of ${end}`);
  return column;
}

/** Numbers in the scan of findings that may have this id. */
export async function placesOfId(store: Store, scanId: string, findingId: string): Promise<readonly number[]> {
  const wanted = idNumber(findingId);
  const chunks = await store.reader
    .selectFrom("finding_chunk")
    .select(["first_seq", "ids"])
    .where("scan_id", "=", scanId)
    .orderBy("first_seq")
    .execute();
  return chunks.flatMap(({ first_seq: first, ids }) => findWide(ids, wanted).map((at) => Number(first) + at));
}
