import { Link, useSearchParams } from "react-router";
import type { Scan } from "../api/scans.ts";
import { Bars } from "../design/bars.tsx";
import { Card } from "../design/card.tsx";
import { SEVERITIES } from "../design/severities.ts";
import { withFilters } from "../findings/filters.ts";
import { countText, plural } from "../format/count.ts";
import { CoveragePanel } from "./coverage-panel.tsx";
import styles from "./summary-panel.module.css";

const MOST_FAMILIES = 8;

/** What a finished scan found, at a glance. */
export function SummaryPanel({ scan }: { readonly scan: Scan }) {
  const { summary } = scan;
  if (summary === undefined) return null;
  return (
    <div className={styles.panel}>
      <Severities counts={summary.bySeverity} total={summary.findings} />
      <Families counts={summary.byFamily} />
      <CoveragePanel scan={scan} />
    </div>
  );
}

interface SeveritiesProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

function Severities({ counts, total }: SeveritiesProps) {
  const [search] = useSearchParams();
  const only = (severity: (typeof SEVERITIES)[number]) =>
    `?${withFilters(new URLSearchParams(search), { severity: [severity] })}`;
  return (
    <Card title="Findings" aside={<span className={styles.total}>{countText(total)}</span>}>
      <Bars
        bars={SEVERITIES.map((severity) => ({
          key: severity,
          name: <Link to={only(severity)}>{severity}</Link>,
          count: counts[severity] ?? 0,
          tone: severity,
        }))}
      />
    </Card>
  );
}

function Families({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const families = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const others = families.length - MOST_FAMILIES;
  return (
    <Card title="Families">
      {families.length === 0 && <p className="soft">None.</p>}
      <Bars
        bars={families.slice(0, MOST_FAMILIES).map(([family, count]) => ({
          key: family,
          name: family,
          count,
          tone: "accent",
        }))}
      />
      {others > 0 && <p className="soft small">and {plural(others, "other family", "other families")}</p>}
    </Card>
  );
}
