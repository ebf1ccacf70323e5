/**
 * The page of all metrics, written from what the services register. `node services/app/metrics-page.ts` writes
 * docs/METRICS.md; a test fails when the page and the registries disagree.
 */
import { writeFileSync } from "node:fs";
import { createRequestMetrics } from "@pqc-audit/aggregator/http/request-metrics.ts";
import { createMetrics } from "@pqc-audit/aggregator/metrics.ts";
import { openStore } from "@pqc-audit/aggregator/store/store.ts";
import { createUnitMetrics } from "@pqc-audit/aggregator/unit-metrics.ts";
import { createCoordinatorMetrics } from "@pqc-audit/coordinator/metrics.ts";
import { answeredCalls, drainedStreams } from "@pqc-audit/platform/adapters/grpc/metrics.ts";
import { createQueueMetrics, watchQueue } from "@pqc-audit/platform/adapters/nats/metrics.ts";
import { createLifecycleMetrics } from "@pqc-audit/platform/health/metrics.ts";
import { Readiness } from "@pqc-audit/platform/health/readiness.ts";
import { createResourceMetrics, createScanMetrics, createWorkerMetrics } from "@pqc-audit/worker/metrics.ts";
import { Registry } from "prom-client";
import { createCanaryMetrics } from "./canary/metrics.ts";

export const PAGE = new URL("../../docs/METRICS.md", import.meta.url);

const INTRODUCTION = `# Metrics

Every process serves them at \`/metrics\`: the aggregator beside its API, coordinator and worker on their health port, the
canary where it is told to. Names, labels and what they count are contracts. Counters belong to one process and begin at 0
with it: sum their rates. Gauges of the aggregator are read from the ledger at each scrape and are the same from every
replica: take the maximum. Beside these there are the usual ones of the process and of Node (\`process_*\`, \`nodejs_*\`),
but three that \`promtool check metrics\` refuses. Whoever accepts \`application/openmetrics-text\` gets that, and with it
exemplars: most histograms name the trace of an observation (\`trace_id\`, \`span_id\`) where it is kept; Prometheus stores them with \`--enable-feature=exemplar-storage\`.

Written from what is registered by \`node services/app/metrics-page.ts\`.

`;

type Register = (registry: Registry) => void | Promise<void>;

/** By who exports them. */
export const EXPORTERS: Readonly<Record<string, Register>> = {
  aggregator: async (registry) => {
    const store = await openStore({ kind: "sqlite", file: ":memory:" });
    createMetrics(registry, store);
    createUnitMetrics(registry);
    drainedStreams(registry);
    answeredCalls(registry);
    createRequestMetrics(registry);
    await store.close();
  },
  coordinator: (registry) => void createCoordinatorMetrics(registry),
  worker: (registry) => {
    createWorkerMetrics(registry);
    createResourceMetrics(registry);
    createScanMetrics(registry);
  },
  "coordinator, worker": (registry) => {
    createQueueMetrics(registry);
    watchQueue(registry, async () => 0);
  },
  "every process": (registry) => void createLifecycleMetrics(registry, new Readiness()),
  canary: (registry) => void createCanaryMetrics(registry),
};

export async function metricsPage(): Promise<string> {
  const rows: string[] = [];
  for (const [exporter, register] of Object.entries(EXPORTERS)) {
    const registry = new Registry();
    await register(registry);
    for (const { name, type, help, labelNames } of described(registry)) {
      const labels = labelNames.map((label) => `\`${label}\``).join(", ");
      rows.push(`| \`${name}\` | ${type} | ${labels} | ${exporter} | ${help} |`);
    }
  }
  const table = rows.toSorted().join("\n");
  return `${INTRODUCTION}| metric | type | labels | from | what it says |\n|---|---|---|---|---|\n${table}\n`;
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** The client keeps label names on its metrics without declaring it. */
function described(registry: Registry): readonly Described[] {
  const types = ["counter", "gauge", "histogram", "summary"];
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames = [] } = metric as unknown as Described & { readonly type: string | number };
    return { name, help, labelNames, type: typeof type === "number" ? (types[type] ?? "") : type };
  });
}

if (import.meta.main) writeFileSync(PAGE, await metricsPage());
