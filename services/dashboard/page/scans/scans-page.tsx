import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { mayOperate, useIdentity } from "../api/identity.ts";
import { isActive, useScans } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { plural } from "../format/count.ts";
import { PageHead } from "../shell/page-head.tsx";
import { ScansTable } from "./scans-table.tsx";
import { SubmitScan } from "./submit-scan.tsx";

const SIZE = 25;

export function ScansPage() {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const scans = useScans(page, SIZE);
  const identity = useIdentity().data;
  const { data } = scans;
  const active = data?.results.filter(({ state }) => isActive(state)).length ?? 0;
  return (
    <>
      <PageHead title="Scans" about={active > 0 ? `${plural(active, "scan")} under way, shown live` : "Newest first"}>
        {mayOperate(identity) && <SubmitScan />}
      </PageHead>
      {scans.isError && <FailureNotice error={scans.error} onRetry={() => void scans.refetch()} />}
      {scans.isPending && <Placeholder what="scans" />}
      {data && (
        <Card flush>
          {data.results.length > 0 ? (
            <ScansTable scans={data.results} />
          ) : (
            <Empty>{data.total === 0 ? "Nothing was scanned yet." : "There is nothing on this page."}</Empty>
          )}
          <Pager
            page={page}
            pages={data.pages}
            total={data.total}
            noun="scan"
            onPage={(next) => setSearch(withPage(search, next))}
          />
        </Card>
      )}
    </>
  );
}
