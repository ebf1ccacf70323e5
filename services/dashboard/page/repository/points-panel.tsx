import { Link } from "react-router";
import type { HistoryPoint } from "../api/repositories.ts";
import { Badge } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { ChangesText } from "../design/changes-text.tsx";
import { CommitName } from "../design/commit-name.tsx";
import { DataTable } from "../design/data-table.tsx";
import { SeverityBar } from "../design/severity-bar.tsx";
import { momentText } from "../format/time.ts";

const SHOWN = 50;

/** The scans that the chart is made of, newest first: the same in words. */
export function PointsPanel({ points }: { readonly points: readonly HistoryPoint[] }) {
  const newest = points.toReversed().slice(0, SHOWN);
  return (
    <Card title="Scans" flush>
      <DataTable of="scans of this repository" columns={["Scanned", "Commit", "Findings", "Against the scan before"]}>
        {newest.map(({ scan, time, commit, complete, summary, changes }) => (
          <tr key={scan}>
            <td>
              <Link to={`/scans/${scan}`}>{momentText(time)}</Link>{" "}
              {!complete && <Badge tone="medium">incomplete</Badge>}
            </td>
            <td>
              <CommitName commit={commit} />
            </td>
            <td>
              <SeverityBar counts={summary.bySeverity} />
            </td>
            <td>
              <ChangesText changes={changes} />
            </td>
          </tr>
        ))}
      </DataTable>
    </Card>
  );
}
