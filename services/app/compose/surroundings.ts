/** What every target has around it: configuration, log, metrics, traces, and a list of what to close. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import type { Readiness } from "@pqc-audit/platform/health/readiness.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Registry } from "prom-client";

export interface Surroundings {
  readonly config: Config;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly tracing: Tracing;
  /** Aborted where the process is told to end while the target still starts. */
  readonly signal?: AbortSignal;
  /** Further arguments of Node for each scanning thread. */
  readonly nodeArguments?: readonly string[];
}

/** What a target adds while it starts. */
export interface Starting extends Surroundings {
  readonly readiness: Readiness;
  /** Begun all at once when the process shall end, before anything is closed. Each ends within the grace time. */
  readonly drains: (() => Promise<unknown>)[];
}

/** A started target. */
export interface Running {
  /** Where it answers, by name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Refuses new work and ends what is begun, then closes everything in the reverse order of its opening. */
  stop(): Promise<void>;
  /** Rejects where the target cannot go on; never resolves before `stop`. */
  readonly failed: Promise<never>;
}
