import { Counter, Histogram, Registry } from "prom-client";
import { afterEach, expect, test, vi } from "vitest";
import { createTracing } from "./otlp.ts";
import { exportMetrics, producerOf } from "./otlp-metrics.ts";

afterEach(() => vi.unstubAllEnvs());

const WHO = { service: "pqc-audit-worker", version: "1", environment: "ci" };
/** Nothing listens there. */
const AWAY = "http://127.0.0.1:9";

test("counters are sums that only grow, histograms have the count of each bucket of its own", async () => {
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=worker-1,k8s.node.name=node-a,service.name=other");
  const registry = new Registry();
  const counter = new Counter({ name: "units_total", help: "Units.", labelNames: ["to"], registers: [registry] });
  counter.inc({ to: "committed" }, 3);
  const histogram = new Histogram({
    name: "step_seconds",
    help: "Steps.",
    labelNames: ["step"],
    buckets: [1, 5],
    registers: [registry],
  });
  for (const value of [0.5, 3, 4, 100]) histogram.observe({ step: "scan" }, value);
  const { resourceMetrics } = await producerOf({ ...WHO, registry }).collect();
  expect(resourceMetrics.resource.attributes).toMatchObject({
    "service.name": "pqc-audit-worker",
    "service.version": "1",
    "service.instance.id": expect.stringMatching(/^\d+-/),
    "deployment.environment.name": "ci",
    "k8s.pod.name": "worker-1",
    "k8s.node.name": "node-a",
  });
  const [units, steps] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
  expect(units).toMatchObject({ isMonotonic: true, dataPoints: [{ attributes: { to: "committed" }, value: 3 }] });
  expect(steps?.descriptor.unit).toBe("s");
  expect(steps?.dataPoints).toMatchObject([
    {
      attributes: { step: "scan" },
      value: { buckets: { boundaries: [1, 5], counts: [1, 2, 1] }, sum: 107.5, count: 4 },
    },
  ]);
});

test("a collector that is away keeps nobody: work goes on, and its end waits for it only so long", async () => {
  const registry = new Registry();
  new Counter({ name: "units_total", help: "Units.", registers: [registry] });
  const begun = performance.now();
  const exported = await exportMetrics({ ...WHO, endpoint: AWAY, registry });
  const tracing = await createTracing({ ...WHO, endpoint: AWAY });
  expect(await tracing.span("unit", {}, async () => "done")).toBe("done");
  await Promise.all([exported.close(), tracing.close()]);
  expect(performance.now() - begun).toBeLessThan(8_000);
});
