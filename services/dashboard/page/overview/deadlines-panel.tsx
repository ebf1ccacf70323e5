import { Link } from "react-router";
import type { Overview } from "../api/overview.ts";
import { Badge } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { countText } from "../format/count.ts";
import { dayText, distanceText } from "../format/time.ts";

/** What has to be gone by when, mandate by mandate. */
export function DeadlinesPanel({ overview }: { readonly overview: Overview }) {
  const now = useNow(undefined);
  const { byDeadline } = overview;
  return (
    <Card title="Deadlines" flush>
      {byDeadline.length === 0 ? (
        <Empty>No mandate sets a date for anything that was found.</Empty>
      ) : (
        <DataTable of="deadlines" columns={["By", "Mandate", { number: "Findings" }, { number: "Repositories" }]}>
          {byDeadline.map(({ mandate, date, findings, repositories, overdue }) => (
            <tr key={`${mandate} ${date}`}>
              <td>
                <time dateTime={date}>{dayText(date)}</time> {overdue && <Badge tone="critical">overdue</Badge>}
                <p className="soft small">{distanceText(date, now)}</p>
              </td>
              <td>
                <Link to={`/findings?${new URLSearchParams({ mandate, suppressed: "false", lead: "0" })}`}>
                  {mandate}
                </Link>
              </td>
              <td className="number">{countText(findings)}</td>
              <td className="number">{countText(repositories)}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </Card>
  );
}
