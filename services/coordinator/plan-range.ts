/** Plans one range of a tree that was cut, behind the pages of it that are stored. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim, ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import { type Beginning, beginningOf } from "./beginning.ts";
import type { KeptSource } from "./kept-source.ts";
import { Pages } from "./pages.ts";
import { patiently, reaching } from "./patience.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import type { Source } from "./sources/source.ts";

type RangeClaim = ScanClaim & { readonly range: ScanRange };

/** Resolves once it is sealed. */
export async function planRange(
  claim: RangeClaim,
  dependencies: PlanDependencies,
  kept: KeptSource,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, logger, metrics } = dependencies;
  const { range, resume } = claim;
  const { pages = 0, paths = 0, lastPath = "" } = resume ?? {};
  let stored = { pages: 0, lastPath };
  // Whoever held it before may have come to its end, and not to the seal.
  if (paths < range.entries) {
    const source = await sourceOf(claim, dependencies, kept, signal);
    const beginning = kept.beginning ?? (await begin(claim, dependencies, kept, signal, source));
    const entries = kept.paths(range.start + paths, range.entries - paths);
    const commit = resume?.commit ?? "";
    stored = await new Pages(claim, dependencies, signal, beginning).store({
      ...{ source, commit, entries },
      page: range.start + pages,
    });
  }
  if (stored.lastPath !== range.upTo) {
    throw new TerminalError(
      `range ${range.number} of ${claim.target} ends with ${JSON.stringify(stored.lastPath)} and ended with ` +
        `${JSON.stringify(range.upTo)} when it was cut.`,
    );
  }
  const totals = { pages: pages + stored.pages, present: range.entries };
  await patiently(() => ledger.sealPlan(claim, totals), signal, dependencies);
  metrics.rangesPlanned.inc();
  logger.info("range planned", { range: range.number, ...totals });
}

async function sourceOf(
  claim: RangeClaim,
  dependencies: PlanDependencies,
  kept: KeptSource,
  signal: AbortSignal,
): Promise<Source> {
  const { openSource } = dependencies;
  const source = await reaching(
    () => kept.of(claim, signal, (during) => openSource(claim, during)),
    signal,
    dependencies,
  );
  if (source.commit === claim.resume?.commit) return source;
  throw new TerminalError(`${source.location} is at ${source.commit}, and was cut at ${claim.resume?.commit}.`);
}

async function begin(
  claim: RangeClaim,
  dependencies: PlanDependencies,
  kept: KeptSource,
  signal: AbortSignal,
  source: Source,
): Promise<Beginning> {
  const { maxFileSizeBytes } = claim.options;
  const beginning = await beginningOf(source, { claim, dependencies, signal, maxFileSizeBytes });
  kept.begin(beginning);
  return beginning;
}
