import { readdirSync, readFileSync } from "node:fs";
import { PAGE } from "@pqc-audit/app/metrics-page.ts";
import { describe, expect, test } from "vitest";
import { type Alert, alerts, expressions, metricsIn } from "./expressions.ts";
import { CHART, manifestsOf } from "./render.ts";

/** Type and labels of every metric in docs/METRICS.md. */
const METRICS = new Map(
  [...readFileSync(PAGE, "utf8").matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \|/gm)].map(
    ([, name = "", type = "", labels = ""]) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label) },
    ],
  ),
);
/** Of prom-client, which docs/METRICS.md speaks of as the usual ones. */
const USUAL = ["process_resident_memory_bytes", "nodejs_eventloop_lag_p99_seconds"];
/** Added by whoever scrapes, and by histograms. */
const ADDED = ["namespace", "pod", "le"];
const PARTS: Readonly<Record<string, readonly string[]>> = { histogram: ["_bucket", "_sum", "_count"] };

test("docs/METRICS.md was read", () => {
  expect(METRICS.size).toBeGreaterThan(40);
  expect(METRICS.get("pqc_audit_findings")).toEqual({ type: "gauge", labels: ["severity", "family"] });
});

describe.each(expressions)("$where", ({ expr }) => {
  const names = metricsIn(expr);

  test("asks for metrics that exist, as what they are", () => {
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(exported(name) || USUAL.includes(name), name).toBe(true);
    for (const [, inside = ""] of expr.matchAll(/(?:rate|increase)\((\w+)/g))
      expect(inside).toMatch(/_(total|count|sum|bucket)$/);
  });

  test("selects and groups by labels that they have", () => {
    const known = [...ADDED, ...names.flatMap((name) => labelsOf(name))];
    const selected = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = ""]) => [
      ...inside.matchAll(/(\w+)\s*[=!]/g),
    ]);
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, inside = ""]) => [
      ...inside.matchAll(/(\w+)/g),
    ]);
    for (const [, label] of [...selected, ...grouped]) expect(known).toContain(label);
  });
});

function exported(name: string): boolean {
  const whole = METRICS.get(name);
  if (whole !== undefined) return whole.type !== "histogram";
  return base(name) !== undefined;
}

/** The histogram that a part belongs to. */
function base(name: string): string | undefined {
  for (const [type, parts] of Object.entries(PARTS)) {
    const part = parts.find((each) => name.endsWith(each));
    const histogram = part === undefined ? "" : name.slice(0, -part.length);
    if (METRICS.get(histogram)?.type === type) return histogram;
  }
  return undefined;
}

function labelsOf(name: string): readonly string[] {
  return METRICS.get(base(name) ?? name)?.labels ?? [];
}

test("every alert has a heading in the runbook, with what to do, and no other has one", async () => {
  const runbook = readFileSync(new URL("../../deploy/RUNBOOK.md", import.meta.url), "utf8");
  const entries = new Map(
    runbook
      .split(/^### /m)
      .slice(1)
      .map((part) => {
        const [heading = "", ...text] = part.split("\n");
        return [heading.trim(), text.join("\n")];
      }),
  );
  expect([...entries.keys()].filter((heading) => heading.startsWith("PqcAudit")).sort()).toEqual(
    alerts.map(({ alert }) => alert).sort(),
  );
  const rules = (await manifestsOf("cluster-hpa")).find(({ kind }) => kind === "PrometheusRule");
  const rendered: Alert[] = rules?.spec.groups.flatMap(({ rules }: { rules: Alert[] }) => rules);
  expect(rendered.map(({ alert }) => alert)).toEqual(alerts.map(({ alert }) => alert));
  for (const { alert, annotations, labels } of rendered) {
    expect(annotations.runbook_url).toBe(`https://git.example/pqc-audit/deploy/RUNBOOK.md#${alert.toLowerCase()}`);
    expect(["critical", "warning"]).toContain(labels.severity);
    expect(entries.get(alert)).toMatch(/\*\*Look\*\*[\s\S]*\*\*Do\*\*/);
  }
  // What Prometheus fills in was left to it.
  expect(JSON.stringify(rendered)).toContain("{{ $labels.namespace }}");
});

test("the dashboards arrive as they are", async () => {
  const maps = (await manifestsOf("cluster-hpa")).filter(({ metadata }) => metadata.labels?.grafana_dashboard === "1");
  expect(maps).toHaveLength(readdirSync(`${CHART}/dashboards`).length);
  for (const { data } of maps) {
    const [[name, text] = ["", ""]] = Object.entries(data ?? {});
    const file = `${CHART}/dashboards/${name.replace(/^pqc-audit-/, "")}`;
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, "utf8")));
  }
});

test("monitors find the ports that have metrics", async () => {
  for (const [name, scraped] of [
    ["cluster-hpa", ["aggregator", "canary", "coordinator", "worker"]],
    ["cluster-keda", ["aggregator", "coordinator", "worker"]],
    ["embedded-full", ["canary", "embedded"]],
  ] as const) {
    const manifests = await manifestsOf(name);
    const monitors = manifests.filter(({ kind }) => /^(Pod|Service)Monitor$/.test(kind));
    expect(monitors.map(({ spec }) => spec.selector.matchLabels["app.kubernetes.io/component"])).toEqual(scraped);
    for (const { kind, spec } of monitors) {
      const component = spec.selector.matchLabels["app.kubernetes.io/component"];
      const [endpoint] = spec.podMetricsEndpoints ?? spec.endpoints;
      expect(endpoint).toMatchObject({
        path: "/metrics",
        port: /aggregator|embedded/.test(component) ? "http" : "health",
      });
      if (kind === "PodMonitor") continue;
      const services = manifests.filter(
        (each) => each.kind === "Service" && each.metadata.labels?.["pqc-audit/metrics"] === "true",
      );
      const own = services.filter((each) => each.spec.selector["app.kubernetes.io/component"] === component);
      expect(own.map((each) => each.spec.ports[0].name)).toEqual([endpoint.port]);
    }
  }
});
