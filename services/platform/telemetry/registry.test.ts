import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { observeTraced, tracedHistogram } from "./exemplars.ts";
import { expose, openRegistry } from "./registry.ts";
import { withTraceparent } from "./tracing.ts";

const ACCEPT = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
const TRACE = "0af7651916cd43dd8448eb211c80319c";

function observed(flags: "00" | "01"): Registry {
  const registry = new Registry();
  new Counter({ name: "units_total", help: "Units.", labelNames: ["to"], registers: [registry] }).inc({ to: "b" }, 2);
  const histogram = tracedHistogram(registry, {
    name: "step_seconds",
    help: "Steps.",
    labelNames: ["step"] as const,
    buckets: [1, 5],
  });
  withTraceparent(`00-${TRACE}-b7ad6b7169203331-${flags}`, () => observeTraced(histogram, 3, { step: "scan" }));
  return registry;
}

test("OpenMetrics for whoever reads it: exemplars, counters named as it wants them, an end", async () => {
  const { contentType, text } = await expose(observed("01"), ACCEPT);
  expect(contentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  expect(text).toContain("# TYPE units counter\n");
  expect(text).toContain('units_total{to="b"} 2\n');
  expect(text).toMatch(
    new RegExp(
      `step_seconds_bucket\\{le="5",step="scan"\\} 1 # \\{trace_id="${TRACE}",span_id="b7ad6b7169203331"\\} 3 `,
    ),
  );
  expect(text.endsWith("# EOF\n")).toBe(true);
});

test("everybody else gets Prometheus' own format, also after somebody got the other", async () => {
  const registry = observed("01");
  const before = await expose(registry);
  await expose(registry, ACCEPT);
  const after = await expose(registry, "text/plain");
  expect(after).toEqual(before);
  expect(after.text).toContain("# TYPE units_total counter\n");
  expect(after.text).not.toContain("trace_id");
});

test("a trace that nobody keeps is no exemplar, and neither is none", async () => {
  expect((await expose(observed("00"), ACCEPT)).text).not.toContain("trace_id");
});

test("the usual metrics of the process are there, but those that are named wrongly", async () => {
  const { text } = await expose(openRegistry());
  expect(text).toContain("# TYPE nodejs_eventloop_lag_p99_seconds gauge");
  expect(text).toContain("# TYPE process_resident_memory_bytes gauge");
  expect(text).not.toMatch(/# TYPE \w+_total gauge/);
});
