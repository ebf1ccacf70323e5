/** Repositories without a result that somebody asked to have scanned, or of which something is said. */
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
    const { rows } = await sql<{ target: string }>`select k.target from (
        select target from scan where newest = 0 union select target from repository_facts) k
      where not exists (select 1 from scan n where n.target = k.target and n.newest = 1)`.execute(this.#store.reader);
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
