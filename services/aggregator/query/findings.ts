/** Findings of finished scans as JSON text, by page or as one stream: put together from stored texts, never parsed. */
import { RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { FileError, Finding } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import { inventoryOf } from "../inventory/inventory.ts";
import { seqsOfId } from "../inventory/scan-inventory.ts";
import { defaultPolicy, type Policy } from "../join/policy.ts";
import { told } from "../lives/changes.ts";
import type { Store } from "../store/store.ts";
import { type Cursor, cursorText, placeOfCursor, readCursor } from "./cursor.ts";
import type { Filter } from "./filter.ts";
import { type Order, type Place, type Scanned, Selection } from "./selection.ts";

export interface FindingsQuery extends Filter {
  /** 1-based; not asked where there is `after`. */
  readonly page: number;
  readonly size: number;
  /** Default: by path. */
  readonly order?: Order;
  /** `next` of an earlier answer. */
  readonly after?: string;
}

export interface FindingsPage {
  /** Each is the JSON text of a finding. */
  readonly results: readonly string[];
  readonly total: number;
  readonly page: number;
  /** Absent at the end. */
  readonly next?: string;
}

export interface StoredFinding {
  readonly target: string;
  readonly scanId: string;
  readonly text: string;
}

const CHUNK = 1_000;

interface Row {
  readonly seq: number;
  readonly path: string;
  readonly canonical: string;
  readonly finding_id: string;
  readonly body: string;
  readonly state: number | null;
}

/** The canonical line is an object of path and pure fields, the verdict's body one of what policy says: no key is in both. */
function findingText({ canonical, body, finding_id }: Pick<Row, "canonical" | "body" | "finding_id">): string {
  return `${canonical.slice(0, -1)},${body.slice(1, -1)},"id":${JSON.stringify(finding_id)}}`;
}

/** The same with what it is against the scan before. */
function comparedText(row: Omit<Row, "seq" | "path">): string {
  const text = findingText(row);
  return row.state === null ? text : `${text.slice(0, -1)},${JSON.stringify(told(row.state)).slice(1)}`;
}

const columns = sql`f.seq, f.path, f.canonical, f.finding_id, f.state, v.body`;
const verdict = sql`join finding_verdict v on v.scan_id = f.scan_id and v.verdict = f.verdict`;

export interface Asked<Query = FindingsQuery> {
  readonly query: Query;
  /** Of today. */
  readonly policy?: () => Policy;
  /** What is told of a finding. Default: its own text. */
  readonly tell?: (finding: StoredFinding) => string | Promise<string>;
}

/** Of one scan. Throws `UsageError` where the filter cannot be understood. */
export async function findingsPage(
  store: Store,
  scanId: string,
  query: FindingsQuery,
  options: Omit<Asked, "query"> = {},
): Promise<FindingsPage> {
  return pageOf(store, await scannedAlone(store, scanId, query), { ...options, query });
}

/** One scan as the only one that is asked for; a filter by state needs one that was compared. */
export async function scannedAlone(store: Store, scanId: string, { states }: Filter): Promise<readonly Scanned[]> {
  const inventory = await inventoryOf(store).of(scanId);
  if (states && states.length > 0 && inventory.states.includes(-1)) {
    throw new UsageError(
      `the findings of scan ${scanId} have no state: it was compared with no other, as a later one was finished before ` +
        "it, or it was finished by a release that did not compare",
    );
  }
  return [{ target: "", inventory }];
}

/** Of several scans, in the order of the repositories. */
export async function pageOf(
  store: Store,
  repositories: readonly Scanned[],
  { query, policy = defaultPolicy, tell = ({ text }) => text }: Asked,
): Promise<FindingsPage> {
  const { page, size, order = "path", after: text, ...filter } = query;
  const after = text === undefined ? undefined : readCursor(text, order);
  const selection = await Selection.of(inventoryOf(store), repositories, { filter, order, policy });
  const passed = after ? after.passed : (page - 1) * size;
  // One more than asked for says whether there is a next page.
  const found = after
    ? await selection.behind(await placeOfCursor(store, selection, after), size + 1)
    : await selection.page(passed, size + 1);
  const places = found.slice(0, size);
  const findings = await read(store, selection, places);
  const last = places.at(-1);
  const next =
    found.length > size && last ? cursorOf(selection, order, last, findings, passed + places.length) : undefined;
  return {
    results: await Promise.all(findings.map(tell)),
    total: selection.total,
    page: after ? Math.floor(passed / size) + 1 : page,
    ...(next && { next: cursorText(next) }),
  };
}

function cursorOf(
  selection: Selection,
  order: Order,
  { repository, at, part, time = 0 }: Place,
  findings: readonly StoredFinding[],
  passed: number,
): Cursor | undefined {
  const scanned = selection.repositories[repository];
  const text = findings.at(-1)?.text;
  if (!scanned || text === undefined) return undefined;
  const { path } = JSON.parse(text) as Pick<Finding, "path">;
  return { order, target: scanned.target, scanId: scanned.inventory.scanId, path, at, part, time, passed };
}

/** Throws `RetryableError` where a scan has been deleted meanwhile: what is left out must not look like the end. */
async function read(
  store: Store,
  { repositories }: Selection,
  places: readonly Place[],
): Promise<readonly StoredFinding[]> {
  if (places.length === 0) return [];
  const asked = places.map(({ repository, at }, number) => {
    const inventory = repositories[repository]?.inventory;
    return [number, inventory?.scanId ?? "", at + (inventory?.firstSeq ?? 0)] as const;
  });
  const source = store.rows({ at: "bigint", scan_id: "text", seq: "bigint" }, asked);
  const { rows } = await sql<ReadRow>`select r.at, f.canonical, f.finding_id, f.state, f.verdict
    from ${source} ${store.joinInOrder} finding f on f.scan_id = r.scan_id and f.seq = r.seq
    order by r.at`.execute(store.reader);
  const scanIdOf = ({ at }: ReadRow) => asked[Number(at)]?.[1] ?? "";
  const bodies = await verdictsOf(
    store,
    rows.map((row) => [scanIdOf(row), Number(row.verdict)]),
  );
  const findings = rows.flatMap((row) => {
    const scanId = scanIdOf(row);
    const body = bodies.get(verdictKey(scanId, Number(row.verdict)));
    const { target = "" } = repositories[places[Number(row.at)]?.repository ?? -1] ?? {};
    return body === undefined ? [] : [{ target, scanId, text: comparedText({ ...row, body }) }];
  });
  if (findings.length < places.length) throw new RetryableError("a scan has been deleted meanwhile; ask again");
  return findings;
}

interface ReadRow extends Pick<Row, "canonical" | "finding_id" | "state"> {
  readonly at: number;
  readonly verdict: number;
}

const verdictKey = (scanId: string, verdict: number) => `${verdict} ${scanId}`;

/** What policy says is the same for many findings of a scan, and longer than they are: each is read once. */
async function verdictsOf(
  store: Store,
  verdicts: readonly (readonly [scanId: string, verdict: number])[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map(verdicts.map((each) => [verdictKey(...each), each]));
  if (wanted.size === 0) return new Map();
  const source = store.rows({ scan_id: "text", verdict: "bigint" }, [...wanted.values()]);
  const { rows } = await sql<{ scan_id: string; verdict: number; body: string }>`select r.scan_id, v.verdict, v.body
    from ${source} ${store.joinInOrder} finding_verdict v on v.scan_id = r.scan_id and v.verdict = r.verdict`.execute(
    store.reader,
  );
  return new Map(rows.map(({ scan_id: scanId, verdict, body }) => [verdictKey(scanId, Number(verdict)), body]));
}

/** All selected findings in their order, a chunk at a time: memory does not grow with them. */
export async function* selectedFindings(
  store: Store,
  repositories: readonly Scanned[],
  { query, policy = defaultPolicy, tell = ({ text }) => text }: Asked<Filter & { readonly order?: Order }>,
): AsyncGenerator<readonly string[]> {
  const { order = "path", ...filter } = query;
  const selection = await Selection.of(inventoryOf(store), repositories, { filter, order, policy });
  let places = await selection.page(0, CHUNK);
  while (places.length > 0) {
    yield await Promise.all((await read(store, selection, places)).map(tell));
    const last = places.at(-1);
    places = last && places.length === CHUNK ? await selection.behind(last, CHUNK) : [];
  }
}

/** A finding of a scan by its id. */
export async function findingOf(store: Store, scanned: Scanned, findingId: string): Promise<StoredFinding | undefined> {
  const { inventory } = scanned;
  const { scanId } = inventory;
  const seqs = seqsOfId(inventory, await inventoryOf(store).ids.of(inventory), findingId);
  if (seqs.length === 0) return undefined;
  const asked = store.rows(
    { seq: "bigint" },
    seqs.map((seq) => [seq]),
  );
  const { rows } = await sql<Row>`select ${columns}
    from ${asked} ${store.joinInOrder} finding f on f.scan_id = ${scanId} and f.seq = r.seq ${verdict}
    where f.finding_id = ${findingId} order by f.seq limit 1`.execute(store.reader);
  const [row] = rows;
  return row && { target: scanned.target, scanId, text: comparedText(row) };
}

/** All findings in order, a chunk of JSON texts at a time. */
export function allFindings(store: Store, scanId: string): AsyncGenerator<readonly string[]> {
  return findingTexts(store, scanId, findingText);
}

/** The same, with what each is against the scan before. */
export function comparedFindings(store: Store, scanId: string): AsyncGenerator<readonly string[]> {
  return findingTexts(store, scanId, comparedText);
}

async function* findingTexts(
  store: Store,
  scanId: string,
  textOf: (row: Row) => string,
): AsyncGenerator<readonly string[]> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`select ${columns} from finding f ${verdict}
      where f.scan_id = ${scanId} and f.seq > ${after} order by f.seq limit ${sql.lit(CHUNK)}`.execute(store.reader);
    if (rows.length > 0) yield rows.map(textOf);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

/** The files with errors by path, a chunk of JSON texts at a time. */
export async function* allErrors(store: Store, scanId: string): AsyncGenerator<readonly string[]> {
  for (let after = 0; ; ) {
    const rows = await store.reader
      .selectFrom("scan_error")
      .select(["seq", "path", "status", "message"])
      .where("scan_id", "=", scanId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(CHUNK)
      .execute();
    const errorText = ({ path, status, message }: FileError) => JSON.stringify({ path, status, message });
    if (rows.length > 0) yield rows.map(errorText);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}
