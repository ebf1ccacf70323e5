import { EXPORTERS } from "@pqc-audit/app/metrics-page.ts";
import { expose, openRegistry } from "@pqc-audit/platform/telemetry/registry.ts";
import { expect, test } from "vitest";
import { promtool } from "./promtool.ts";

test.each(Object.keys(EXPORTERS))("promtool has nothing to say of the metrics of %s", async (exporter) => {
  const registry = openRegistry();
  await EXPORTERS[exporter]?.(registry);
  const { text } = await expose(registry);
  expect(text).toContain("# TYPE pqc_audit_");
  expect(await promtool(["check", "metrics"], text)).toEqual({ passed: true, said: "" });
});

test("promtool does say when a name is wrong", async () => {
  const text = "# HELP pqc_audit_things_total Things.\n# TYPE pqc_audit_things_total gauge\npqc_audit_things_total 1\n";
  expect(await promtool(["check", "metrics"], text)).toMatchObject({ passed: false });
});

test("no two metrics of one process are the same family to OpenMetrics", async () => {
  const registry = openRegistry();
  for (const [exporter, register] of Object.entries(EXPORTERS)) if (exporter !== "canary") await register(registry);
  const families = registry.getMetricsAsArray().map(({ name }) => name.replace(/_total$/, ""));
  expect(families.filter((name, at) => families.indexOf(name) !== at)).toEqual([]);
});
