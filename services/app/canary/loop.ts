/** Cycles one after another, each with its outcome; what one could not do, the next may. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { type CycleOptions, runCycle } from "./cycle.ts";
import type { Outcome } from "./metrics.ts";
import type { Difference } from "./verify.ts";

export interface Done {
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly files: number;
  readonly findings: number;
  readonly differences: readonly Difference[];
  /** Why the cycle `failed`. */
  readonly failure?: unknown;
}

export interface LoopOptions extends CycleOptions {
  /** Infinity to go on until `signal`. */
  readonly cycles: number;
  /** From one start to the next. */
  readonly intervalMs: number;
  readonly tracing: Tracing;
}

/** A cycle that is interrupted says nothing about the service and is not told. */
export async function* runCycles(options: LoopOptions): AsyncGenerator<Done> {
  const { signal, cycles, intervalMs, tracing } = options;
  for (let number = 1; number <= cycles; number++) {
    const started = performance.now();
    const done = await tracing.span("canary", {}, async (span) => {
      const ran = await attempt(options);
      span.set({ "pqc.outcome": ran.outcome, "pqc.differences": ran.differences.length });
      return ran;
    });
    if (signal.aborted) return;
    yield done;
    if (number === cycles) return;
    const rest = Math.max(0, intervalMs - (performance.now() - started));
    await sleep(rest, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

async function attempt(options: LoopOptions): Promise<Done> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const cycle = await runCycle(options);
    return { ...cycle, outcome: cycle.differences.length === 0 ? "passed" : "different", seconds: seconds() };
  } catch (failure) {
    return { outcome: "failed", seconds: seconds(), files: 0, findings: 0, differences: [], failure };
  }
}
