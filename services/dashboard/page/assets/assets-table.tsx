import { Link } from "react-router";
import type { Asset } from "../api/assets.ts";
import { DataTable } from "../design/data-table.tsx";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { verdictText } from "../findings/verdicts.ts";
import { countText } from "../format/count.ts";
import { dayText } from "../format/time.ts";
import { assetPath } from "./address.ts";

export function AssetsTable({ assets }: { readonly assets: readonly Asset[] }) {
  return (
    <DataTable
      of="assets"
      columns={[
        "Algorithm",
        "Worst",
        "Purpose",
        "Library",
        { number: "Findings" },
        { number: "Repositories" },
        "First deadline",
      ]}
    >
      {assets.map((asset) => {
        const { id, algorithm, worst, purpose, usage, library, findings, repositories, firstDeadline } = asset;
        return (
          <tr key={id}>
            <td>
              <Link to={assetPath(id)}>
                <strong>{algorithm}</strong>
              </Link>
              <p className="soft small">{verdictText(asset)}</p>
            </td>
            <td>
              <SeverityBadge severity={worst} />
            </td>
            <td>
              {purpose}
              <p className="soft small">{usage}</p>
            </td>
            <td>{library ?? <span className="soft">none</span>}</td>
            <td className="number">{countText(findings)}</td>
            <td className="number">{countText(repositories)}</td>
            <td>
              {firstDeadline ? (
                <>
                  <time dateTime={firstDeadline.date}>{dayText(firstDeadline.date)}</time>
                  <p className="soft small">{firstDeadline.mandate}</p>
                </>
              ) : (
                <span className="soft">none</span>
              )}
            </td>
          </tr>
        );
      })}
    </DataTable>
  );
}
