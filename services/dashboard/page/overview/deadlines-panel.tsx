import { Link } from "react-router";
import type { Overview } from "../api/overview.ts";
import { Badge } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { countText, plural } from "../format/count.ts";
import { dayText, distanceText } from "../format/time.ts";
import { daysOf } from "./deadlines.ts";
import styles from "./deadlines-panel.module.css";

/** What has to be gone by when, and who says so. */
export function DeadlinesPanel({ overview }: { readonly overview: Overview }) {
  const now = useNow(undefined);
  const days = daysOf(overview.byDeadline);
  return (
    <Card title="Deadlines" flush>
      {days.length === 0 ? (
        <Empty>No mandate sets a date for anything that was found.</Empty>
      ) : (
        <DataTable of="deadlines" columns={["By", "Mandates and their findings"]}>
          {days.map(({ date, overdue, mandates }) => (
            <tr key={date}>
              <td>
                <time dateTime={date}>{dayText(date)}</time> {overdue && <Badge tone="critical">overdue</Badge>}
                <p className="soft small">{distanceText(date, now)}</p>
              </td>
              <td>
                <ul className={styles.mandates}>
                  {mandates.map(({ mandate, findings, repositories }) => (
                    <li key={mandate}>
                      <Link to={`/findings?${new URLSearchParams({ mandate, suppressed: "false", lead: "0" })}`}>
                        {mandate}
                      </Link>
                      <span>
                        {countText(findings)}{" "}
                        <span className="soft small">in {plural(repositories, "repository", "repositories")}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Card>
  );
}
