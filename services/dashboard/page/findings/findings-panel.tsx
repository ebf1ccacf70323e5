import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useFindings } from "../api/findings.ts";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { activeFilters, filtersOf, withFilters } from "./filters.ts";
import { FindingDrawer } from "./finding-drawer.tsx";
import { FindingsTable } from "./findings-table.tsx";

interface FindingsPanelProps {
  readonly scanId: string;
  readonly compared: boolean;
}

/** Findings of a finished scan. Filters, page and the open finding are the address's. */
export function FindingsPanel({ scanId, compared }: FindingsPanelProps) {
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const findings = useFindings(scanId, filters);
  const opened = search.get("finding");
  const show = (id: string | undefined) => {
    const next = new URLSearchParams(search);
    if (id === undefined) next.delete("finding");
    else next.set("finding", id);
    setSearch(next);
  };
  const { data } = findings;
  return (
    <>
      <FilterBar
        filters={filters}
        without={compared ? [] : ["state"]}
        onChange={(change) => setSearch(withFilters(search, change))}
      />
      {findings.isError && <FailureNotice error={findings.error} title="The findings cannot be shown" />}
      {findings.isPending && <Placeholder what="findings" />}
      {data && (
        <div aria-busy={findings.isFetching}>
          {data.results.length > 0 ? (
            <FindingsTable findings={data.results} onOpen={show} />
          ) : (
            <Empty>{activeFilters(filters).length > 0 ? "Nothing fits these filters." : "Nothing was found."}</Empty>
          )}
          <Pager
            page={pageOf(search)}
            pages={data.pages}
            total={data.total}
            noun="finding"
            onPage={(page) => setSearch(withPage(search, page))}
          />
          <FindingDrawer finding={data.results.find(({ id }) => id === opened)} onClose={() => show(undefined)} />
        </div>
      )}
    </>
  );
}
