import { Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import type { FilterKey } from "../findings/filter-kinds.ts";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import { FileErrorsPanel } from "./file-errors-panel.tsx";
import { FixedPanel } from "./fixed-panel.tsx";
import styles from "./result-tabs.module.css";
import { UnitsPanel } from "./units-panel.tsx";

/** What only several repositories differ in. */
const OF_OTHERS: readonly FilterKey[] = ["team", "tag", "target"];

const TABS = ["findings", "fixed", "errors", "units"] as const;

/** Findings, what is gone since the scan before, the files that have something wrong, and how it was scanned. Which of them is shown stands in the address. */
export function ResultTabs({ scan }: { readonly scan: Scan }) {
  const [search, setSearch] = useSearchParams();
  const compared = scan.changes?.since !== undefined;
  const tab = TABS.find((each) => each === search.get("show")) ?? "findings";
  const change = (next: string | null) => setSearch(next === null || next === "findings" ? {} : { show: next });
  return (
    <Card flush>
      <Tabs value={tab} onChange={change} keepMounted={false}>
        <Tabs.List className={styles.tabs ?? ""}>
          <Tabs.Tab value="findings">Findings</Tabs.Tab>
          {compared && <Tabs.Tab value="fixed">Fixed</Tabs.Tab>}
          <Tabs.Tab value="errors">Files with errors</Tabs.Tab>
          <Tabs.Tab value="units">Units</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="findings">
          <FindingsPanel
            source={{ of: "scan", id: scan.id, target: scan.target }}
            without={compared ? OF_OTHERS : [...OF_OTHERS, "state"]}
            words={{ family: Object.keys(scan.summary?.byFamily ?? {}) }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="fixed">
          <FixedPanel scanId={scan.id} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <FileErrorsPanel scanId={scan.id} />
        </Tabs.Panel>
        <Tabs.Panel value="units">
          <UnitsPanel scan={scan} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
