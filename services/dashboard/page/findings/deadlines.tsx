import type { Finding } from "../api/findings.ts";
import { Badge } from "../design/badge.tsx";
import { useNow } from "../design/now.ts";
import { dayText, distanceText } from "../format/time.ts";
import styles from "./deadlines.module.css";

type Deadline = Finding["deadlines"][number];

/** When something must have been done: earlier where secrets must stay secret beyond the mandate's day. */
function dueOf({ actBy, date }: Deadline): string {
  return actBy ?? date;
}

export function byDay(deadlines: readonly Deadline[]): readonly Deadline[] {
  return deadlines.toSorted((a, b) => dueOf(a).localeCompare(dueOf(b)));
}

export function FirstDeadline({ finding }: { readonly finding: Finding }) {
  const [first] = byDay(finding.deadlines);
  if (first === undefined) return <span className="soft">none</span>;
  return (
    <div className={styles.first}>
      <time dateTime={dueOf(first)}>{dayText(dueOf(first))}</time>
      <p className="soft small">{first.mandate}</p>
      {finding.overdue && <Badge tone="critical">overdue</Badge>}
    </div>
  );
}

export function Deadlines({ finding }: { readonly finding: Finding }) {
  const now = useNow(undefined);
  if (finding.deadlines.length === 0) return <p className="soft">No mandate says anything of this use.</p>;
  return (
    <ul className={styles.list}>
      {byDay(finding.deadlines).map((deadline) => (
        <li key={`${deadline.mandate} ${deadline.date} ${deadline.requirement}`} className={styles.deadline}>
          <div className={styles.day}>
            <time dateTime={deadline.date}>{dayText(deadline.date)}</time>
            <p className="soft small">{distanceText(deadline.date, now)}</p>
          </div>
          <div>
            <p>{deadline.requirement}</p>
            <p className="soft small">
              {deadline.mandate}
              {deadline.actBy !== undefined &&
                `; act by ${dayText(deadline.actBy)}, since what is encrypted must stay secret longer`}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
