/**
 * A small world around the real ledger, result sink and store: repositories, coordinators, a queue that delivers at least
 * once and may lose, workers that die, and a store of packs. Every step is one thing that can happen at any time. What
 * must hold at once is checked here; what must hold in the end by `ledger-invariants.ts`.
 */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { ACTIVE_UNITS } from "@pqc-audit/aggregator/ledger/transitions.ts";
import { createResultSink } from "@pqc-audit/aggregator/results/sink.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { BlobKey, Ledger, PlannedUnit, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { blob, COMMIT, fact, unit } from "./plan-fixtures.ts";

/** Pages of blobs by name. They overlap, within one repository and between them. */
export const REPOSITORIES: readonly (readonly (readonly string[])[])[] = [
  [["a", "b", "c"], ["d"]],
  [["c", "d", "e"], ["a"]],
  [["f", "e"], [], ["b", "a", "f"]],
];
const NAMES = new Map([..."abcdef"].map((name) => [blob(name).blob, name]));
const FILES_PER_UNIT = 2;

export function factsOf(name: string): readonly Fact[] {
  const line = name.charCodeAt(0);
  return name === "e" ? [] : [fact({ line, endLine: line }), fact({ line: line + 1, endLine: line + 1 })];
}

/** What a test may break on purpose. */
export interface Mutation {
  readonly ackBeforeCommit?: boolean;
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly sink?: (sink: ResultSink, harness: Harness) => ResultSink;
}

interface Coordinator {
  id: string;
  claim: ScanClaim | undefined;
  page: number;
  known: readonly BlobKey[] | undefined;
  /** Units of the page so far whose packs are put. */
  stored: PlannedUnit[];
  /** The unit whose pack was announced and is not put yet, and when that was. */
  announced: { readonly unit: PlannedUnit; readonly at: number } | undefined;
}

interface Held {
  readonly worker: number;
  readonly sequence: number;
  readonly message: UnitMessage;
  readonly nonce: string;
  readonly names: readonly string[];
  ended: boolean;
}

export class World {
  readonly harness: Harness;
  readonly poison: string | undefined;
  readonly scans = new Map<string, { readonly repository: number; cancelled: boolean }>();
  readonly queue = new Map<number, UnitMessage>();
  readonly packs = new Set<string>();
  committed = 0;
  readonly #mutation: Mutation;
  #ledger: Ledger;
  #sink: ResultSink;
  #sequence = 0;
  #names = 0;
  /** Starts that never end and are no poison's work: fewer than would put an innocent file into quarantine. */
  #resets: number;
  #failures = 2;
  readonly #coordinators: Coordinator[];
  #workers: string[];
  #held: Held[] = [];
  #unnoted: { readonly message: UnitMessage; readonly sequence: number }[] = [];
  #disposable: readonly string[] = [];

  constructor(harness: Harness, poison: string | undefined, mutation: Mutation = {}) {
    this.harness = harness;
    this.poison = poison;
    this.#mutation = mutation;
    this.#resets = poison === undefined ? 4 : 2;
    this.#coordinators = [0, 1].map(() => this.#coordinator());
    this.#workers = [0, 1, 2].map(() => this.#name());
    [this.#ledger, this.#sink] = this.#ports();
  }

  /** By name: whether it can happen now, and what happens. `pick` chooses among what there is. */
  readonly steps: Readonly<
    Record<string, { readonly can: () => boolean; readonly run: (pick: number) => Promise<unknown> }>
  > = {
    submit: { can: () => this.scans.size < 6, run: (pick) => this.#submit(pick % REPOSITORIES.length) },
    cancel: { can: () => this.scans.size > 0, run: (pick) => this.#cancel(choose([...this.scans.keys()], pick)) },
    claim: { can: () => true, run: (pick) => this.#claim(choose(this.#coordinators, pick)) },
    look: { can: () => this.#claimed().length > 0, run: (pick) => this.#look(choose(this.#claimed(), pick)) },
    storePack: {
      can: () => this.#claimed().length > 0,
      run: (pick) => this.#storePack(choose(this.#claimed(), pick)),
    },
    append: { can: () => this.#claimed().length > 0, run: (pick) => this.#append(choose(this.#claimed(), pick)) },
    coordinatorDies: {
      can: () => this.#claimed().length > 0,
      run: async (pick) => Object.assign(choose(this.#claimed(), pick), this.#coordinator()),
    },
    publish: { can: () => true, run: (pick) => this.#publish(1 + (pick % 4), pick % 3 > 0) },
    noteLate: { can: () => this.#unnoted.length > 0, run: () => this.#noteLate() },
    deliver: {
      can: () => this.queue.size > 0,
      run: (pick) => this.#deliver(choose([...this.queue.keys()], pick), pick),
    },
    commit: { can: () => this.#held.length > 0, run: (pick) => this.#commit(choose(this.#held, pick)) },
    acknowledge: { can: () => this.#held.length > 0, run: (pick) => this.#acknowledge(choose(this.#held, pick)) },
    giveBack: { can: () => this.#held.length > 0, run: (pick) => this.#fail(choose(this.#held, pick), "returned") },
    fail: {
      can: () => this.#failures > 0 && this.#held.length > 0,
      run: (pick) => this.#fail(choose(this.#held, pick), pick % 2 > 0 ? "scan" : "pack"),
    },
    workerDies: { can: () => this.#resets > 0, run: (pick) => this.#die(pick % 3) },
    queueLoses: {
      can: () => this.queue.size > 0,
      run: async (pick) => this.queue.delete(choose([...this.queue.keys()], pick)),
    },
    reconcile: { can: () => true, run: () => this.#reconcile() },
    finish: { can: () => true, run: () => this.#finish() },
    clean: { can: () => true, run: () => cleanOneScan(this.harness.context) },
    lookForPacks: { can: () => true, run: async () => (this.#disposable = await this.#ledger.disposablePacks(100)) },
    deletePacks: { can: () => this.#disposable.length > 0, run: () => this.#deletePacks() },
    timePasses: {
      can: () => true,
      run: async () => this.harness.advance(this.harness.context.settings.claimTtlMs + 1),
    },
    restart: { can: () => true, run: async () => ([this.#ledger, this.#sink] = this.#ports()) },
  };

  /** Nothing fails any more: everything that was asked for comes to its end. Throws where it does not. */
  async drain(): Promise<void> {
    const zombies = this.#held.splice(0);
    for (let round = 0; round < 60; round++) {
      this.harness.advance(this.harness.context.settings.claimTtlMs + 1);
      const planner = Object.assign(this.#coordinators[0] ?? this.#coordinator(), this.#coordinator());
      for (await this.#claim(planner); planner.claim; await this.#claim(planner)) {
        while (planner.claim) {
          await this.#look(planner);
          await this.#append(planner);
        }
      }
      await this.#noteLate();
      await this.#reconcile();
      await this.#publish(100, true);
      for (const sequence of [...this.queue.keys()]) {
        await this.#deliver(sequence, 0);
        for (const held of [...this.#held]) {
          await this.#commit(held);
          await this.#acknowledge(held);
        }
      }
      await this.#finish();
      if (this.queue.size === 0 && (await this.#open()) === 0) break;
    }
    // Who was thought dead comes back with a result: it changes nothing any more.
    for (const held of zombies) {
      if (held.ended) continue;
      const committed = this.committed;
      await this.#commit(held);
      check(this.committed === committed, `a late result of unit ${held.message.unitId} was taken`);
    }
    while (await cleanOneScan(this.harness.context)) {
      // Until nothing is left to clean.
    }
    this.harness.advance(this.harness.context.settings.announcedPacksMs);
    this.#disposable = await this.#ledger.disposablePacks(1_000);
    await this.#deletePacks();
  }

  async #open(): Promise<number> {
    const { store } = this.harness.context;
    const rows = await store.db.selectFrom("scan").select("id").where("active_key", "is not", null).execute();
    return rows.length;
  }

  #ports(): [Ledger, ResultSink] {
    const { context } = this.harness;
    const { ledger = (same: Ledger) => same, sink = (same: ResultSink) => same } = this.#mutation;
    return [ledger(createLedger(context)), sink(createResultSink(context), this.harness)];
  }

  #name(): string {
    return `n${this.#names++}`;
  }

  #coordinator(): Coordinator {
    return { id: this.#name(), claim: undefined, page: 0, known: undefined, stored: [], announced: undefined };
  }

  #claimed(): Coordinator[] {
    return this.#coordinators.filter((coordinator) => coordinator.claim !== undefined);
  }

  async #submit(repository: number): Promise<void> {
    this.harness.advance(1);
    const { scanId, joined } = await this.harness.submit({ target: `https://git.example.org/${repository}` });
    check(joined === this.scans.has(scanId), `scan ${scanId} joined: ${joined}`);
    if (!joined) this.scans.set(scanId, { repository, cancelled: false });
  }

  async #cancel(scanId: string): Promise<void> {
    const answer = await this.harness.cancel(scanId);
    const scan = this.scans.get(scanId);
    if (scan && answer?.state === "cancelled") scan.cancelled = true;
  }

  async #claim(coordinator: Coordinator): Promise<void> {
    if (coordinator.claim) return;
    coordinator.claim = await this.#ledger.claimScan(coordinator.id, ENGINE);
    coordinator.page = coordinator.claim?.resume?.pages ?? 0;
    this.#newPage(coordinator);
  }

  #newPage(coordinator: Coordinator): void {
    Object.assign(coordinator, { known: undefined, stored: [], announced: undefined });
  }

  #pages({ claim }: Coordinator): readonly (readonly string[])[] {
    return REPOSITORIES[this.scans.get(claim?.scanId ?? "")?.repository ?? 0] ?? [];
  }

  async #look(coordinator: Coordinator): Promise<void> {
    const { claim } = coordinator;
    const names = this.#pages(coordinator)[coordinator.page] ?? [];
    if (claim)
      await this.#asHolder(coordinator, async () => {
        const known = await this.#ledger.knownBlobs(claim, names.map(blob));
        this.#newPage(coordinator);
        coordinator.known = known;
      });
  }

  /** Units of the page whose packs are not announced yet. */
  #unitsLeft({ claim, known, stored }: Coordinator, names: readonly string[]): readonly PlannedUnit[] {
    const unknown = names.filter((name) => !known?.some((key) => key.blob === blob(name).blob));
    const units: PlannedUnit[] = [];
    for (let at = 0; claim && at < unknown.length; at += FILES_PER_UNIT) {
      units.push(unit(claim.scanId, unknown.slice(at, at + FILES_PER_UNIT)));
    }
    return units.slice(stored.length);
  }

  /** One step of storing packs: announced first, put later. True while there is more to do. */
  async #storePack(coordinator: Coordinator): Promise<boolean> {
    const { claim, announced } = coordinator;
    const names = this.#pages(coordinator)[coordinator.page];
    if (!claim || names === undefined || coordinator.known === undefined) return false;
    const { clock, settings } = this.harness.context;
    if (announced) {
      // A put does not last that long; who was stopped meanwhile is told that the scan is another's.
      if (clock() - announced.at < settings.announcedPacksMs) this.packs.add(announced.unit.packKey);
      else Object.assign(coordinator, this.#coordinator());
      coordinator.stored.push(announced.unit);
      coordinator.announced = undefined;
      return true;
    }
    const [next] = this.#unitsLeft(coordinator, names);
    if (!next) return false;
    await this.#asHolder(coordinator, async () => {
      await this.#ledger.announcePack(claim, next);
      coordinator.announced = { unit: next, at: clock() };
    });
    return coordinator.claim !== undefined;
  }

  /** The next page, or the seal behind the last. */
  async #append(coordinator: Coordinator): Promise<void> {
    const { claim } = coordinator;
    const pages = this.#pages(coordinator);
    const names = pages[coordinator.page];
    if (!claim) return;
    if (names === undefined) {
      const present = pages.flat().length + 1;
      await this.#asHolder(coordinator, () => this.#ledger.sealPlan(claim, { pages: pages.length, present }));
      Object.assign(coordinator, this.#coordinator());
      return;
    }
    if (coordinator.known === undefined) return;
    while (await this.#storePack(coordinator)) {
      // Until every pack of the page is put.
    }
    if (coordinator.claim === undefined) return;
    const units = coordinator.stored;
    await this.#asHolder(coordinator, () =>
      this.#ledger.appendPage(claim, {
        page: coordinator.page,
        commit: COMMIT,
        lastPath: `p${coordinator.page}`,
        units,
        occurrences: names.map((name, at) => ({ ...blob(name), path: `${coordinator.page}/${at}-${name}`, size: 1 })),
        skipped: coordinator.page === 0 ? { binary: 1 } : {},
      }),
    );
    coordinator.page++;
    this.#newPage(coordinator);
  }

  /** A refusal is legal only where the scan is somebody else's or over: then the coordinator lets go of it. */
  async #asHolder(coordinator: Coordinator, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const message = messageOf(thrown);
      const over = /is planned by .* now|is (cancelled|completed|incomplete): stop planning/.test(message);
      check(thrown instanceof TerminalError && over, `a coordinator was refused: ${message}`);
      Object.assign(coordinator, this.#coordinator());
    }
  }

  async #publish(limit: number, noted: boolean): Promise<void> {
    for (const message of await this.#ledger.unitsToPublish(ENGINE, limit)) {
      const same = [...this.queue].find(
        ([, each]) => each.unitId === message.unitId && each.attempt === message.attempt,
      );
      const sequence = same?.[0] ?? ++this.#sequence;
      this.queue.set(sequence, message);
      if (noted) await this.#ledger.markPublished(message.unitId, message.attempt, sequence);
      else this.#unnoted.push({ message, sequence });
    }
  }

  async #noteLate(): Promise<void> {
    for (const { message, sequence } of this.#unnoted.splice(0)) {
      await this.#ledger.markPublished(message.unitId, message.attempt, sequence);
    }
  }

  async #deliver(sequence: number, pick: number): Promise<void> {
    const message = this.queue.get(sequence);
    const worker = pick % 3;
    if (!message) return;
    // A second delivery while the first is still worked on leaves a start that may never end.
    if (this.#held.some((held) => held.sequence === sequence)) {
      if (this.#resets === 0) return;
      this.#resets--;
    }
    const { unitId, attempt, engineDigest } = message;
    const workerId = this.#workers[worker] ?? "";
    const decision = await this.#sink.begin({ unitId, attempt, engineDigest, workerId });
    if (decision.decision === "drop") await this.#remove(sequence, message);
    if (decision.decision !== "scan") return;
    check(this.packs.has(message.packKey), `the pack of unit ${unitId} is gone`);
    if (this.#mutation.ackBeforeCommit) await this.#remove(sequence, message);
    if (decision.alone) {
      for (const held of this.#held.filter((each) => each.worker === worker)) await this.#fail(held, "returned");
    }
    const held = await this.harness.context.store.db
      .selectFrom("unit_blob")
      .select("blob")
      .where("unit_id", "=", unitId)
      .execute();
    const keys = decision.part?.keys ?? held;
    const names = keys.map((key) => NAMES.get(key.blob) ?? "");
    this.#held.push({ worker, sequence, message, nonce: decision.nonce, names, ended: false });
    if (this.poison !== undefined && names.includes(this.poison)) this.#kill(worker);
  }

  async #commit(held: Held): Promise<void> {
    const blobs = held.names.map((name) => {
      const outcome: Outcome = { status: "scanned", facts: factsOf(name) };
      return { ...blob(name), outcome };
    });
    const { unitId, attempt, engineDigest } = held.message;
    const receipt = await this.#sink.submit({ unitId, attempt, engineDigest, nonce: held.nonce, blobs });
    if (receipt.status === "COMMITTED") this.committed++;
    if (receipt.status === "REJECTED") {
      check(/is (cancelled|split|quarantined)$/.test(receipt.reason), `a good result was rejected: ${receipt.reason}`);
    }
    check(receipt.status !== "RETRY_AFTER", "the sink was busy");
    held.ended = true;
  }

  async #acknowledge(held: Held): Promise<void> {
    if (!held.ended) return;
    this.#held = this.#held.filter((each) => each !== held);
    await this.#remove(held.sequence, held.message);
  }

  /** A message may leave the queue only once the ledger needs it no longer. */
  async #remove(sequence: number, { unitId, attempt }: UnitMessage): Promise<void> {
    if (!this.queue.delete(sequence)) return;
    const row = await this.harness.context.store.db
      .selectFrom("unit")
      .select(["state", "attempt"])
      .where("unit_id", "=", unitId)
      .executeTakeFirst();
    const needed = row && ACTIVE_UNITS.includes(row.state) && row.state !== "planned" && row.attempt <= attempt;
    check(!needed, `the message of unit ${unitId} was taken out while the unit was ${row?.state}`);
  }

  async #fail(held: Held, cause: "pack" | "scan" | "returned"): Promise<void> {
    if (cause !== "returned") this.#failures--;
    this.#held = this.#held.filter((each) => each !== held);
    const { unitId, attempt, engineDigest } = held.message;
    const request = { unitId, attempt, engineDigest, workerId: this.#workers[held.worker] ?? "", nonce: held.nonce };
    const receipt = await this.#sink.fail({ ...request, error: "planted", cause });
    check(receipt.status === "COMMITTED" || receipt.status === "DUPLICATE", `a failure was ${receipt.status}`);
    if (cause !== "returned") await this.#remove(held.sequence, held.message);
  }

  async #die(worker: number): Promise<void> {
    this.#resets -= this.#held.filter((held) => held.worker === worker).length > 0 ? 1 : 0;
    this.#kill(worker);
  }

  /** What it held comes back by itself, to another worker. */
  #kill(worker: number): void {
    this.#held = this.#held.filter((held) => held.worker !== worker);
    this.#workers = this.#workers.map((id, at) => (at === worker ? this.#name() : id));
  }

  async #reconcile(): Promise<void> {
    for (const { unitId, attempt, sequence } of await this.#ledger.stalePublished(ENGINE, 0, 1_000)) {
      if (!this.queue.has(sequence)) await this.#ledger.requeue(unitId, attempt);
    }
  }

  async #finish(): Promise<void> {
    const { store } = this.harness.context;
    for (const { id } of await store.db.selectFrom("scan").select("id").where("state", "=", "joining").execute()) {
      await this.harness.finish(id);
    }
  }

  async #deletePacks(): Promise<void> {
    for (const key of this.#disposable) this.packs.delete(key);
    await this.#ledger.packsDeleted(this.#disposable);
    this.#disposable = [];
  }
}

function choose<T>(among: readonly T[], pick: number): T {
  const chosen = among[pick % among.length];
  if (chosen === undefined) throw new Error("there is nothing to choose from");
  return chosen;
}

export function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(`invariant: ${otherwise}`);
}
