import { Link } from "react-router";
import type { Life } from "../api/repositories.ts";
import { CommitName } from "../design/commit-name.tsx";
import { DataTable } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { dayText, momentText, spanText } from "../format/time.ts";
import { LifeBar } from "./life-bar.tsx";
import styles from "./lives-table.module.css";

interface LivesTableProps {
  readonly lives: readonly Life[];
  /** Where the bars begin: milliseconds since 1970. */
  readonly first: number;
}

export function LivesTable({ lives, first }: LivesTableProps) {
  const now = useNow(undefined);
  return (
    <DataTable
      of="uses over time"
      columns={[
        "Severity",
        "Algorithm",
        "Where",
        "Came",
        "Went",
        `${dayText(new Date(first).toISOString())} until today`,
      ]}
    >
      {lives.map((life) => (
        <tr key={`${life.id} ${life.opened.scan}`}>
          <td>
            <SeverityBadge severity={life.severity} />
          </td>
          <td>
            <strong>{life.algorithm}</strong>
            <p className="soft small">{life.ruleId}</p>
          </td>
          <td className={`mono ${styles.where}`}>{life.path}</td>
          <td className={styles.moment}>
            <Came life={life} />
          </td>
          <td className={styles.moment}>
            {life.closed ? <Event event={life.closed} /> : <span className="soft">still there</span>}
          </td>
          <td>
            <LifeBar life={life} first={first} now={now} />
            <p className="soft small">{spanText(lengthOf(life, now))}</p>
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

function lengthOf({ opened, closed }: Life, now: number): number {
  return Math.max(0, (closed ? Date.parse(closed.time) : now) - Date.parse(opened.time));
}

function Came({ life }: { readonly life: Life }) {
  const { opened, reopens } = life;
  return (
    <>
      <Event event={opened} />
      {opened.before && <p className="soft small">with the first scan or before</p>}
      {reopens && <p className="soft small">was gone before</p>}
    </>
  );
}

type Moment = Pick<Life["opened"], "scan" | "commit" | "time" | "cause">;

function Event({ event }: { readonly event: Moment }) {
  return (
    <>
      <Link to={`/scans/${event.scan}`}>{momentText(event.time)}</Link>{" "}
      <p className="small">
        <CommitName commit={event.commit} />
        {event.cause === "ruleset" && <span className="soft"> by other rules</span>}
      </p>
    </>
  );
}
