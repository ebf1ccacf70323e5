import { useSearchParams } from "react-router";
import { withPage } from "../address/page-number.ts";
import { useAssets } from "../api/assets.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { FilterBar } from "../findings/filter-bar.tsx";
import { activeFilters, filtersOf, withFilters } from "../findings/filters.ts";
import { useKnownWords } from "../findings/known-words.ts";
import { PageHead } from "../shell/page-head.tsx";
import { OF_PLACES } from "./asset-filters.ts";
import { AssetsTable } from "./assets-table.tsx";

/** Where is RSA-2048: equal uses of cryptography over all repositories. */
export function AssetsPage() {
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search, OF_PLACES);
  const assets = useAssets(filters);
  const words = useKnownWords();
  const { data } = assets;
  return (
    <>
      <PageHead
        title="Assets"
        about="The same algorithm, used for the same by the same library, over all repositories"
      />
      <Card flush>
        <FilterBar
          filters={filters}
          without={OF_PLACES}
          front={["severity", "algorithm", "family"]}
          words={words}
          onChange={(change) => setSearch(withFilters(search, change))}
        />
        {assets.isError && <FailureNotice error={assets.error} onRetry={() => void assets.refetch()} />}
        {assets.isPending && <Placeholder what="assets" />}
        {data && (
          <div aria-busy={assets.isFetching}>
            {data.results.length > 0 ? (
              <AssetsTable assets={data.results} />
            ) : (
              <Empty>
                {activeFilters(filters).length > 0 ? "No asset is like this." : "No repository was scanned yet."}
              </Empty>
            )}
            <Pager
              page={filters.page}
              pages={data.pages}
              total={data.total}
              noun="asset"
              onPage={(page) => setSearch(withPage(search, page))}
            />
          </div>
        )}
      </Card>
    </>
  );
}
