import { useSearchParams } from "react-router";
import { withPage } from "../address/page-number.ts";
import { type FindingsSource, useFindings } from "../api/findings.ts";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { ExportFindings } from "./export-findings.tsx";
import { FilterBar } from "./filter-bar.tsx";
import type { FilterKey } from "./filter-kinds.ts";
import { activeFilters, filtersOf, withFilters, withOrder } from "./filters.ts";
import { FindingDrawer } from "./finding-drawer.tsx";
import { FindingsTable } from "./findings-table.tsx";
import { useOpened } from "./opened.ts";

interface FindingsPanelProps {
  readonly source: FindingsSource;
  /** Filters that make no sense here. */
  readonly without: readonly FilterKey[];
  readonly words?: Readonly<Partial<Record<FilterKey, readonly string[]>>>;
}

/** The finding explorer. Filters, page and the open finding are the address's. */
export function FindingsPanel({ source, without, words }: FindingsPanelProps) {
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search, without);
  const findings = useFindings(source, filters);
  const { data } = findings;
  const opened = useOpened(
    findings.isPending ? undefined : (data?.results ?? []),
    source.of === "scan" ? { target: source.target, scan: source.id } : {},
  );
  return (
    <>
      <FilterBar
        filters={filters}
        without={without}
        {...(words && { words })}
        onChange={(change) => setSearch(withFilters(search, change))}
        onOrder={(order) => setSearch(withOrder(search, order))}
      >
        {source.of !== "asset" && <ExportFindings source={source} filters={filters} />}
      </FilterBar>
      {findings.isError && <FailureNotice error={findings.error} title="The findings cannot be shown" />}
      {findings.isPending && <Placeholder what="findings" />}
      {data && (
        <div aria-busy={findings.isFetching}>
          {data.results.length > 0 ? (
            <FindingsTable findings={data.results} onOpen={opened.show} />
          ) : (
            <Empty>{activeFilters(filters).length > 0 ? "Nothing fits these filters." : "Nothing was found."}</Empty>
          )}
          <Pager
            page={filters.page}
            pages={data.pages}
            total={data.total}
            noun="finding"
            onPage={(page) => setSearch(withPage(search, page, page === filters.page + 1 ? data.next : undefined))}
          />
        </div>
      )}
      <FindingDrawer {...opened.drawer} />
    </>
  );
}
