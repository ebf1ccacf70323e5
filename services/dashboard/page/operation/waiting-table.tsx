import type { Queue } from "../api/operations.ts";
import { DataTable } from "../design/data-table.tsx";
import { Moment } from "../design/moment.tsx";
import { TargetName } from "../design/target-name.tsx";
import { countText } from "../format/count.ts";
import { StateBadge } from "../scans/state-badge.tsx";

/** Scans that are not final, in the order in which they are taken. */
export function WaitingTable({ scans }: { readonly scans: Queue["results"] }) {
  return (
    <DataTable
      of="scans that wait or run"
      columns={["Repository", "State", "Priority", "Submitted", { number: "Waiting" }, { number: "Being scanned" }]}
    >
      {scans.map(({ id, target, state, priority, createdAt, planned, published, started, ranges }) => (
        <tr key={id}>
          <td>
            <TargetName target={target} to={`/scans/${id}`} />
          </td>
          <td>
            <StateBadge state={state} />
            {ranges && (
              <p className="soft small">
                {countText(ranges.planned)} of {countText(ranges.all)} ranges planned
              </p>
            )}
          </td>
          <td>{priority}</td>
          <td>
            <Moment iso={createdAt} />
          </td>
          <td className="number">{countText(planned + published)}</td>
          <td className="number">{countText(started)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
