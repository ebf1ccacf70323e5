import { Link, useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useQuarantine } from "../api/operations.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Moment } from "../design/moment.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { nameOfTarget } from "../format/target.ts";
import { repositoryPath } from "../repository/address.ts";

/** Files that failed or were quarantined in the newest scan of each repository. */
export function QuarantinePanel() {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const quarantine = useQuarantine(page);
  if (quarantine.isPending) return <Placeholder what="files" />;
  if (quarantine.data === undefined) return <FailureNotice error={quarantine.error} />;
  const { results, pages, total } = quarantine.data;
  if (total === 0) return <Empty>Every file of every repository could be scanned.</Empty>;
  return (
    <>
      <DataTable
        of="files that were not scanned"
        columns={["Repository", "File", "What became of it", "Reason", "Scanned"]}
      >
        {results.map(({ scan, target, path, status, message, finishedAt }) => (
          <tr key={`${scan} ${path}`}>
            <td>
              <Link to={repositoryPath(target)} title={target}>
                {nameOfTarget(target).name}
              </Link>
            </td>
            <td className="mono">{path}</td>
            <td>
              <Badge tone="critical">{status}</Badge>
            </td>
            <td className="wide">{message}</td>
            <td>
              <Link to={`/scans/${scan}`}>
                <Moment iso={finishedAt} />
              </Link>
            </td>
          </tr>
        ))}
      </DataTable>
      <Pager page={page} pages={pages} total={total} noun="file" onPage={(next) => setSearch(withPage(search, next))} />
    </>
  );
}
