import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { type ForecastOf, useForecast } from "../api/plan.ts";
import { LinesChart } from "../charts/lines-chart.tsx";
import { Card } from "../design/card.tsx";
import { dayText } from "../format/time.ts";
import { burnDownLines } from "./burn-down.ts";
import { effortText } from "./words.ts";

interface BurnDownPanelProps {
  readonly plan: MigrationPlan;
  readonly filters: ForecastOf;
}

/** How much of the plan has to be done by each date of each mandate. */
export function BurnDownPanel({ plan, filters }: BurnDownPanelProps) {
  const forecast = useForecast(filters).data;
  const { lines, points } = burnDownLines(plan, forecast?.gone);
  const rows = plan.totals.burnDown.flatMap(({ mandate, steps }) =>
    steps.map(({ date, findings, effort }) => [`${dayText(date)}, ${mandate}`, findings, effortText(effort)]),
  );
  return (
    <Card title="Burn-down">
      {lines.length === 0 ? (
        <p className="soft">No mandate sets a date for anything here.</p>
      ) : (
        <LinesChart
          title="Share of the findings that may be left, by mandate"
          lines={lines}
          points={points}
          valueText={(value) => `${value} %`}
          timeText={(time) => dayText(new Date(time).toISOString())}
          table={{ head: ["By", "Have to be gone", "Effort until then"], rows }}
        />
      )}
    </Card>
  );
}
