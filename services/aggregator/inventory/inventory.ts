/**
 * What the newest scans of all repositories hold, in memory: a finished scan never changes, so a request costs one small
 * question to the database, whether another scan has become the newest of its repository, and only those that have come since are read. Memory grows with
 * repositories and kinds of findings, not with findings.
 */
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { sql } from "kysely";
import { placeOf } from "../join/join.ts";
import { defaultPolicy } from "../join/policy.ts";
import { scanPolicy } from "../query/scan-policy.ts";
import type { Store } from "../store/store.ts";
import { Columns } from "./columns.ts";
import { Dictionary } from "./dictionary.ts";
import { type CurrentScan, NewestScans } from "./newest-scans.ts";
import { loadPaths, type Paths } from "./paths.ts";
import { type Column, loadIds, loadInventories, loadKinds, type ScanInventory } from "./scan-inventory.ts";
import { writeInventory } from "./write.ts";

/** What people say of a repository, as far as lists are filtered by it. */
export interface Owned {
  readonly team?: string;
  readonly tags: readonly string[];
}

/** A repository with the scan that stands for it: that of its HEAD, else the one that was finished last. */
export interface Repository extends Owned {
  readonly target: string;
  readonly scan: CurrentScan;
  readonly inventory: ScanInventory;
}

export interface Snapshot {
  /** Another for each other set of newest scans. */
  readonly version: number;
  /** By target, bytewise. */
  readonly repositories: readonly Repository[];
  /** Of repositories of which anything is said, with a result or without. */
  readonly owned: ReadonlyMap<string, Owned>;
}

const NOBODYS: Owned = { tags: [] };

const BYTES_OF_KINDS = 64 * 1_024 * 1_024;
const BYTES_OF_PATHS = 64 * 1_024 * 1_024;
const BYTES_OF_IDS = 16 * 1_024 * 1_024;
/** Inventories kept of scans that are no longer the newest. */
const OTHERS_KEPT = 100;

export class Inventory {
  readonly #store: Store;
  readonly dictionary: Dictionary;
  /** Of which kind each finding is. */
  readonly columns: Columns<Column>;
  /** Which files they are in. */
  readonly paths: Columns<Paths>;
  /** What findings are found by when their ids are known. */
  readonly ids: Columns<Uint32Array>;
  /** Whether repositories may say what their files are: asked of scans that an older release has finished. */
  rescope = true;
  #snapshot: Snapshot = { version: 0, repositories: [], owned: new Map() };
  readonly #newest: NewestScans;
  /** Targets whose repositories are to be made anew. */
  readonly #pending = new Set<string>();
  #changes: number | undefined;
  /** Of the snapshot, by scan. */
  readonly #inventories = new Map<string, ScanInventory>();
  readonly #others = new Map<string, Promise<ScanInventory>>();
  readonly #indexing = new Map<string, Promise<void>>();
  #running: Promise<Snapshot> | undefined;
  #waiting: Promise<Snapshot> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#newest = new NewestScans(store);
    this.dictionary = new Dictionary(store);
    this.columns = new Columns((scans) => loadKinds(store, scans), BYTES_OF_KINDS);
    this.paths = new Columns((scans) => loadPaths(store, scans), BYTES_OF_PATHS);
    this.ids = new Columns((scans) => loadIds(store, scans), BYTES_OF_IDS);
  }

  /** As of now: who asks while another's question is under way shares the next one. */
  current(): Promise<Snapshot> {
    if (this.#waiting) return this.#waiting;
    if (!this.#running) return this.#start();
    this.#waiting = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#waiting;
  }

  #start(): Promise<Snapshot> {
    this.#waiting = undefined;
    const running = this.#refresh().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #refresh(): Promise<Snapshot> {
    const { key, changes } = await this.#store.ask(async (db) => {
      const { rows } = await sql<{ scans: number; finished: string; created: string; changes: number | null }>`select
        count(*) as scans, cast(coalesce(sum(finished_at), 0) as text) as finished,
        cast(coalesce(sum(created_at), 0) as text) as created,
        (select changes from change_count where what = 'teams') as changes from scan where newest = 1`.execute(db);
      const [row] = rows;
      return {
        key: `${row?.scans ?? 0} ${row?.finished ?? 0} ${row?.created ?? 0}`,
        changes: Number(row?.changes ?? 0),
      };
    });
    const isOwned = changes === this.#changes;
    if (isOwned && key === this.#newest.key && this.#pending.size === 0) return this.#snapshot;
    const owned = isOwned ? this.#snapshot.owned : await this.#readOwned();
    // Asked for again where reading them fails.
    for (const target of await this.#newest.upTo(key)) this.#pending.add(target);
    if (isOwned && this.#pending.size === 0) return this.#snapshot;
    const changed = isOwned ? [...this.#pending] : [...new Set([...this.#newest.targets, ...this.#pending])];
    const repositories = await this.#repositories(changed, owned);
    this.#pending.clear();
    this.#changes = changes;
    this.#snapshot = { version: this.#snapshot.version + 1, repositories, owned };
    return this.#snapshot;
  }

  /** Those of the snapshot, with what has become of these targets. */
  async #repositories(targets: readonly string[], owned: ReadonlyMap<string, Owned>): Promise<readonly Repository[]> {
    const scans = targets.map((target) => this.#newest.standing(target));
    const inventories = await this.#inventoriesOf(scans.flatMap((scan) => (scan ? [scan.id] : [])));
    const made = new Map<string, Repository>();
    for (const [at, target] of targets.entries()) {
      const scan = scans[at];
      const inventory = scan && inventories.get(scan.id);
      if (scan && inventory) made.set(target, { target, scan, inventory, ...(owned.get(target) ?? NOBODYS) });
    }
    const known = this.#snapshot.repositories;
    const gone = new Set(targets);
    for (const { target, scan } of known) if (gone.has(target)) this.#inventories.delete(scan.id);
    for (const { scan, inventory } of made.values()) this.#inventories.set(scan.id, inventory);
    const left = known.filter(({ target }) => !gone.has(target));
    const added = [...made.values()].sort((a, b) => compareBytewise(a.target, b.target));
    return merged(left, added);
  }

  async #readOwned(): Promise<ReadonlyMap<string, Owned>> {
    const rows = await this.#store.reader
      .selectFrom("repository_facts")
      .select(["target", "team", "tags"])
      .orderBy("target")
      .execute();
    return new Map(
      rows.map(({ target, team, tags }) => [
        target,
        { ...(team !== null && { team }), tags: JSON.parse(tags) as string[] },
      ]),
    );
  }

  async #inventoriesOf(ids: readonly string[]): Promise<Map<string, ScanInventory>> {
    const inventories = new Map<string, ScanInventory>();
    const missing: string[] = [];
    for (const id of ids) {
      const known = this.#inventories.get(id);
      if (known) inventories.set(id, known);
      else missing.push(id);
    }
    for (const inventory of await this.#load(missing)) inventories.set(inventory.scanId, inventory);
    return inventories;
  }

  /** Of any finished scan. */
  async of(scanId: string): Promise<ScanInventory> {
    const current = this.#inventories.get(scanId);
    if (current) return current;
    let other = this.#others.get(scanId);
    if (other) this.#others.delete(scanId);
    else other = this.#load([scanId]).then(([inventory]) => inventory ?? this.#gone(scanId));
    this.#others.set(scanId, other);
    const [oldest] = this.#others.keys();
    if (this.#others.size > OTHERS_KEPT && oldest !== undefined) this.#others.delete(oldest);
    try {
      return await other;
    } catch (thrown) {
      this.#others.delete(scanId);
      throw thrown;
    }
  }

  #gone(scanId: string): never {
    throw new Error(`scan ${scanId} is gone`);
  }

  async #load(ids: readonly string[]): Promise<readonly ScanInventory[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<{ id: string }>`select s.id from ${this.#store.rows(
      { id: "text" },
      ids.map((id) => [id]),
    )} ${this.#store.joinInOrder} scan s on s.id = r.id and s.kinds is null`.execute(this.#store.reader);
    for (const { id } of rows) await this.#index(id);
    return loadInventories(this.#store, this.dictionary, ids);
  }

  /** What an older release has finished. */
  #index(scanId: string): Promise<void> {
    let indexing = this.#indexing.get(scanId);
    if (!indexing) {
      indexing = this.#write(scanId).finally(() => this.#indexing.delete(scanId));
      this.#indexing.set(scanId, indexing);
    }
    return indexing;
  }

  async #write(scanId: string): Promise<void> {
    const { policy } = await this.#store.read((db) => scanPolicy(db, scanId));
    const { rights, ...rest } = defaultPolicy();
    const heeded = { ...rest, rights: { ...rights, rescope: this.rescope }, ...(policy && { repository: policy }) };
    await writeInventory(
      this.#store,
      scanId,
      (path) => placeOf(path, heeded),
      (work) => this.#store.write(work, { long: true }),
    );
  }
}

/** Both by target, none in both. */
function merged(some: readonly Repository[], others: readonly Repository[]): readonly Repository[] {
  if (others.length === 0) return some;
  const all: Repository[] = [];
  let next = 0;
  for (const other of others) {
    for (let each = some[next]; each && compareBytewise(each.target, other.target) < 0; each = some[next]) {
      all.push(each);
      next++;
    }
    all.push(other);
  }
  for (; next < some.length; next++) {
    const each = some[next];
    if (each) all.push(each);
  }
  return all;
}

const INVENTORIES = new WeakMap<Store, Inventory>();

export function inventoryOf(store: Store): Inventory {
  let inventory = INVENTORIES.get(store);
  if (!inventory) {
    inventory = new Inventory(store);
    INVENTORIES.set(store, inventory);
  }
  return inventory;
}

/** A database that was put back to an earlier state may have given scans and numbers to others since. */
export function forgetInventory(store: Store): void {
  INVENTORIES.delete(store);
}
