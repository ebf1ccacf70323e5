import { Link } from "react-router";
import type { Mandate } from "../api/policy.ts";
import { Badge } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { DataTable } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { dayText, distanceText } from "../format/time.ts";
import styles from "./mandate-card.module.css";
import { aboutText } from "./requirement-text.ts";

interface MandateCardProps {
  readonly mandate: Mandate;
  /** On this server, for stored findings. */
  readonly binds: boolean;
}

/** One mandate: what it requires by when, and where that was read. */
export function MandateCard({ mandate, binds }: MandateCardProps) {
  const { id, title, issuer, source, read, confidence, note, requirements } = mandate;
  const now = useNow(undefined);
  return (
    <Card
      title={title}
      aside={binds ? <Badge tone="good">binds here</Badge> : <Badge tone="info">when asked for</Badge>}
      flush
    >
      <div className={styles.about}>
        <p>
          <Link to={`/findings?${new URLSearchParams({ mandate: id, lead: "0", suppressed: "false" })}`}>
            <code>{id}</code>
          </Link>{" "}
          by {issuer}
        </p>
        <p className="soft small">
          {source}; read on {dayText(read)}, confidence {confidence}
        </p>
        {note !== undefined && <p className="soft small">{note}</p>}
      </div>
      <DataTable of={`requirements of ${id}`} columns={["Until", "Requires", "Of uses"]}>
        {requirements.map((requirement) => (
          <tr key={JSON.stringify(requirement)}>
            <td>
              <time dateTime={requirement.date}>{dayText(requirement.date)}</time>
              <p className="soft small">{distanceText(requirement.date, now)}</p>
            </td>
            <td className="wide">
              {requirement.requirement}
              {requirement.whenAsked && <p className="soft small">only where it is asked for by name</p>}
            </td>
            <td className="soft small wide">{aboutText(requirement)}</td>
          </tr>
        ))}
      </DataTable>
    </Card>
  );
}
