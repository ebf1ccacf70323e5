import { Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import { FileErrorsPanel } from "./file-errors-panel.tsx";
import { FixedPanel } from "./fixed-panel.tsx";
import styles from "./result-tabs.module.css";

const TABS = ["findings", "fixed", "errors"] as const;

/** Findings, what is gone since the scan before, and the files that have something wrong. Which of them is shown stands in the address. */
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
        </Tabs.List>
        <Tabs.Panel value="findings">
          <FindingsPanel scanId={scan.id} compared={compared} />
        </Tabs.Panel>
        <Tabs.Panel value="fixed">
          <FixedPanel scanId={scan.id} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <FileErrorsPanel scanId={scan.id} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
