import { Link, useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useFixed } from "../api/repositories.ts";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { momentText } from "../format/time.ts";

/** Uses that the scan before had, and this one has no more. */
export function FixedPanel({ scanId }: { readonly scanId: string }) {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const fixed = useFixed(scanId, page);
  if (fixed.isPending) return <Placeholder what="what is fixed" />;
  if (fixed.data === undefined) return <FailureNotice error={fixed.error} />;
  const { results, pages, total } = fixed.data;
  if (total === 0) return <Empty>Nothing is gone since the scan before.</Empty>;
  return (
    <>
      <DataTable of="uses that are gone" columns={["Severity", "Algorithm", "Where it was", "Came", "Why it is gone"]}>
        {results.map(({ id, severity, algorithm, path, opened, closed }) => (
          <tr key={`${id} ${opened.scan}`}>
            <td>
              <SeverityBadge severity={severity} />
            </td>
            <td>
              <strong>{algorithm}</strong>
            </td>
            <td className="mono">{path}</td>
            <td>
              <Link to={`/scans/${opened.scan}`}>{momentText(opened.time)}</Link>
            </td>
            <td>{closed?.cause === "ruleset" ? "other rules, the code is the same" : "the code has changed"}</td>
          </tr>
        ))}
      </DataTable>
      <Pager page={page} pages={pages} total={total} noun="use" onPage={(next) => setSearch(withPage(search, next))} />
    </>
  );
}
