/**
 * Plans one claimed scan: the tree is streamed, filtered and looked up page by page. For each page its packs are stored
 * first, then the page with its units goes into the ledger in one transaction, and only then may its units be
 * published. What is in memory is two pages, the one that is being stored and the next; a coordinator that takes over goes
 * on behind the last page stored.
 */
import { retrying } from "@pqc-audit/platform/backoff.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import { declarationMember } from "@pqc-audit/platform/packs/declaration.ts";
import { SpareMemory } from "@pqc-audit/platform/packs/spare.ts";
import { POLICY_FILE, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type {
  BlobKey,
  Ledger,
  PlannedUnit,
  PlanPage,
  PreviousScan,
  ScanClaim,
} from "@pqc-audit/platform/ports/ledger.ts";
import { partsOfSecondKind, type Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { writeWrappers } from "@pqc-audit/scanner/wrappers/write-wrappers.ts";
import { ClaimKeeper } from "./claim-keeper.ts";
import { createFilter, type Filter } from "./filter.ts";
import { countSkipped } from "./metrics.ts";
import { type PackingOptions, packBlobs } from "./packing.ts";
import { keyText, type PageContext, type SortedPage, sortEarlier, sortPage } from "./page.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import { keptPolicy, readPolicyFile } from "./sources/policy-file.ts";
import type { Source, SourceChanges, SourceEntry } from "./sources/source.ts";

/** `lost`: somebody else plans it now, or nobody wants it any more. `stopped`: whoever claims it next goes on. */
export type PlanOutcome = "sealed" | "failed" | "lost" | "stopped";

export async function planScan(
  { previous, ...claim }: ScanClaim,
  dependencies: PlanDependencies,
  stop: AbortSignal,
): Promise<PlanOutcome> {
  const { ledger, settings, metrics } = dependencies;
  const logger = dependencies.logger.child({ scanId: claim.scanId });
  const keeper = new ClaimKeeper(ledger, claim, { renewMs: settings.renewMs, stop, logger });
  const endTimer = metrics.planDuration.startTimer();
  metrics.plansRunning.inc();
  let outcome: PlanOutcome;
  try {
    const attributes = { "pqc_audit.scan.id": claim.scanId };
    await dependencies.tracing.span("plan", { parent: claim.traceparent, attributes }, () =>
      new Plan(claim, { ...dependencies, logger }, keeper.signal).run(previous),
    );
    outcome = "sealed";
  } catch (error) {
    outcome = await outcomeOf(error, claim, ledger, keeper, stop);
    if (outcome === "failed") metrics.errors.inc({ step: "plan" });
    logger.warn("planning ended", { outcome, reason: messageOf(error) });
  } finally {
    await keeper.close();
    metrics.plansRunning.dec();
  }
  if (outcome === "stopped") await keeper.giveBack();
  endTimer({ outcome });
  return outcome;
}

async function outcomeOf(
  error: unknown,
  claim: ScanClaim,
  ledger: Ledger,
  keeper: ClaimKeeper,
  stop: AbortSignal,
): Promise<PlanOutcome> {
  if (keeper.lost) return "lost";
  if (stop.aborted) return "stopped";
  try {
    // A write is refused before the next renewal shows why: cancelled, or another's.
    if (!(await retrying(() => ledger.renewClaim(claim), { signal: stop }))) return "lost";
    await retrying(() => ledger.failScan(claim, messageOf(error)), { signal: stop });
    return "failed";
  } catch {
    return stop.aborted ? "stopped" : "lost";
  }
}

/** Of the paths before the part with this number below it at most may have changed. */
const MOST_CHANGED = 2;

interface PageOf {
  readonly source: Source;
  readonly commit: string;
  readonly page: number;
  readonly entries: readonly SourceEntry[];
}

interface MadePage extends Omit<SortedPage, "wanted"> {
  /** Their packs are stored. */
  readonly units: readonly PlannedUnit[];
  /** What they hold. */
  readonly held: ReadonlySet<string>;
}

interface StoringPage {
  readonly of: PageOf;
  readonly made: MadePage;
  readonly stored: Promise<TerminalError | undefined>;
}

class Plan {
  readonly #claim: ScanClaim;
  readonly #dependencies: PlanDependencies;
  readonly #signal: AbortSignal;
  readonly #filter: Filter;
  readonly #memory: SpareMemory;
  /** Of a plan that begins here; one that is resumed has stored it. */
  #policy: PolicyFile | undefined;
  /** Looked for in a second pass. */
  #wrappers: Wrappers | undefined;

  constructor(claim: ScanClaim, dependencies: PlanDependencies, signal: AbortSignal) {
    this.#claim = claim;
    this.#dependencies = dependencies;
    this.#signal = signal;
    this.#filter = createFilter(claim.options);
    this.#memory = new SpareMemory(dependencies.settings.concurrentPuts);
  }

  async run(previous: PreviousScan | undefined): Promise<void> {
    const claim = this.#claim;
    const { openSource, logger } = this.#dependencies;
    const head = previous && (await this.#headAfter(previous));
    if (previous && head === previous.commit && (await this.#repeat(previous))) return;
    const beside = previous?.present === undefined ? undefined : { commit: previous.commit, present: previous.present };
    const source = await this.#reaching(() => openSource(claim, this.#signal, { head, beside }));
    try {
      const { commit } = source;
      if (commit === undefined)
        throw new TerminalError(`${source.location} has no commit: only git repositories are planned.`);
      if (claim.resume && claim.resume.commit !== commit) {
        throw new TerminalError(
          `${source.location} is at ${commit}, and was planned at ${claim.resume.commit} before.`,
        );
      }
      const changes = previous && (await this.#changesSince(source, previous));
      await this.#heed(source, changes && keptPolicy(previous.policy, changes));
      if (changes && (await this.#differ({ source, commit }, previous, changes))) return;
      if (await this.#sameElsewhere({ source, commit })) return;
      const totals = await this.#pages(source, commit);
      await this.#patiently(() => this.#dependencies.ledger.sealPlan(claim, totals));
      logger.info("plan sealed", { commit, ...totals });
    } finally {
      await source.close();
    }
  }

  /** The commit to scan, where asking for it may save the plan. */
  async #headAfter({ policy, wrappers }: PreviousScan): Promise<string | undefined> {
    const { headOf, settings, wrappersOf } = this.#dependencies;
    const declared = settings.allowWrappers && policy !== undefined ? wrappersOf(policy)?.digest : undefined;
    if (headOf === undefined || this.#claim.resume !== undefined || declared !== wrappers) return undefined;
    return this.#reaching(() => headOf(this.#claim, this.#signal));
  }

  async #repeat(previous: PreviousScan): Promise<boolean> {
    const { ledger, metrics, logger } = this.#dependencies;
    const repeated = await this.#patiently(() => ledger.repeatScan({ ...this.#claim, previous }));
    if (!repeated) return false;
    metrics.plansRepeated.inc();
    logger.info("nothing has changed since an earlier scan", { commit: previous.commit, earlier: previous.scanId });
    return true;
  }

  /** Undefined where that is so much that a plan of everything costs no more. */
  async #changesSince(source: Source, { present = 0 }: PreviousScan): Promise<SourceChanges | undefined> {
    return source.changes?.(Math.min(this.#dependencies.settings.pageEntries, present / MOST_CHANGED));
  }

  /** The rest of the plan is the ledger's to copy. False: all of it has to be made. */
  async #differ(
    of: Pick<PageOf, "source" | "commit">,
    previous: PreviousScan,
    changes: SourceChanges,
  ): Promise<boolean> {
    const { ledger, metrics, logger, onPage } = this.#dependencies;
    if (previous.wrappers !== this.#wrappers?.digest) return false;
    const page = { ...of, page: 1, entries: changes.come };
    const made = await this.#make(page);
    const { occurrences: gone, skipped: goneSkipped } = await sortEarlier(changes.gone, this.#sorting());
    const difference = { page: this.#pageOf(page, made), gone, goneSkipped };
    this.#signal.throwIfAborted();
    await failpoint("coordinator.before-page");
    const claim = { ...this.#claim, previous };
    const planned = await this.#patiently(() => ledger.planDifference(claim, difference));
    logger.info("compared with an earlier scan", { earlier: previous.scanId, paths: changes.come.length, planned });
    if (!planned) return false;
    metrics.plansContinued.inc();
    this.#count(made);
    onPage();
    return true;
  }

  /** A fork, a mirror, a branch that caught up: the plan of whoever scanned this commit is this one, where all its trees are here. */
  async #sameElsewhere({ source, commit }: Pick<PageOf, "source" | "commit">): Promise<boolean> {
    const { ledger } = this.#dependencies;
    if (!this.#claim.ofCommit || source.count === undefined) return false;
    const previous = await this.#patiently(() => ledger.scanOfCommit(this.#claim, commit));
    if (previous === undefined || previous.wrappers !== this.#wrappers?.digest) return false;
    return (await source.count()) === previous.present && (await this.#repeat(previous));
  }

  #reaching<T>(work: () => Promise<T>): Promise<T> {
    const { settings, logger } = this.#dependencies;
    return retrying(work, {
      signal: this.#signal,
      attempts: settings.sourceAttempts,
      onRetry: (error, delayMs) => logger.warn("the source is away", { reason: error.message, delayMs }),
    });
  }

  /** What page 0 said holds for the whole plan, whatever this coordinator is told to allow. */
  async #heed(source: Source, kept?: Pick<PolicyFile, "text">): Promise<void> {
    const { settings, wrappersOf } = this.#dependencies;
    const { resume } = this.#claim;
    if (resume !== undefined && resume.wrappers === undefined) return;
    const policy = kept ? (kept.text === undefined ? undefined : kept) : await this.#read(source);
    const declared = policy?.text === undefined ? undefined : wrappersOf(policy.text);
    if (resume === undefined) {
      this.#policy = policy;
      if (settings.allowWrappers) this.#wrappers = declared;
    } else if (declared?.digest === resume.wrappers) this.#wrappers = declared;
    else {
      throw new TerminalError(
        `${source.location} was planned for other functions of its own than ${POLICY_FILE} declares: submit the scan again.`,
      );
    }
  }

  #read(source: Source): Promise<PolicyFile | undefined> {
    const { settings, logger } = this.#dependencies;
    return retrying(() => readPolicyFile(source, this.#filter.maxFileSizeBytes), {
      signal: this.#signal,
      attempts: settings.sourceAttempts,
      onRetry: (error) => logger.warn("reading the policy file is tried again", { reason: error.message }),
    });
  }

  /** While a page is being stored the next one is listed, looked up and packed: only the order of storing is kept. */
  async #pages(source: Source, commit: string): Promise<{ pages: number; present: number }> {
    const { pageEntries } = this.#dependencies.settings;
    const { resume } = this.#claim;
    let pages = resume?.pages ?? 0;
    let present = 0;
    let covered = resume === undefined;
    let entries: SourceEntry[] = [];
    let before: StoringPage | undefined;
    const turn = async () => {
      const of = { source, commit, page: pages++, entries };
      entries = [];
      const made = await this.#make(of, before?.made.held);
      await this.#settle(before);
      before = { of, made, stored: this.#append(of, made) };
      before.stored.catch(() => {});
    };
    try {
      for await (const entry of source.entries()) {
        present++;
        if (!covered) {
          covered = entry.path === resume?.lastPath;
          continue;
        }
        entries.push(entry);
        if (entries.length >= pageEntries) await turn();
      }
      this.#signal.throwIfAborted();
      if (!covered)
        throw new TerminalError(`${source.location} has no path ${JSON.stringify(resume?.lastPath)} to go on behind.`);
      if (entries.length > 0) await turn();
      await this.#settle(before);
      return { pages, present };
    } finally {
      // Nothing may be on its way any more when the claim is given back.
      await Promise.allSettled([before?.stored]);
    }
  }

  /** `held`: contents in units of the page before, which the ledger may not have yet. */
  async #make({ source, entries }: PageOf, held: ReadonlySet<string> = new Set()): Promise<MadePage> {
    this.#signal.throwIfAborted();
    const { ledger, blobs } = this.#dependencies;
    const claim = this.#claim;
    const knownBlobs = async (keys: readonly BlobKey[]) => {
      const asked = held.size === 0 ? keys : keys.filter((key) => !held.has(keyText(key)));
      const known = await this.#patiently(() => ledger.knownBlobs(claim, asked));
      if (held.size === 0) return known;
      return [...known, ...keys.filter((key) => held.has(keyText(key)))];
    };
    const { wanted, ...sorted } = await this.#reaching(() =>
      sortPage(entries, { ...this.#sorting(), source, knownBlobs }),
    );
    const again = wanted.filter(({ kind }) => partsOfSecondKind(kind) !== undefined);
    const once = wanted.filter(({ kind }) => partsOfSecondKind(kind) === undefined);
    const packing = this.#packing();
    const units = [
      ...(await packBlobs(source, blobs, once, packing)),
      ...(await packBlobs(source, blobs, again, this.#wrappers ? enclosing(this.#wrappers, packing) : packing)),
    ];
    return { ...sorted, units, held: new Set(wanted.map(keyText)) };
  }

  #sorting(): Pick<PageContext, "filter" | "wrappers" | "largeBlobs"> {
    const { ledger } = this.#dependencies;
    const largeBlobs = (ids: readonly string[]) => this.#patiently(() => ledger.largeBlobs(this.#claim, ids));
    return { filter: this.#filter, wrappers: this.#wrappers, largeBlobs };
  }

  #packing(): PackingOptions {
    const { ledger, settings, metrics, logger, tracing } = this.#dependencies;
    return {
      scanId: this.#claim.scanId,
      engineDigest: this.#claim.engineDigest,
      epoch: this.#claim.epoch,
      packBytes: settings.packBytes,
      chunkSize: this.#claim.options.chunkSize,
      concurrentPuts: settings.concurrentPuts,
      memory: this.#memory,
      latePutMs: settings.latePutMs,
      tracing,
      signal: this.#signal,
      announce: (pack) => this.#patiently(() => ledger.announcePack(this.#claim, pack)),
      onStored: (bytes) => {
        metrics.packs.inc();
        metrics.packBytes.inc(bytes);
      },
      onRetry: (error) => logger.warn("storing a pack is tried again", { reason: error.message }),
    };
  }

  /** Resolves with the ledger's reason where it refuses the page. */
  async #append(of: PageOf, made: MadePage): Promise<TerminalError | undefined> {
    const { ledger, logger, onPage } = this.#dependencies;
    const { page } = of;
    const { units, occurrences, known } = made;
    const whole = this.#pageOf(of, made, page === 0);
    this.#signal.throwIfAborted();
    await failpoint("coordinator.before-page");
    try {
      await this.#patiently(() => ledger.appendPage(this.#claim, whole));
    } catch (error) {
      if (error instanceof TerminalError) return error;
      throw error;
    }
    this.#count(made);
    logger.debug("page stored", { page, units: units.length, occurrences: occurrences.length, known });
    onPage();
    return undefined;
  }

  /** `begins`: it carries what holds for the whole plan. */
  #pageOf({ commit, page, entries }: PageOf, made: MadePage, begins = true): PlanPage {
    const { units, occurrences, skipped, large } = made;
    const policy = begins && this.#policy && { policy: this.#policy };
    const wrappers = begins && this.#wrappers && { wrappers: this.#wrappers.digest };
    const lastPath = entries.at(-1)?.path ?? "";
    return { page, commit, lastPath, units, occurrences, skipped, ...policy, ...wrappers, large };
  }

  #count({ occurrences, known, skipped }: MadePage): void {
    const { metrics } = this.#dependencies;
    metrics.plannedFiles.inc(occurrences.length);
    metrics.knownBlobs.inc(known);
    countSkipped(metrics, skipped);
  }

  /** Waits until the page is stored. Nothing else is read meanwhile: one that was refused reads the source again. */
  async #settle(storing: StoringPage | undefined): Promise<void> {
    const refused = await storing?.stored;
    if (!storing || !refused) return;
    // A ledger that was put back to an earlier state may know no longer what it said it knew: it is asked once more.
    const { page } = storing.of;
    this.#dependencies.logger.warn("the ledger refused a page; it is made once more", {
      page,
      reason: refused.message,
    });
    const again = await this.#append(storing.of, await this.#make(storing.of));
    if (again) throw again;
  }

  /** The ledger may be away for a while: the claim, not a count of tries, says when to give up. */
  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return retrying(work, {
      signal: this.#signal,
      onRetry: (error, delayMs) =>
        this.#dependencies.logger.warn("the ledger is away", { reason: error.message, delayMs }),
    });
  }
}

function enclosing({ libraries }: Wrappers, packing: PackingOptions): PackingOptions {
  return { ...packing, enclosed: declarationMember(writeWrappers(libraries)) };
}
