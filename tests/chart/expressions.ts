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

export interface Expression {
  /** The alert, or the dashboard and panel, that it stands in. */
  readonly where: string;
  readonly expr: string;
  /** Whether the panel shows exemplars. */
  readonly exemplar?: boolean;
}

export const panels: readonly Expression[] = readdirSync(`${CHART}/dashboards`).flatMap((file) => {
  const { panels } = JSON.parse(readFileSync(`${CHART}/dashboards/${file}`, "utf8")) as {
    panels: { title: string; targets: Omit<Expression, "where">[] }[];
  };
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, exemplar = false }) => ({ where: `${file}: ${title}`, expr, exemplar })),
  );
});

export const expressions: readonly Expression[] = [
  ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
  ...panels,
];

/** Names of series, parts of histograms as such. */
export function metricsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:pqc_audit|process|nodejs)_\w+/g)].map(([name]) => name);
}
