import { Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { useQueue, useScanNews } from "../api/operations.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { Tiles } from "../design/tiles.tsx";
import { countText } from "../format/count.ts";
import { PageHead } from "../shell/page-head.tsx";
import { QuarantinePanel } from "./quarantine-panel.tsx";
import styles from "./queue-page.module.css";
import { WaitingTable } from "./waiting-table.tsx";
import { WorkersPanel } from "./workers-panel.tsx";

const TABS = ["waiting", "workers", "quarantine"] as const;

/** What waits, who works, and what could not be scanned. */
export function QueuePage() {
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((each) => each === search.get("show")) ?? "waiting";
  const page = pageOf(search);
  const queue = useQueue(tab === "waiting" ? page : 1);
  const live = useScanNews();
  if (queue.isPending) return <Placeholder what="the queue" />;
  if (queue.data === undefined) return <FailureNotice error={queue.error} onRetry={() => void queue.refetch()} />;
  const { results, total, pages, depth, heads } = queue.data;
  return (
    <>
      <PageHead title="Workers and queue" about={live ? "Shown live" : "Asked for every few seconds"} />
      <Rooms>
        <Tiles
          tiles={[
            { name: "Units outstanding", value: countText(depth.outstanding), about: "planned and not final" },
            { name: "Waiting", value: countText(depth.planned + depth.published), about: "not begun" },
            { name: "Being scanned", value: countText(depth.started), about: "begun by a worker" },
            { name: "To be planned", value: countText(depth.plans), about: "scans, and ranges of large trees" },
            {
              name: "Heads to look at",
              value: countText(heads),
              about: "repositories whose newest commit is asked for",
            },
          ]}
        />
        <Card flush>
          <Tabs
            value={tab}
            onChange={(next) => setSearch(next === null || next === "waiting" ? {} : { show: next })}
            keepMounted={false}
          >
            <Tabs.List className={styles.tabs ?? ""}>
              <Tabs.Tab value="waiting">Scans that wait or run</Tabs.Tab>
              <Tabs.Tab value="workers">Workers</Tabs.Tab>
              <Tabs.Tab value="quarantine">Not scanned</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="waiting">
              {results.length > 0 ? <WaitingTable scans={results} /> : <Empty>Nothing waits.</Empty>}
              <Pager
                page={page}
                pages={pages}
                total={total}
                noun="scan"
                onPage={(next) => setSearch(withPage(search, next))}
              />
            </Tabs.Panel>
            <Tabs.Panel value="workers">
              <WorkersPanel />
            </Tabs.Panel>
            <Tabs.Panel value="quarantine">
              <QuarantinePanel />
            </Tabs.Panel>
          </Tabs>
        </Card>
      </Rooms>
    </>
  );
}
