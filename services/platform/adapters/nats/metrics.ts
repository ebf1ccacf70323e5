/** What is counted of the queue itself. Prometheus names are contracts: docs/METRICS.md. */
import { Counter, type Registry } from "prom-client";
import { askedGauge } from "../../telemetry/asked-gauge.ts";
import { ADVISORY_KINDS, type AdvisoryKind } from "./advisories.ts";

export interface QueueMetrics {
  readonly advisories: Counter<"kind">;
  readonly reconnects: Counter;
}

export function createQueueMetrics(registry: Registry): QueueMetrics {
  const registers = [registry];
  const advisories = new Counter({
    name: "pqc_audit_queue_advisories_total",
    help: "What JetStream said of the stream of units and its consumers, by kind; each is told to one coordinator.",
    labelNames: ["kind"] as const,
    registers,
  });
  for (const kind of ADVISORY_KINDS satisfies readonly AdvisoryKind[]) advisories.inc({ kind }, 0);
  return {
    advisories,
    reconnects: new Counter({
      name: "pqc_audit_queue_reconnects_total",
      help: "Connections to NATS that were lost and made again.",
      registers,
    }),
  };
}

/** Beside the ledger's depth: what differs from it for long is stuck, or an orphan. */
export function watchQueue(registry: Registry, depth: () => Promise<number>): void {
  const help = "Messages that NATS holds for the engine of this process; a window of the ledger's outstanding units.";
  askedGauge(registry, { name: "pqc_audit_queue_messages", help }, async (gauge) => gauge.set(await depth()));
}
