/** Columns of scans that were asked for lately: some bytes for each finding, as long as there is room. */
import type { ScanInventory } from "./scan-inventory.ts";

const SCANS_AT_ONCE = 200;

interface Sized {
  readonly byteLength: number;
}

export class Columns<Column extends Sized> {
  readonly #load: (inventories: readonly ScanInventory[]) => Promise<ReadonlyMap<string, Column>>;
  readonly #bytesKept: number;
  /** Least recently used first. */
  readonly #kept = new Map<string, { readonly column: Promise<Column>; bytes: number }>();
  #bytes = 0;

  /** `load` answers by scan. */
  constructor(
    load: (inventories: readonly ScanInventory[]) => Promise<ReadonlyMap<string, Column>>,
    bytesKept: number,
  ) {
    this.#load = load;
    this.#bytesKept = bytesKept;
  }

  async of(inventory: ScanInventory): Promise<Column> {
    const [column] = await this.ofAll([inventory]);
    if (!column) throw new Error(`there is no column of scan ${inventory.scanId}`);
    return column;
  }

  /** In the order of the scans. */
  async ofAll(inventories: readonly ScanInventory[]): Promise<readonly Column[]> {
    const missing = inventories.filter(({ scanId }) => !this.#kept.has(scanId));
    for (let at = 0; at < missing.length; at += SCANS_AT_ONCE) this.#ask(missing.slice(at, at + SCANS_AT_ONCE));
    const columns = await Promise.all(
      inventories.map((inventory) => {
        const entry = this.#kept.get(inventory.scanId);
        if (!entry) throw new Error(`there is no column of scan ${inventory.scanId}`);
        // Read again, it is the last to go.
        this.#kept.delete(inventory.scanId);
        this.#kept.set(inventory.scanId, entry);
        return entry.column;
      }),
    );
    this.#makeRoom();
    return columns;
  }

  /** Kept while it is read, so that those who ask meanwhile wait for one reading. */
  #ask(some: readonly ScanInventory[]): void {
    const asked = this.#load(some);
    for (const { scanId } of some) {
      const column = asked.then((columns) => {
        const own = columns.get(scanId);
        if (!own) throw new Error(`there is no column of scan ${scanId}`);
        return own;
      });
      const entry = { column, bytes: 0 };
      this.#kept.set(scanId, entry);
      column.then(
        (own) => {
          entry.bytes = own.byteLength + 100;
          if (this.#kept.get(scanId) === entry) this.#bytes += entry.bytes;
        },
        () => {
          if (this.#kept.get(scanId) === entry) this.#kept.delete(scanId);
        },
      );
    }
  }

  #makeRoom(): void {
    for (const [scanId, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#bytesKept) return;
      // What is being read yet stays.
      if (bytes === 0) continue;
      this.#kept.delete(scanId);
      this.#bytes -= bytes;
    }
  }
}
