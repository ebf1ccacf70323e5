import { Tabs } from "@mantine/core";
import { Link, useParams, useSearchParams } from "react-router";
import { useFindings } from "../api/findings.ts";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { filtersOf } from "../findings/filters.ts";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import { classicalText, quantumText } from "../findings/verdicts.ts";
import { NotFoundPage } from "../shell/not-found-page.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { ASSETS_PATH } from "./address.ts";
import { OF_ASSETS } from "./asset-filters.ts";
import styles from "./asset-page.module.css";
import { AssetRepositories } from "./asset-repositories.tsx";

const TABS = ["repositories", "findings"] as const;
const EVERYTHING = filtersOf(new URLSearchParams());

/** One asset: which repositories have it, and where. */
export function AssetPage() {
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  // What an asset is, each of its findings is.
  const all = useFindings({ of: "asset", id }, EVERYTHING);
  if (all.isPending) return <Placeholder what="the asset" />;
  if (all.data === undefined) return <FailureNotice error={all.error} onRetry={() => void all.refetch()} />;
  const [example] = all.data.results;
  if (example === undefined) return <NotFoundPage />;
  const tab = TABS.find((each) => each === search.get("show")) ?? "repositories";
  const { keySize, curve, library, purpose, usage, quantum, classical, replacement, algorithm } = example;
  return (
    <>
      <PageHead
        title={algorithm}
        about={
          <p>
            {purpose}, {usage}
            {library !== undefined && `, ${library}`} · <Link to={ASSETS_PATH}>all assets</Link>
          </p>
        }
      />
      <Rooms>
        <Card title="What it is">
          <Facts
            facts={[
              ["To a quantum computer", quantumText(quantum)],
              ["Today", classicalText(classical)],
              ["Key size", keySize === undefined ? undefined : `${keySize} bits`],
              ["Curve", curve],
              ["Move to", replacement && `${replacement.algorithm}, ${replacement.standard}`],
            ]}
          />
        </Card>
        <Card flush>
          <Tabs
            value={tab}
            onChange={(next) => setSearch(next === null || next === "repositories" ? {} : { show: next })}
            keepMounted={false}
          >
            <Tabs.List className={styles.tabs ?? ""}>
              <Tabs.Tab value="repositories">Repositories</Tabs.Tab>
              <Tabs.Tab value="findings">Findings</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="repositories">
              <AssetRepositories id={id} />
            </Tabs.Panel>
            <Tabs.Panel value="findings">
              <FindingsPanel source={{ of: "asset", id }} without={OF_ASSETS} />
            </Tabs.Panel>
          </Tabs>
        </Card>
      </Rooms>
    </>
  );
}
