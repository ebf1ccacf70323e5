/** Repositories that somebody asked to have scanned and that have no result. */
import { sql } from "kysely";
import type { Store } from "../store/store.ts";

/** So long an answer is believed: it goes through all scans. */
const KEPT_MS = 10_000;

class Unscanned {
  readonly #store: Store;
  #asked = Number.NEGATIVE_INFINITY;
  #targets: Promise<readonly string[]> = Promise.resolve([]);

  constructor(store: Store) {
    this.#store = store;
  }

  targets(): Promise<readonly string[]> {
    const now = performance.now();
    if (now - this.#asked > KEPT_MS) {
      this.#asked = now;
      this.#targets = this.#read().catch((thrown: unknown) => {
        this.#asked = Number.NEGATIVE_INFINITY;
        throw thrown;
      });
    }
    return this.#targets;
  }

  async #read(): Promise<readonly string[]> {
    const { rows } = await sql<{ target: string }>`select distinct s.target from scan s where s.newest = 0
      and not exists (select 1 from scan n where n.target = s.target and n.newest = 1)`.execute(this.#store.reader);
    return rows.map(({ target }) => target);
  }
}

const UNSCANNED = new WeakMap<Store, Unscanned>();

export function unscannedTargets(store: Store): Promise<readonly string[]> {
  let unscanned = UNSCANNED.get(store);
  if (!unscanned) {
    unscanned = new Unscanned(store);
    UNSCANNED.set(store, unscanned);
  }
  return unscanned.targets();
}
