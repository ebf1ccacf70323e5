import { Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import { FileErrorsPanel } from "./file-errors-panel.tsx";
import styles from "./result-tabs.module.css";

/** Findings, and the files that have something wrong. Which of them is shown stands in the address. */
export function ResultTabs({ scan }: { readonly scan: Scan }) {
  const [search, setSearch] = useSearchParams();
  const tab = search.get("show") === "errors" ? "errors" : "findings";
  const change = (next: string | null) => setSearch(next === "errors" ? { show: "errors" } : {});
  return (
    <Card flush>
      <Tabs value={tab} onChange={change} keepMounted={false}>
        <Tabs.List className={styles.tabs ?? ""}>
          <Tabs.Tab value="findings">Findings</Tabs.Tab>
          <Tabs.Tab value="errors">Files with errors</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="findings">
          <FindingsPanel scanId={scan.id} compared={scan.changes?.since !== undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <FileErrorsPanel scanId={scan.id} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
