import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useFileErrors } from "../api/findings.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";

/** Files that are malformed, or that could not be scanned, each with its reason. */
export function FileErrorsPanel({ scanId }: { readonly scanId: string }) {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const errors = useFileErrors(scanId, page);
  if (errors.isPending) return <Placeholder what="files" />;
  if (errors.data === undefined) return <FailureNotice error={errors.error} />;
  const { results, pages, total } = errors.data;
  if (total === 0) return <Empty>Every file could be read.</Empty>;
  return (
    <>
      <DataTable of="files with errors" columns={["File", "What became of it", "Reason"]}>
        {results.map(({ path, status, message }) => (
          <tr key={`${path} ${status} ${message}`}>
            <td className="mono">{path}</td>
            <td>
              <Badge tone={status === "malformed" ? "medium" : "critical"}>{status}</Badge>
            </td>
            <td>{message}</td>
          </tr>
        ))}
      </DataTable>
      <Pager page={page} pages={pages} total={total} noun="file" onPage={(next) => setSearch(withPage(search, next))} />
    </>
  );
}
