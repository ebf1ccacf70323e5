/**
 * One cycle: plant, let the running system scan it, and hold everything it answers against what was planted and against
 * the direct scan of the same commit; then ask again for the same, which must come out of what is known by now.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openTemporary } from "@pqc-audit/coordinator/sources/temporary.ts";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { type AggregatorScan, FINAL } from "../server/answers.ts";
import type { ServerClient } from "../server/client.ts";
import { plantedArtifacts, plantedSkips } from "./artifacts.ts";
import type { CanaryGitServer } from "./git-server.ts";
import type { PlantedFile } from "./planted.ts";
import { type PlantedRepository, plantRepository } from "./repository.ts";
import { plantedSources } from "./sources.ts";
import { type Difference, different, shown, verifyResult } from "./verify.ts";

export interface CycleOptions {
  readonly client: ServerClient;
  readonly git: CanaryGitServer;
  /** The planted repository as the service reaches it. */
  readonly target: string;
  readonly direct: (repository: PlantedRepository) => Promise<AuditResult>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Cycle {
  readonly files: number;
  readonly findings: number;
  readonly differences: readonly Difference[];
}

const POLL_MS = 200;

/** Throws where the cycle could not be taken to its end: the service is away, refuses, is too slow, or the scan failed. */
export async function runCycle(options: CycleOptions): Promise<Cycle> {
  const folder = await openTemporary();
  try {
    // 16 hex digits, so that it is a serial number too.
    const run = randomBytes(8).toString("hex");
    const files = [...plantedSources(run), ...(await plantedArtifacts(run)), ...plantedSkips(run)];
    const repository = await plantRepository(folder.path, files, options.signal);
    options.git.serve(repository);
    const differences = await Array.fromAsync(scanAndVerify(options, files, repository));
    return { files: files.length, findings: files.flatMap((file) => file.finds).length, differences };
  } finally {
    await folder.remove();
  }
}

async function* scanAndVerify(
  options: CycleOptions,
  files: readonly PlantedFile[],
  repository: PlantedRepository,
): AsyncGenerator<Difference> {
  const { client } = options;
  const deadline = performance.now() + options.timeoutMs;
  const first = await submitAnew(options, deadline);
  const again = await client.submit(submission(options));
  if (again.joined) yield* different("join", "scan that the same submission joined", first, again.id);
  else if (!FINAL.includes((await client.scan(first)).state))
    yield { check: "join", what: `the same submission did not join scan ${first}, which was under way` };

  const direct = await options.direct(repository);
  const scan = await ended(options, first, deadline);
  const result = await client.result(first);
  yield* different("state", `state of scan ${first}`, "completed", scan.state);
  yield* verifyResult(files, repository.commit, result, direct);
  yield* verifyApi(options, scan, result);

  if (!again.joined) await ended(options, again.id, deadline);
  const repeat = await client.submit(submission(options));
  yield* different("join", "scan that joined one that had ended", false, repeat.joined);
  const repeated = await ended(options, repeat.id, deadline);
  yield* different("cache", "units of a second scan of the same commit", 0, repeated.progress?.units);
  yield* different("cache", "digest of the second scan", result.digest, repeated.digest);
  yield* different("cache", "coverage of the second scan", shown(result.coverage), coverageText(repeated));
}

function submission({ target }: CycleOptions) {
  return { target, include: [], exclude: [] };
}

/** A scan of a cycle that was given up may still be under way, of another commit; it is ended first. */
async function submitAnew(options: CycleOptions, deadline: number): Promise<string> {
  for (;;) {
    const { id, joined } = await options.client.submit(submission(options));
    if (!joined) return id;
    await giveUp(options.client, id);
    await ended(options, id, deadline).catch((thrown: unknown) => {
      if (!(thrown instanceof TerminalError)) throw thrown;
    });
  }
}

/** Waits for the end; throws `TerminalError` for a scan without a result, `RetryableError` where time is up. */
async function ended({ client, signal }: CycleOptions, id: string, deadline: number): Promise<AggregatorScan> {
  for (;;) {
    const scan = await client.scan(id);
    if (FINAL.includes(scan.state)) {
      if (scan.state === "completed" || scan.state === "incomplete") return scan;
      throw new TerminalError(`scan ${id} is ${scan.state}${scan.error === undefined ? "" : `: ${scan.error}`}`);
    }
    if (performance.now() > deadline) {
      await giveUp(client, id);
      const { unitsDone = 0, units = 0 } = scan.progress ?? {};
      throw new RetryableError(
        `scan ${id} is still ${scan.state} (${unitsDone} of ${units} units done) after --timeout: are coordinator and worker up?`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Each submission of ours counts as a requester. */
async function giveUp(client: ServerClient, id: string): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if ((await client.cancel(id)).requesters <= 0) return;
  }
}

/** The other answers about the scan tell the same as its result. */
async function* verifyApi(
  { client }: CycleOptions,
  scan: AggregatorScan,
  result: AuditResult,
): AsyncGenerator<Difference> {
  const page = await client.findings(scan.id, 1, 1000);
  // An older server's result does not say what is new.
  const bare = (findings: readonly Finding[]) => findings.map(({ state: _, cause: __, ...finding }) => finding);
  yield* different(
    "api",
    "findings by page",
    JSON.stringify(bare(result.findings)),
    JSON.stringify(bare(page.results)),
  );
  yield* different("api", "number of findings", result.findings.length, page.total);
  const errors = await client.errors(scan.id, 1, 1000, []);
  yield* different("api", "errors by page", JSON.stringify(result.errors), JSON.stringify(errors.results));
  yield* different("api", "digest of the scan", result.digest, scan.digest);
  yield* different("api", "commit of the scan", result.target.commit, scan.commit);
  yield* different("api", "coverage of the scan", shown(result.coverage), coverageText(scan));
  yield* different("api", "summary of the scan", JSON.stringify(result.summary), JSON.stringify(scan.summary));
}

function coverageText({ coverage }: AggregatorScan): string | undefined {
  return coverage && shown(coverage);
}
