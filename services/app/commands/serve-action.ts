/** What `serve` does: surroundings, target, and a clean end. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { drainOnStop } from "@pqc-audit/platform/lifecycle/drain.ts";
import { createLogger } from "@pqc-audit/platform/logging/pino.ts";
import { openRegistry } from "@pqc-audit/platform/telemetry/registry.ts";
import { startTarget, type Target } from "../compose/targets.ts";
import { openMetricsExport, openTracing } from "../compose/tracing.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { VERSION } from "../version.ts";
import { type ProfileFlags, withProfile } from "./profile.ts";

export interface ServeOptions extends ProfileFlags {
  readonly target: Target;
  readonly config?: string;
}

/** Resolves after a clean stop; throws where the target cannot start or cannot go on. */
export async function serve({ target, config: file, ...flags }: ServeOptions, context: Context): Promise<void> {
  const config = loadConfig(file, context.environment);
  await withProfile(config, flags, context, (nodeArguments) => serveTarget(target, config, nodeArguments, context));
}

async function serveTarget(
  target: Target,
  config: Config,
  nodeArguments: readonly string[] | undefined,
  context: Context,
): Promise<void> {
  const logger = createLogger({ level: config.log.level, service: target, destination: context.stderr });
  const tracing = await openTracing(config, target);
  const registry = openRegistry();
  const exported = await openMetricsExport(config, target, registry);
  const { signal: told } = context;
  const around = { config, logger, registry, tracing, signal: told, ...(nodeArguments && { nodeArguments }) };
  const running = await startTarget(target, around).catch((thrown: unknown) => {
    if (!told.aborted) throw thrown;
  });
  if (running === undefined) {
    logger.info("told to end before it was ready");
    await Promise.all([tracing.close(), exported.close()]);
    return context.exit(EXIT.done);
  }
  logger.info("ready", { ...running.urls, version: VERSION, pid: process.pid });

  const stopping = new AbortController();
  const signal = AbortSignal.any([told, stopping.signal]);
  let failure: unknown;
  running.failed.catch((thrown: unknown) => {
    failure = thrown;
    stopping.abort();
  });
  const stop = async () => {
    await running.stop();
    await Promise.all([tracing.close(), exported.close()]);
  };
  const drained = await drainOnStop({ signal, stop, graceMs: config.health.grace_seconds * 1000, logger });
  if (failure !== undefined) throw failure;
  if (!drained)
    throw new TerminalError(`${target} did not end within health.grace_seconds (${config.health.grace_seconds})`);
  context.exit(EXIT.done);
}
