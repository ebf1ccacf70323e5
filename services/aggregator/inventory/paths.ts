/** The files of a scan that have findings, in memory: each path as what it does not share with the one before. */
import { sql } from "kysely";
import { lists } from "../store/lists.ts";
import type { Store } from "../store/store.ts";
import type { ScanInventory } from "./scan-inventory.ts";

/** By file, in the order of the findings. */
export interface Paths {
  readonly byteLength: number;
  /** Number in the scan of the first finding of each, from 0 on; behind the last how many there are in all. */
  readonly firsts: Uint32Array;
  /** Bytes (UTF-8, whole characters) that it begins with as the one before does. */
  readonly shared: Uint32Array;
  /** Bytes of `text` that are its own. */
  readonly own: Uint32Array;
  readonly text: Uint8Array;
  /** Bytes of the longest path. */
  readonly longest: number;
}

/** At most as many files in a row: the paths of a scan may be more than one text can hold. */
const FINDINGS_OF_A_ROW = 100_000;

interface Row {
  readonly scan_id: string;
  readonly firsts: string;
  readonly paths: string;
}

type Scanned = Pick<ScanInventory, "scanId" | "firstSeq" | "findings">;

/** By scan. */
export async function loadPaths(
  store: Store,
  inventories: readonly ScanInventory[],
): Promise<ReadonlyMap<string, Paths>> {
  const asked = store.rows(
    { scan_id: "text" },
    inventories.map(({ scanId }) => [scanId]),
  );
  const slices = lists<Row>(store, {
    source: asked,
    keys: ["scan_id"],
    table: "finding_file",
    on: sql`t.scan_id = r.scan_id`,
    numbers: { firsts: sql`t.first_seq` },
    texts: { paths: sql`t.path` },
    order: sql`t.first_seq`,
    slice: sql`t.first_seq / ${sql.lit(FINDINGS_OF_A_ROW)}`,
  });
  const builders = new Map(inventories.map((inventory) => [inventory.scanId, new PathsBuilder(inventory)]));
  const { rows } = await slices.execute(store.reader);
  const parsed = rows.map(({ scan_id: scanId, firsts, paths }) => ({
    scanId,
    firsts: JSON.parse(firsts) as readonly number[],
    paths,
  }));
  parsed.sort((a, b) => (a.firsts[0] ?? 0) - (b.firsts[0] ?? 0));
  for (const { scanId, firsts, paths } of parsed) {
    const builder = builders.get(scanId);
    for (const [at, path] of (JSON.parse(paths) as readonly string[]).entries()) builder?.add(firsts[at] ?? 0, path);
  }
  return new Map(Array.from(builders, ([scanId, builder]) => [scanId, builder.paths()]));
}

export class PathsBuilder {
  readonly #inventory: Scanned;
  readonly #numbers: { readonly first: number[]; readonly shared: number[]; readonly own: number[] };
  readonly #parts: Buffer[] = [];
  #before = Buffer.alloc(0);
  #longest = 0;

  constructor(inventory: Scanned) {
    this.#inventory = inventory;
    this.#numbers = { first: [], shared: [], own: [] };
  }

  add(firstSeq: number, path: string): void {
    const bytes = Buffer.from(path);
    const most = Math.min(bytes.length, this.#before.length);
    let shared = 0;
    while (shared < most && bytes[shared] === this.#before[shared]) shared++;
    // Not in the middle of a character.
    while (shared > 0 && ((bytes[shared] ?? 0) & 0xc0) === 0x80) shared--;
    this.#numbers.first.push(firstSeq - this.#inventory.firstSeq);
    this.#numbers.shared.push(shared);
    this.#numbers.own.push(bytes.length - shared);
    this.#parts.push(bytes.subarray(shared));
    this.#before = bytes;
    this.#longest = Math.max(this.#longest, bytes.length);
  }

  paths(): Paths {
    const { scanId, findings } = this.#inventory;
    const { first, shared, own } = this.#numbers;
    if (findings > 0 && first[0] !== 0) throw new Error(`the files of scan ${scanId} do not begin with its findings`);
    const text = new Uint8Array(own.reduce((sum, length) => sum + length, 0));
    let end = 0;
    for (const part of this.#parts) {
      text.set(part, end);
      end += part.length;
    }
    return {
      byteLength: text.length + 12 * first.length + 4,
      firsts: Uint32Array.from([...first, findings]),
      shared: Uint32Array.from(shared),
      own: Uint32Array.from(own),
      text,
      longest: this.#longest,
    };
  }
}
