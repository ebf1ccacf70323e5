/** What the chart's alerts and dashboards ask Prometheus. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { CHART } from "./render.ts";

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

export const alerts = (
  parse(readFileSync(`${CHART}/files/alerts.yaml`, "utf8")) as { groups: { rules: Alert[] }[] }
).groups.flatMap(({ rules }) => rules);

/** Each with the alert, or the dashboard and panel, that it stands in. */
export const expressions: { where: string; expr: string }[] = alerts.map(({ alert, expr }) => ({ where: alert, expr }));
for (const file of readdirSync(`${CHART}/dashboards`)) {
  const { panels } = JSON.parse(readFileSync(`${CHART}/dashboards/${file}`, "utf8")) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  for (const { title, targets } of panels)
    for (const { expr } of targets) expressions.push({ where: `${file}: ${title}`, expr });
}

/** Names of series, parts of histograms as such. */
export function metricsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:pqc_audit|process|nodejs)_\w+/g)].map(([name]) => name);
}
