/** What `canary` does: cycles, one line for each and for every difference, metrics, and the exit code of the worst. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { startHealthServer } from "@pqc-audit/platform/health/health.ts";
import { createLogger } from "@pqc-audit/platform/logging/pino.ts";
import { terminalText } from "@pqc-audit/reports/terminal.ts";
import { Registry } from "prom-client";
import { startGitServer } from "../canary/git-server.ts";
import { type Done, runCycles } from "../canary/loop.ts";
import { createCanaryMetrics, type Outcome, writeMetricsFile } from "../canary/metrics.ts";
import type { PlantedRepository } from "../canary/repository.ts";
import { targetOf } from "../canary/target.ts";
import { addressOf } from "../compose/address.ts";
import { openTracing } from "../compose/tracing.ts";
import type { Context } from "../context.ts";
import { describe, EXIT } from "../exit.ts";
import { runScan } from "../scan/scan.ts";
import { ServerClient } from "../server/client.ts";
import { openClient } from "../server/open-client.ts";
import { requestOf } from "./scan-action.ts";
import type { ServerFlags } from "./server-options.ts";

export interface CanaryOptions extends ServerFlags {
  readonly embedded?: boolean;
  readonly listen: string;
  readonly advertise?: string;
  readonly interval?: number;
  readonly cycles?: number;
  readonly timeout: number;
  readonly metrics?: string;
  readonly metricsFile?: string;
}

export async function canary(options: CanaryOptions, context: Context): Promise<void> {
  const config = loadConfig(options.config, context.environment);
  const { signal, stdout } = context;
  await using open = new AsyncDisposableStack();
  const tracing = await openTracing(config, "canary");
  open.defer(() => tracing.close());
  const git = await startGitServer(addressOf("--listen", options.listen));
  open.defer(() => git.close());
  const target = targetOf(options.listen, options.advertise, git.url);
  const client = options.embedded ? await embeddedClient(config, context, open) : openClient(options, context);
  const registry = new Registry();
  const metrics = createCanaryMetrics(registry);
  if (options.metrics !== undefined) await serveMetrics(options.metrics, registry, open);

  const outcomes = new Set<Outcome>();
  const cycles = options.cycles ?? (options.interval === undefined ? 1 : Number.POSITIVE_INFINITY);
  const loop = runCycles({
    client,
    git,
    target,
    tracing,
    direct: (repository) => directScan(repository, config, signal),
    timeoutMs: options.timeout * 1000,
    cycles,
    intervalMs: (options.interval ?? 0) * 1000,
    signal,
  });
  for await (const done of loop) {
    outcomes.add(done.outcome);
    metrics.finished(done);
    stdout.write(linesOf(done));
    if (options.metricsFile !== undefined) await writeMetricsFile(options.metricsFile, registry);
  }
  context.exit(exitCode(outcomes, signal.aborted && cycles !== Number.POSITIVE_INFINITY));
}

function linesOf({ outcome, seconds, files, findings, differences, failure }: Done): string {
  const found = `${findings} findings in ${files} files`;
  const what = {
    passed: `${found} as planted`,
    different: `${differences.length} differences from ${found}`,
    failed: describe(failure, false).replace(/^pqc-audit: /, ""),
  }[outcome];
  const lines = differences.map((difference) => `different: ${difference.check}: ${difference.what}`);
  return [...lines, `canary ${outcome}: ${what}, ${seconds.toFixed(1)} s`]
    .map((line) => `${terminalText(line)}\n`)
    .join("");
}

/** A wrong answer is worse than none. Ending what was to go on for ever is no fault. */
function exitCode(outcomes: ReadonlySet<Outcome>, interrupted: boolean): number {
  if (outcomes.has("different")) return EXIT.different;
  if (outcomes.has("failed")) return EXIT.incomplete;
  return interrupted ? EXIT.interrupted : EXIT.done;
}

async function embeddedClient(config: Config, context: Context, open: AsyncDisposableStack): Promise<ServerClient> {
  const { startEmbedded } = await import("../canary/embedded.ts");
  const logger = createLogger({ level: "error", service: "canary", destination: context.stderr });
  const service = await startEmbedded(config, logger);
  open.defer(() => service.stop());
  const timeoutMs = config.performance.response_timeout_seconds * 1000;
  return new ServerClient({ url: service.url, token: service.token, timeoutMs, signal: context.signal });
}

/** The oracle: read from the repository itself, not over the way the service takes. */
function directScan({ gitDir, commit }: PlantedRepository, config: Config, signal: AbortSignal) {
  const options = { include: [], exclude: [], format: "json", ref: commit } as const;
  return runScan(requestOf(`file://${gitDir}`, options, config), { found: () => {}, advanced: () => {} }, signal);
}

/** Always ready: a canary that is taken out of its Service because of what it found could not be reached by the next scan. */
async function serveMetrics(listen: string, registry: Registry, open: AsyncDisposableStack): Promise<void> {
  const server = await startHealthServer({
    ...addressOf("--metrics", listen),
    health: async () => ({ state: "ready", problems: [] }),
    metrics: registry,
  });
  open.defer(() => server.close());
}
