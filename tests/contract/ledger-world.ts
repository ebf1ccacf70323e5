/**
 * A small world around the real ledger, result sink and store: repositories, coordinators, a queue that delivers at least
 * once and may lose, workers that die, and a store of packs. Every step is one thing that can happen at any time. What
 * must hold at once is checked here; what must hold in the end by `ledger-invariants.ts`.
 */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { GONE_AFTER_CLAIMS } from "@pqc-audit/aggregator/ledger/engines.ts";
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { ACTIVE_UNITS } from "@pqc-audit/aggregator/ledger/transitions.ts";
import { createResultSink } from "@pqc-audit/aggregator/results/sink.ts";
import type { BlobKey, Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { ModelCoordinator } from "./ledger-coordinators.ts";
import { factsOf, REPOSITORIES, type Repository } from "./ledger-repositories.ts";

/** Of the next release; from an upgrade on, coordinators and workers that start are of it. */
const NEXT_ENGINE = "f".repeat(64);

/** What a sequence happens under. */
export interface Circumstances {
  /** A content that stops whoever scans it, in this pass only. */
  readonly poison?: BlobKey;
  /** Whether the release may change on the way. */
  readonly upgrades?: boolean;
}

interface Scan {
  readonly repository: number;
  readonly engine: string;
  cancelled: boolean;
  /** What the stored plan looks for beside. */
  wrappers: string | undefined;
}

/** What a test may break on purpose. */
export interface Mutation {
  readonly ackBeforeCommit?: boolean;
  readonly ledger?: (ledger: Ledger, harness: Harness) => Ledger;
  readonly sink?: (sink: ResultSink, harness: Harness) => ResultSink;
}

interface Held {
  readonly worker: number;
  readonly sequence: number;
  readonly message: UnitMessage;
  readonly nonce: string;
  readonly keys: readonly BlobKey[];
  /** Of the claim of its scan when it was begun. */
  readonly epoch: number;
  ended: boolean;
}

export class World {
  readonly harness: Harness;
  readonly circumstances: Circumstances;
  readonly scans = new Map<string, Scan>();
  readonly queue = new Map<number, UnitMessage>();
  readonly packs = new Set<string>();
  /** Units whose result was taken. */
  readonly committed = new Set<string>();
  readonly #mutation: Mutation;
  #ledger: Ledger;
  #sink: ResultSink;
  #sequence = 0;
  #names = 0;
  /** Starts that never end and are no poison's work: fewer than would put an innocent file into quarantine. */
  #resets: number;
  #failures = 2;
  /** Of whoever starts now. */
  #engine = ENGINE;
  readonly #coordinators: ModelCoordinator[];
  #workers: string[];
  #held: Held[] = [];
  #unnoted: { readonly message: UnitMessage; readonly sequence: number }[] = [];
  #disposable: readonly string[] = [];

  constructor(harness: Harness, circumstances: Circumstances = {}, mutation: Mutation = {}) {
    this.harness = harness;
    this.circumstances = circumstances;
    this.#mutation = mutation;
    this.#resets = circumstances.poison === undefined ? 4 : 2;
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
    claim: { can: () => true, run: (pick) => choose(this.#coordinators, pick).claim() },
    look: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).look() },
    storePack: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).storePack() },
    append: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).append() },
    repeat: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).repeat() },
    differ: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).differ(pick) },
    cut: { can: () => this.#planning().length > 0, run: (pick) => choose(this.#planning(), pick).cut() },
    planPage: {
      can: () => this.#planning().length > 0,
      run: async (pick) => {
        const planner = choose(this.#planning(), pick);
        await planner.look();
        await planner.append();
      },
    },
    coordinatorDies: {
      can: () => this.#planning().length > 0,
      run: async (pick) => this.#replace(choose(this.#planning(), pick)),
    },
    coordinatorStops: {
      can: () => this.#planning().length > 0,
      run: async (pick) => {
        const stopping = choose(this.#planning(), pick);
        await stopping.giveBack();
        this.#replace(stopping);
      },
    },
    upgrade: {
      can: () => this.circumstances.upgrades === true && this.#engine === ENGINE,
      run: async (pick) => {
        this.#engine = NEXT_ENGINE;
        this.#replace(choose(this.#coordinators, pick));
      },
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
      run: async (pick) => this.#timePasses(pick % 4 === 0 ? GONE_AFTER_CLAIMS : 1),
    },
    restart: { can: () => true, run: async () => ([this.#ledger, this.#sink] = this.#ports()) },
  };

  /**
   * Nothing fails any more: everything that was asked for comes to its end, and so does what is asked for once more, which
   * a plan may serve that was made before. Throws where it does not.
   */
  async drain(): Promise<void> {
    const zombies = this.#held.splice(0);
    await this.#toTheEnd();
    // Who was thought dead comes back with a result: it changes nothing any more.
    for (const held of zombies) {
      if (held.ended) continue;
      const { size } = this.committed;
      await this.#commit(held);
      check(this.committed.size === size, `a late result of unit ${held.message.unitId} was taken`);
    }
    if (this.#names % 2 > 0) await this.#clean();
    const [last] = [...this.scans.values()].slice(-1);
    if (last) {
      await this.#submit(last.repository);
      await this.#toTheEnd();
    }
    await this.#clean();
    this.harness.advance(this.harness.context.settings.announcedPacksMs);
    this.#disposable = await this.#ledger.disposablePacks(1_000);
    await this.#deletePacks();
  }

  async #clean(): Promise<void> {
    while (await cleanOneScan(this.harness.context)) {
      // Until nothing is left to clean.
    }
  }

  async #toTheEnd(): Promise<void> {
    for (let round = 0; round < 60; round++) {
      this.#timePasses(1);
      for (const each of [...this.#coordinators]) this.#replace(each);
      // Who knows no ranges leaves them to others.
      const planner = this.#coordinators.find(({ takesRanges }) => takesRanges) ?? choose(this.#coordinators, 0);
      for (await planner.claim(); planner.plans; await planner.claim()) {
        await (this.#sequence % 2 > 0 ? planner.repeat() : planner.differ(this.#sequence));
        if (this.#names % 3 === 0) await planner.cut();
        while (planner.plans) {
          await planner.look();
          await planner.append();
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
  }

  async #open(): Promise<number> {
    const { store } = this.harness.context;
    const rows = await store.db.selectFrom("scan").select("id").where("active_key", "is not", null).execute();
    return rows.length;
  }

  #ports(): [Ledger, ResultSink] {
    const { context } = this.harness;
    const { ledger = (same: Ledger) => same, sink = (same: ResultSink) => same } = this.#mutation;
    return [ledger(createLedger(context), this.harness), sink(createResultSink(context), this.harness)];
  }

  #name(): string {
    return `n${this.#names++}`;
  }

  #coordinator(): ModelCoordinator {
    const of = { heeds: this.#names % 3 !== 1, takesRanges: this.#names % 5 !== 1 };
    return new ModelCoordinator(this.#name(), this.#engine, of, {
      context: this.harness.context,
      packs: this.packs,
      ledger: () => this.#ledger,
      repositoryOf: (scanId) => this.#repositoryOf(scanId),
      planned: (scanId, wrappers) => {
        const scan = this.scans.get(scanId);
        if (scan) scan.wrappers = wrappers;
      },
    });
  }

  #repositoryOf(scanId: string): Repository {
    const repository = REPOSITORIES[this.scans.get(scanId)?.repository ?? -1];
    if (!repository) throw new Error(`scan ${scanId} was never submitted`);
    return repository;
  }

  #planning(): readonly ModelCoordinator[] {
    return this.#coordinators.filter(({ plans }) => plans);
  }

  /** Another takes its place, of the release of that time; what it held it holds no longer. */
  #replace(coordinator: ModelCoordinator): void {
    this.#coordinators.splice(this.#coordinators.indexOf(coordinator), 1, this.#coordinator());
  }

  /** Releases that are about: until its last coordinator is replaced, an old one has workers too. */
  #engines(): ReadonlySet<string> {
    return new Set(this.#coordinators.map(({ engine }) => engine));
  }

  #timePasses(claims: number): void {
    this.harness.advance(claims * this.harness.context.settings.claimTtlMs + 1);
  }

  async #submit(repository: number): Promise<void> {
    this.harness.advance(1);
    const target = `https://git.example.org/${repository}`;
    const { scanId, joined } = await this.harness.submit({ target, engineDigest: this.#engine });
    check(joined === this.scans.has(scanId), `scan ${scanId} joined: ${joined}`);
    if (joined) return;
    this.scans.set(scanId, { repository, engine: this.#engine, cancelled: false, wrappers: undefined });
  }

  async #cancel(scanId: string): Promise<void> {
    const answer = await this.harness.cancel(scanId);
    const scan = this.scans.get(scanId);
    if (scan && answer?.state === "cancelled") scan.cancelled = true;
  }

  async #publish(limit: number, noted: boolean): Promise<void> {
    for (const message of await this.#forEngines((engine) => this.#ledger.unitsToPublish(engine, limit))) {
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
    if (!message || !this.#engines().has(message.engineDigest)) return;
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
      .select(["blob", "kind"])
      .where("unit_id", "=", unitId)
      .execute();
    const keys = decision.part?.keys ?? held;
    const epoch = await this.#epochOf(message.scanId);
    this.#held.push({ worker, sequence, message, nonce: decision.nonce, keys, epoch, ended: false });
    if (keys.some((key) => this.stops(key))) this.#kill(worker);
  }

  /** Whether this content, in this pass, stops whoever scans it. */
  stops({ blob, kind }: BlobKey): boolean {
    const { poison } = this.circumstances;
    return poison?.blob === blob && poison.kind === kind;
  }

  async #commit(held: Held): Promise<void> {
    const blobs = held.keys.map((key) => {
      const outcome: Outcome = { status: "scanned", facts: factsOf(key) };
      return { ...key, outcome };
    });
    const { unitId, attempt, engineDigest } = held.message;
    const receipt = await this.#sink.submit({ unitId, attempt, engineDigest, nonce: held.nonce, blobs });
    if (receipt.status === "COMMITTED") {
      check(!this.committed.has(unitId), `the result of unit ${unitId} was taken twice`);
      this.committed.add(unitId);
    }
    if (receipt.status === "REJECTED") {
      const over = this.#startedOver(receipt.reason) || (await this.#cameBack(held, receipt.reason));
      const ended = /is (cancelled|split|quarantined)$/.test(receipt.reason);
      check(ended || over, `a good result was rejected: ${receipt.reason}`);
    }
    check(receipt.status !== "RETRY_AFTER", "the sink was busy");
    held.ended = true;
  }

  /** From then on either release may start over what the other was not heard of for long. */
  get upgraded(): boolean {
    return this.#engine !== ENGINE;
  }

  /** The unit is of a plan that was forgotten, or of the one that took its place. */
  #startedOver(reason: string): boolean {
    return this.upgraded && /does not exist$|, the result is of engine /.test(reason);
  }

  /** One release started the scan over, and then the other again: the unit is there as before, and its starts are not. */
  async #cameBack({ message, epoch }: Held, reason: string): Promise<boolean> {
    if (!this.upgraded || !reason.endsWith("was never begun with this nonce")) return false;
    return (await this.#epochOf(message.scanId)) !== epoch;
  }

  async #epochOf(scanId: string): Promise<number> {
    const { db } = this.harness.context.store;
    const scan = await db.selectFrom("scan").select("claim_epoch").where("id", "=", scanId).executeTakeFirstOrThrow();
    return scan.claim_epoch;
  }

  async #acknowledge(held: Held): Promise<void> {
    if (!held.ended) return;
    this.#held = this.#held.filter((each) => each !== held);
    await this.#remove(held.sequence, held.message);
  }

  /** A message may leave the queue only once the ledger needs it no longer. */
  async #remove(sequence: number, { unitId, attempt, engineDigest }: UnitMessage): Promise<void> {
    if (!this.queue.delete(sequence)) return;
    const row = await this.harness.context.store.db
      .selectFrom("unit as u")
      .innerJoin("engine as e", "e.engine", "u.engine")
      .select(["u.state", "u.attempt"])
      .where("u.unit_id", "=", unitId)
      .where("e.digest", "=", engineDigest)
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
    const over = receipt.status === "REJECTED" && this.#startedOver(receipt.reason);
    const taken = receipt.status === "COMMITTED" || receipt.status === "DUPLICATE";
    check(taken || over, `a failure was ${JSON.stringify(receipt)}`);
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
    const stale = await this.#forEngines((engine) => this.#ledger.stalePublished(engine, 0, 1_000));
    for (const { unitId, attempt, sequence } of stale) {
      if (!this.queue.has(sequence)) await this.#ledger.requeue(unitId, attempt);
    }
    await this.#removeLeftOver();
  }

  /** Messages of a release that is gone, once none of its units is in the queue as the ledger sees it. */
  async #removeLeftOver(): Promise<void> {
    for (const engine of new Set([...this.queue.values()].map(({ engineDigest }) => engineDigest))) {
      if (this.#engines().has(engine) || (await this.#ledger.stalePublished(engine, 0, 1)).length > 0) continue;
      for (const [sequence, message] of this.queue) if (message.engineDigest === engine) this.queue.delete(sequence);
    }
  }

  async #forEngines<T>(ask: (engine: string) => Promise<readonly T[]>): Promise<readonly T[]> {
    const answers: T[] = [];
    for (const engine of this.#engines()) answers.push(...(await ask(engine)));
    return answers;
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
