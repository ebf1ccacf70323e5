import { useExpiries } from "../api/assets.ts";
import { ColumnsChart } from "../charts/columns-chart.tsx";
import { Card } from "../design/card.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { useNow } from "../design/now.ts";
import { Placeholder } from "../design/placeholder.tsx";
import type { Filters } from "../findings/filters.ts";
import { expiryColumns, expiryDays } from "./expiries.ts";

/** How many expire when. */
export function ExpiryPanel({ filters }: { readonly filters: Filters }) {
  const expiries = useExpiries(expiryDays(useNow(undefined)), filters);
  return (
    <Card title="Expiry">
      {expiries.isPending && <Placeholder what="the timeline" />}
      {expiries.isError && <FailureNotice error={expiries.error} onRetry={() => void expiries.refetch()} />}
      {expiries.data && (
        <ColumnsChart title="Expire within" noun="Findings" by="Within" columns={expiryColumns(expiries.data)} />
      )}
    </Card>
  );
}
