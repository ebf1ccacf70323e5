import { Link } from "react-router";
import type { Repository } from "../api/repositories.ts";
import { ChangesText } from "../design/changes-text.tsx";
import { CommitName } from "../design/commit-name.tsx";
import { DataTable } from "../design/data-table.tsx";
import { Moment } from "../design/moment.tsx";
import { SeverityBar } from "../design/severity-bar.tsx";
import { TargetName } from "../design/target-name.tsx";
import { repositoryPath } from "../repository/address.ts";

interface RepositoriesTableProps {
  readonly repositories: readonly Repository[];
}

export function RepositoriesTable({ repositories }: RepositoriesTableProps) {
  return (
    <DataTable of="repositories" columns={["Repository", "Findings", "Against the scan before", "Commit", "Scanned"]}>
      {repositories.map(({ target, scan }) => (
        <tr key={target}>
          <td>
            <TargetName target={target} to={repositoryPath(target)} />
          </td>
          <td>{scan.summary && <SeverityBar counts={scan.summary.bySeverity} />}</td>
          <td>
            <ChangesText changes={scan.changes} />
          </td>
          <td>
            <CommitName commit={scan.commit} refName={scan.ref} />
          </td>
          <td>
            <Link to={`/scans/${scan.id}`}>
              <Moment iso={scan.finishedAt ?? scan.createdAt} />
            </Link>
          </td>
        </tr>
      ))}
    </DataTable>
  );
}
