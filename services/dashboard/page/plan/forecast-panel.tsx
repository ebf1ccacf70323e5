import type { Forecast } from "@pqc-audit/reports/plan/forecast.ts";
import { LinesChart } from "../charts/lines-chart.tsx";
import { Badge } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { DataTable } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { countText, plural } from "../format/count.ts";
import { dayText, distanceText } from "../format/time.ts";
import { forecastLines, forecastMarks } from "./forecast-lines.ts";
import styles from "./forecast-panel.module.css";
import { forecastText, MILESTONE_STATES, paceText } from "./words.ts";

/** When nothing is left at this pace, and how that stands to what mandates want. */
export function ForecastPanel({ forecast }: { readonly forecast: Forecast }) {
  const now = useNow(undefined);
  const { milestones, perYear } = forecast;
  // Without a trend they are the mandates' days alone, which the policy tells.
  const told = milestones.filter(({ state }) => state !== "unknown");
  return (
    <Card title="Forecast" flush>
      <div className={styles.words}>
        <p>{forecastText(forecast)}</p>
        <p className="soft small">
          {plural(forecast.uses, "use")} that a quantum computer breaks
          {perYear && `; ${paceText(perYear.mid)}`}, from {plural(forecast.observations, "scan")}.
        </p>
      </div>
      {new Set(forecast.points.map(({ date }) => date)).size > 1 && (
        <div className={styles.words}>
          <LinesChart
            title="Uses that a quantum computer breaks"
            {...forecastLines(forecast)}
            marks={forecastMarks(forecast)}
            timeText={(time) => dayText(new Date(time).toISOString())}
          />
        </div>
      )}
      {told.length > 0 && (
        <DataTable of="milestones" columns={["By", "Mandate", "Then", { number: "Left then" }]}>
          {told.map(({ mandate, date, requirement, state, lateDays, left }) => (
            <tr key={`${mandate} ${date} ${requirement}`}>
              <td>
                <time dateTime={date}>{dayText(date)}</time>
                <p className="soft small">{distanceText(date, now)}</p>
              </td>
              <td className="wide">
                {mandate}
                <p className="soft small">{requirement}</p>
              </td>
              <td>
                <Badge tone={MILESTONE_STATES[state].tone}>{MILESTONE_STATES[state].text}</Badge>
                {lateDays !== undefined && <p className="soft small">{plural(lateDays, "day")} late</p>}
              </td>
              <td className="number">{left === undefined ? "" : countText(left)}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </Card>
  );
}
