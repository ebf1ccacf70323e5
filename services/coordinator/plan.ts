/**
 * Plans one claimed scan: nothing has changed since another one, little has, or the whole tree is planned page by page; a
 * large tree is cut, and its ranges are planned by whichever coordinators take them (`plan-range.ts`). A coordinator that
 * takes over goes on behind the last page stored.
 */
import { retrying } from "@pqc-audit/platform/backoff.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import type { Ledger, PreviousScan, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { observeTraced } from "@pqc-audit/platform/telemetry/exemplars.ts";
import { type Beginning, beginningOf, saidFirst } from "./beginning.ts";
import { ClaimKeeper } from "./claim-keeper.ts";
import { KeptSource } from "./kept-source.ts";
import { sortEarlier } from "./page.ts";
import { type PageOf, Pages } from "./pages.ts";
import { patiently, reaching } from "./patience.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import { planRange } from "./plan-range.ts";
import { keptOwners, keptPolicy } from "./sources/policy-file.ts";
import type { Source, SourceChanges } from "./sources/source.ts";

/**
 * `cut`: its ranges are to be claimed. `lost`: somebody else plans it now, or nobody wants it any more. `stopped`: whoever
 * claims it next goes on.
 */
export type PlanOutcome = "sealed" | "cut" | "failed" | "lost" | "stopped";

/** With `kept` the tree of a scan that was cut stays open there, for whoever claims a range of it next. */
export async function planScan(
  claim: ScanClaim,
  dependencies: PlanDependencies,
  stop: AbortSignal,
  kept: KeptSource = new KeptSource(),
): Promise<PlanOutcome> {
  const { ledger, settings, metrics } = dependencies;
  const { scanId, range } = claim;
  const logger = dependencies.logger.child({ scanId });
  const keeper = new ClaimKeeper(ledger, claim, { renewMs: settings.renewMs, stop, logger });
  const begun = performance.now();
  metrics.plansRunning.inc();
  let outcome: PlanOutcome;
  try {
    const attributes = { "pqc_audit.scan.id": scanId, ...(range && { "pqc_audit.range": range.number }) };
    outcome = await dependencies.tracing.span("plan", { parent: claim.traceparent, attributes }, () =>
      plan(claim, { ...dependencies, logger }, kept, keeper.signal),
    );
  } catch (error) {
    outcome = await outcomeOf(error, claim, ledger, keeper, stop);
    if (outcome === "failed") metrics.errors.inc({ step: "plan" });
    logger.warn("planning ended", { outcome, reason: messageOf(error) });
  } finally {
    await keeper.close();
    metrics.plansRunning.dec();
  }
  // The ledger may say that the claim is gone before it says that its plan is at its end: then the tree was told to end.
  if (keeper.lost || !(outcome === "cut" || (outcome === "sealed" && range))) await kept.close();
  if (outcome === "stopped") await keeper.giveBack();
  observeTraced(metrics.planDuration, (performance.now() - begun) / 1000, { outcome }, claim.traceparent);
  return outcome;
}

async function plan(
  { previous, ...claim }: ScanClaim,
  dependencies: PlanDependencies,
  kept: KeptSource,
  signal: AbortSignal,
): Promise<PlanOutcome> {
  const { range } = claim;
  if (range === undefined) return new Plan(claim, dependencies, kept, signal).run(previous);
  await planRange({ ...claim, range }, dependencies, kept, signal);
  return "sealed";
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

type Opened = Pick<PageOf, "source" | "commit">;

class Plan {
  readonly #claim: ScanClaim;
  readonly #dependencies: PlanDependencies;
  readonly #kept: KeptSource;
  readonly #signal: AbortSignal;

  constructor(claim: ScanClaim, dependencies: PlanDependencies, kept: KeptSource, signal: AbortSignal) {
    this.#claim = claim;
    this.#dependencies = dependencies;
    this.#kept = kept;
    this.#signal = signal;
  }

  async run(previous: PreviousScan | undefined): Promise<PlanOutcome> {
    const head = previous && (await this.#headAfter(previous));
    if (previous && head === previous.commit && (await this.#repeat(previous))) return "sealed";
    const opened = await this.#open(previous, head);
    const changes = previous && (await this.#changesSince(opened.source, previous));
    const beginning = await beginningOf(opened.source, {
      claim: this.#claim,
      dependencies: this.#dependencies,
      signal: this.#signal,
      maxFileSizeBytes: this.#claim.options.maxFileSizeBytes,
      kept: changes && keptPolicy(previous.policy, changes),
      keptOwners: changes && keptOwners(previous.owners, changes),
    });
    const pages = new Pages(this.#claim, this.#dependencies, this.#signal, beginning);
    const wrappers = beginning.wrappers?.digest;
    if (changes && previous.wrappers === wrappers && (await this.#differ(opened, pages, previous, changes)))
      return "sealed";
    if (await this.#sameElsewhere(opened, wrappers)) return "sealed";
    if (await this.#cut(opened, beginning)) return "cut";
    return this.#whole(opened, pages);
  }

  async #open(previous: PreviousScan | undefined, head: string | undefined): Promise<Opened> {
    const { openSource } = this.#dependencies;
    const claim = this.#claim;
    const beside = previous?.present === undefined ? undefined : { commit: previous.commit, present: previous.present };
    const opening = () => this.#kept.of(claim, this.#signal, (during) => openSource(claim, during, { head, beside }));
    const source = await this.#reaching(opening);
    const { commit } = source;
    if (commit === undefined)
      throw new TerminalError(`${source.location} has no commit: only git repositories are planned.`);
    if (claim.resume && claim.resume.commit !== commit) {
      throw new TerminalError(`${source.location} is at ${commit}, and was planned at ${claim.resume.commit} before.`);
    }
    return { source, commit };
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
  async #differ(opened: Opened, pages: Pages, previous: PreviousScan, changes: SourceChanges): Promise<boolean> {
    const { ledger, metrics, logger, onPage } = this.#dependencies;
    const page = { ...opened, page: 1, entries: changes.come };
    const made = await pages.make(page);
    const { occurrences: gone, skipped: goneSkipped } = await sortEarlier(changes.gone, pages.sorting());
    const difference = { page: pages.pageOf(page, made, true), gone, goneSkipped };
    this.#signal.throwIfAborted();
    await failpoint("coordinator.before-page");
    const claim = { ...this.#claim, previous };
    const planned = await this.#patiently(() => ledger.planDifference(claim, difference));
    logger.info("compared with an earlier scan", { earlier: previous.scanId, paths: changes.come.length, planned });
    if (!planned) return false;
    metrics.plansContinued.inc();
    pages.count(made);
    onPage();
    return true;
  }

  /** A fork, a mirror, a branch that caught up: the plan of whoever scanned this commit is this one, where all its trees are here. */
  async #sameElsewhere({ source, commit }: Opened, wrappers: string | undefined): Promise<boolean> {
    const { ledger } = this.#dependencies;
    if (!this.#claim.ofCommit || source.count === undefined) return false;
    const previous = await this.#patiently(() => ledger.scanOfCommit(this.#claim, commit));
    if (previous === undefined || previous.wrappers !== wrappers) return false;
    return (await source.count()) === previous.present && (await this.#repeat(previous));
  }

  /** False where the tree is planned as a whole: it is small, or part of it is planned already. */
  async #cut({ source, commit }: Opened, beginning: Beginning): Promise<boolean> {
    const { ledger, settings, metrics, logger } = this.#dependencies;
    if (!this.#claim.cuts || settings.rangeEntries === 0 || source.fixed === undefined) return false;
    const ranges = await source.fixed.cut(settings.rangeEntries);
    if (ranges.length < 2) return false;
    const cut = { commit, ranges, ...saidFirst(beginning) };
    await this.#patiently(() => ledger.cutPlan(this.#claim, cut));
    this.#kept.begin({ ...beginning, policy: undefined });
    metrics.plansCut.inc();
    logger.info("the tree is planned by ranges", { commit, ranges: ranges.length });
    return true;
  }

  async #whole({ source, commit }: Opened, pages: Pages): Promise<PlanOutcome> {
    const { ledger, logger } = this.#dependencies;
    const { pages: before = 0, lastPath: after } = this.#claim.resume ?? {};
    const stored = await pages.store({ source, commit, entries: source.entries(), page: before, after });
    const totals = { pages: before + stored.pages, present: stored.paths };
    await this.#patiently(() => ledger.sealPlan(this.#claim, totals));
    logger.info("plan sealed", { commit, ...totals });
    return "sealed";
  }

  #reaching<T>(work: () => Promise<T>): Promise<T> {
    return reaching(work, this.#signal, this.#dependencies);
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return patiently(work, this.#signal, this.#dependencies);
  }
}
