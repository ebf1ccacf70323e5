/** What has changed since it was last asked, each change once. */
import type { Selectable } from "kysely";
import type { Store } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import {
  type Change,
  changesAfter,
  changesOf,
  joiningScans,
  newestChange,
  OVERLAP_MS,
  rowsOf,
} from "./changed-scans.ts";

export class ChangesPoll {
  readonly #store: Store;
  /** Changes told already that are within the overlap. */
  #told = new Map<string, number>();
  /** Scans whose end is being made: that transaction may take long after it noted its change. */
  #joining = new Set<string>();
  #after: number;

  private constructor(store: Store, after: number) {
    this.#store = store;
    this.#after = after;
  }

  /** From now on: what was before is told to nobody. */
  static async from(store: Store): Promise<ChangesPoll> {
    const after = (await newestChange(store)) - OVERLAP_MS;
    const poll = new ChangesPoll(store, after);
    const { changes } = await changesAfter(store, after);
    poll.#note([...changes, ...(await joiningScans(store))]);
    return poll;
  }

  async next(): Promise<readonly Selectable<ScanTable>[]> {
    const { changes, more } = await changesAfter(this.#store, this.#after);
    const ends = await changesOf(this.#store, [...this.#joining]);
    const fresh = [...changes, ...ends].filter(({ id, changedAt }) => this.#told.get(id) !== changedAt);
    const rows = await rowsOf(this.#store, [...new Set(fresh.map(({ id }) => id))]);
    this.#note([...changes, ...ends]);
    const newest = changes.at(-1)?.changedAt;
    // Where more wait than fit, going on matters more than looking back.
    if (newest !== undefined) this.#after = Math.max(this.#after, more ? newest : newest - OVERLAP_MS);
    for (const [id, changedAt] of this.#told) {
      if (changedAt <= this.#after && !this.#joining.has(id)) this.#told.delete(id);
    }
    return rows;
  }

  #note(changes: readonly Change[]): void {
    for (const { id, changedAt, state } of changes) {
      this.#told.set(id, changedAt);
      if (state === "joining") this.#joining.add(id);
      else this.#joining.delete(id);
    }
  }
}
