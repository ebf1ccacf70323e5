import { NativeSelect } from "@mantine/core";
import { useSearchParams } from "react-router";
import { withPage } from "../address/page-number.ts";
import { type HistoryPoint, type Track, useLives } from "../api/repositories.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import filters from "../design/filters.module.css";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { livesFilterOf, withLivesFilter } from "./lives-filter.ts";

import { LivesTable } from "./lives-table.tsx";

interface LivesPanelProps {
  readonly track: Track;
  /** From the oldest on: the time that bars are drawn over, and the families to choose from. */
  readonly points: readonly HistoryPoint[];
}

/** When each use came and when it went. */
export function LivesPanel({ track, points }: LivesPanelProps) {
  const [search, setSearch] = useSearchParams();
  const filter = livesFilterOf(search);
  const lives = useLives(track, filter);
  const choose = (key: "state" | "verdict" | "family", value: string) =>
    setSearch(withLivesFilter(search, { [key]: value }));
  const families = new Set(points.flatMap(({ uses }) => Object.values(uses).flatMap((counts) => Object.keys(counts))));
  if (filter.family !== undefined) families.add(filter.family);
  const { data } = lives;
  return (
    <Card title="When each use came and went" flush>
      <search className={filters.filters} aria-label="Filters of uses">
        <NativeSelect
          label="State"
          value={filter.state ?? ""}
          onChange={(event) => choose("state", event.currentTarget.value)}
          data={[
            { value: "", label: "There or gone" },
            { value: "open", label: "Still there" },
            { value: "closed", label: "Gone" },
          ]}
        />
        <NativeSelect
          label="Verdict"
          value={filter.verdict ?? ""}
          onChange={(event) => choose("verdict", event.currentTarget.value)}
          data={[
            { value: "", label: "Any" },
            { value: "quantum-broken", label: "Broken by a quantum computer" },
            { value: "weak-today", label: "Weak or broken today" },
          ]}
        />
        <NativeSelect
          label="Family"
          value={filter.family ?? ""}
          onChange={(event) => choose("family", event.currentTarget.value)}
          data={[{ value: "", label: "Any" }, ...[...families].toSorted()]}
        />
      </search>
      {lives.isError && <FailureNotice error={lives.error} onRetry={() => void lives.refetch()} />}
      {lives.isPending && <Placeholder what="uses" />}
      {data && (
        <div aria-busy={lives.isFetching}>
          {data.results.length > 0 ? (
            <LivesTable lives={data.results} first={Date.parse(points[0]?.time ?? "")} />
          ) : (
            <Empty>No use is like this.</Empty>
          )}
          <Pager
            page={filter.page}
            pages={data.pages}
            total={data.total}
            noun="use"
            onPage={(page) => setSearch(withPage(search, page))}
          />
        </div>
      )}
    </Card>
  );
}
