/** What every process says of its own life. Prometheus names are contracts: docs/METRICS.md. */
import { Counter, Gauge, type Registry } from "prom-client";
import { HEALTH_STATES, type Readiness } from "./readiness.ts";

export interface LifecycleMetrics {
  readonly drains: Counter;
}

export function createLifecycleMetrics(registry: Registry, readiness: Pick<Readiness, "report">): LifecycleMetrics {
  const registers = [registry];
  new Gauge({
    name: "pqc_audit_health_state",
    help: "1 for the state this process is in, 0 for the others; asked at each scrape.",
    labelNames: ["state"] as const,
    registers,
    async collect() {
      const { state } = await readiness.report();
      for (const each of HEALTH_STATES) this.set({ state: each }, each === state ? 1 : 0);
    },
  });
  return {
    drains: new Counter({
      name: "pqc_audit_drains_total",
      help: "Times this process was told to end and began to finish or give back what it held.",
      registers,
    }),
  };
}
