/** Columns of scans that were asked for lately: two bytes for each finding, as long as there is room. */
import type { Store } from "../store/store.ts";
import { type Column, loadColumn, type ScanInventory } from "./scan-inventory.ts";

const AT_ONCE = 50;
const BYTES_KEPT = 64 * 1_024 * 1_024;

export class Columns {
  readonly #store: Store;
  /** Least recently used first. */
  readonly #kept = new Map<string, { readonly column: Promise<Column>; bytes: number }>();
  #bytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async of(inventory: ScanInventory): Promise<Column> {
    const { scanId } = inventory;
    let entry = this.#kept.get(scanId);
    if (entry) this.#kept.delete(scanId);
    else entry = { column: loadColumn(this.#store, inventory), bytes: 0 };
    // Kept while it is read, so that those who ask meanwhile wait for one reading.
    this.#kept.set(scanId, entry);
    try {
      const column = await entry.column;
      if (this.#kept.get(scanId) === entry && entry.bytes === 0) {
        entry.bytes = column.byteLength + 100;
        this.#bytes += entry.bytes;
        this.#makeRoom();
      }
      return column;
    } catch (thrown) {
      if (this.#kept.get(scanId) === entry) this.#kept.delete(scanId);
      throw thrown;
    }
  }

  /** Of many scans, some at a time. */
  async ofAll(inventories: readonly ScanInventory[]): Promise<readonly Column[]> {
    const columns: Column[] = [];
    for (let at = 0; at < inventories.length; at += AT_ONCE) {
      columns.push(...(await Promise.all(inventories.slice(at, at + AT_ONCE).map((each) => this.of(each)))));
    }
    return columns;
  }

  #makeRoom(): void {
    for (const [scanId, { bytes }] of this.#kept) {
      if (this.#bytes <= BYTES_KEPT) return;
      this.#kept.delete(scanId);
      this.#bytes -= bytes;
    }
  }
}
