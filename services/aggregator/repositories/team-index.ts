/**
 * Which repository is whose, in memory, for callers that are limited to teams: a request costs one small question to the
 * database, and asks again for all only where something has changed, on whichever aggregator.
 */
import type { Store } from "../store/store.ts";

export class TeamIndex {
  readonly #store: Store;
  #teams: ReadonlyMap<string, string> = new Map();
  #changes: number | undefined;
  #asked = 0;
  #answered = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Brings it up to what is committed now. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    // Counted before it is read: what comes in between is read once more.
    const changes = await this.#count();
    if (changes === this.#changes) return;
    const rows = await this.#store.ask((db) =>
      db.selectFrom("repository_facts").select(["target", "team"]).where("team", "is not", null).execute(),
    );
    // Who asked later has seen what is newer.
    if (turn < this.#answered) return;
    this.#answered = turn;
    this.#teams = new Map(rows.flatMap(({ target, team }) => (team === null ? [] : [[target, team] as const])));
    this.#changes = changes;
  }

  /** Another for each other state that was read. */
  get version(): number {
    return this.#answered;
  }

  /** As of the last `refresh`. */
  teamOf(target: string): string | undefined {
    return this.#teams.get(target);
  }

  async #count(): Promise<number> {
    const row = await this.#store.ask((db) =>
      db.selectFrom("change_count").select("changes").where("what", "=", "teams").executeTakeFirst(),
    );
    return Number(row?.changes ?? 0);
  }
}
