import type { Scan } from "../api/scans.ts";
import { CommitName } from "../design/commit-name.tsx";
import { DataTable } from "../design/data-table.tsx";
import { Moment } from "../design/moment.tsx";
import { SeverityBar } from "../design/severity-bar.tsx";
import { TargetName } from "../design/target-name.tsx";
import { spanText } from "../format/time.ts";
import { StateBadge } from "./state-badge.tsx";

interface ScansTableProps {
  readonly scans: readonly Scan[];
}

export function ScansTable({ scans }: ScansTableProps) {
  return (
    <DataTable of="scans" columns={["Repository", "State", "Commit", "Findings", "Submitted", { number: "Took" }]}>
      {scans.map((scan) => (
        <tr key={scan.id}>
          <td>
            <TargetName target={scan.target} to={`/scans/${scan.id}`} />
          </td>
          <td>
            <StateBadge state={scan.state} />
          </td>
          <td>
            <CommitName commit={scan.commit} refName={scan.ref} />
          </td>
          <td>{scan.summary && <SeverityBar counts={scan.summary.bySeverity} />}</td>
          <td>
            <Moment iso={scan.createdAt} />
          </td>
          <td className="number">{tookText(scan)}</td>
        </tr>
      ))}
    </DataTable>
  );
}

function tookText({ startedAt, finishedAt }: Scan): string {
  if (startedAt === undefined || finishedAt === undefined) return "";
  return spanText(Date.parse(finishedAt) - Date.parse(startedAt));
}
