import { Link, useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useAssetRepositories } from "../api/assets.ts";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { TargetName } from "../design/target-name.tsx";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { countText } from "../format/count.ts";
import { repositoryPath } from "../repository/address.ts";

/** Repositories that have an asset, most findings first. */
export function AssetRepositories({ id }: { readonly id: string }) {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const repositories = useAssetRepositories(id, page);
  if (repositories.isPending) return <Placeholder what="repositories" />;
  if (repositories.data === undefined) return <FailureNotice error={repositories.error} />;
  const { results, pages, total } = repositories.data;
  if (total === 0) return <Empty>No repository that you may see has it.</Empty>;
  return (
    <>
      <DataTable of="repositories with this asset" columns={["Repository", "Worst", { number: "Findings" }, "Where"]}>
        {results.map(({ target, scan, findings, worst }) => (
          <tr key={target}>
            <td>
              <TargetName target={target} to={repositoryPath(target)} />
            </td>
            <td>
              <SeverityBadge severity={worst} />
            </td>
            <td className="number">{countText(findings)}</td>
            <td>
              <Link to={`?${new URLSearchParams({ show: "findings", target })}`}>Its findings</Link>
              <p className="small">
                <Link to={`/scans/${scan}`}>Newest scan</Link>
              </p>
            </td>
          </tr>
        ))}
      </DataTable>
      <Pager
        page={page}
        pages={pages}
        total={total}
        noun="repository"
        nouns="repositories"
        onPage={(next) => setSearch(withPage(search, next))}
      />
    </>
  );
}
