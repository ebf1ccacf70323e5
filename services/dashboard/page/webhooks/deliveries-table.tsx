import { useState } from "react";
import { type Delivery, useDeliveries } from "../api/webhooks.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Moment } from "../design/moment.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { countText } from "../format/count.ts";

const TONES: Readonly<Record<Delivery["state"], Tone>> = { waiting: "accent", delivered: "good", failed: "critical" };

/** What a webhook was told, or is still to be told, newest first. */
export function DeliveriesTable({ id, name }: { readonly id: string; readonly name: string }) {
  const [page, setPage] = useState(1);
  const deliveries = useDeliveries(id, page);
  const { data } = deliveries;
  if (deliveries.isPending) return <Placeholder what="deliveries" />;
  if (data === undefined) return <FailureNotice error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (data.total === 0) return <Empty>It was told nothing in the last two weeks.</Empty>;
  return (
    <>
      <DataTable of={`deliveries to ${name}`} columns={["Event", "State", { number: "Attempts" }, "Made", "Answer"]}>
        {data.results.map(({ id: delivery, event, state, attempts, createdAt, status, error }) => (
          <tr key={delivery}>
            <td className="mono">{event}</td>
            <td>
              <Badge tone={TONES[state]} live={state === "waiting"}>
                {state}
              </Badge>
            </td>
            <td className="number">{countText(attempts)}</td>
            <td>
              <Moment iso={createdAt} />
            </td>
            <td className="wide">
              {status}
              {error !== undefined && <p className="soft small">{error}</p>}
            </td>
          </tr>
        ))}
      </DataTable>
      <Pager page={page} pages={data.pages} total={data.total} noun="delivery" nouns="deliveries" onPage={setPage} />
    </>
  );
}
