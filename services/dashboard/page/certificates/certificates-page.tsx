import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { withPage } from "../address/page-number.ts";
import { useCertificates } from "../api/assets.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { FilterBar } from "../findings/filter-bar.tsx";
import { activeFilters, filtersOf, withFilters } from "../findings/filters.ts";
import { FindingDrawer } from "../findings/finding-drawer.tsx";
import { useKnownWords } from "../findings/known-words.ts";
import { useOpened } from "../findings/opened.ts";
import { PageHead } from "../shell/page-head.tsx";
import { CertificatesTable } from "./certificates-table.tsx";

const ExpiryPanel = lazy(async () => ({ default: (await import("./expiry-panel.tsx")).ExpiryPanel }));

/** What expires, by date, over all repositories. */
export function CertificatesPage() {
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const certificates = useCertificates(filters);
  const words = useKnownWords();
  const { data } = certificates;
  const opened = useOpened(data?.results ?? []);
  return (
    <>
      <PageHead
        title="Certificates"
        about="What was found in certificates, by when they expire; each has a key and a signature"
      />
      <Rooms>
        <Suspense fallback={<Placeholder what="the timeline" />}>
          <ExpiryPanel filters={filters} />
        </Suspense>
        <Card flush>
          <FilterBar
            filters={filters}
            front={["quantum", "expires", "path"]}
            words={words}
            onChange={(change) => setSearch(withFilters(search, change))}
          />
          {certificates.isError && (
            <FailureNotice error={certificates.error} onRetry={() => void certificates.refetch()} />
          )}
          {certificates.isPending && <Placeholder what="certificates" />}
          {data && (
            <div aria-busy={certificates.isFetching}>
              {data.results.length > 0 ? (
                <CertificatesTable certificates={data.results} onOpen={opened.show} />
              ) : (
                <Empty>
                  {activeFilters(filters).length > 0
                    ? "Nothing fits these filters."
                    : "Nothing that expires was found."}
                </Empty>
              )}
              <Pager
                page={filters.page}
                pages={data.pages}
                total={data.total}
                noun="finding"
                onPage={(page) => setSearch(withPage(search, page, page === filters.page + 1 ? data.next : undefined))}
              />
              <FindingDrawer {...opened.drawer} />
            </div>
          )}
        </Card>
      </Rooms>
    </>
  );
}
