import { Link } from "react-router";
import type { Overview } from "../api/overview.ts";
import { Bars } from "../design/bars.tsx";
import { Card } from "../design/card.tsx";
import { SEVERITIES } from "../design/severities.ts";
import { countText } from "../format/count.ts";

export function SeveritiesPanel({ overview }: { readonly overview: Overview }) {
  const { bySeverity, byScope } = overview;
  const elsewhere = Object.entries(byScope).filter(([scope, count]) => scope !== "production" && count > 0);
  return (
    <Card title="Severity">
      <Bars
        bars={SEVERITIES.map((severity) => ({
          key: severity,
          name: <Link to={`/findings?severity=${severity}&suppressed=false`}>{severity}</Link>,
          count: bySeverity[severity],
          tone: severity,
        }))}
      />
      {elsewhere.length > 0 && (
        <p className="soft small">
          {countText(byScope.production ?? 0)} in production code;{" "}
          {elsewhere.map(([scope, count]) => `${countText(count)} ${scope}`).join(", ")}
        </p>
      )}
    </Card>
  );
}
