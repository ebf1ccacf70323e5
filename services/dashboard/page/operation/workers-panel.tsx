import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useWorkers } from "../api/operations.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Moment } from "../design/moment.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { countText } from "../format/count.ts";
import styles from "./workers-panel.module.css";

const SPANS = [
  { value: "10", label: "in the last 10 minutes" },
  { value: "60", label: "in the last hour" },
  { value: "1440", label: "in the last day" },
];

/** Who has begun units lately, as the ledger knows them. */
export function WorkersPanel() {
  const [minutes, setMinutes] = useState("10");
  const workers = useWorkers(Number(minutes));
  return (
    <>
      <div className={styles.span}>
        <NativeSelect
          label="Began a unit"
          data={SPANS}
          value={minutes}
          onChange={(event) => setMinutes(event.currentTarget.value)}
        />
      </div>
      {workers.isPending && <Placeholder what="workers" />}
      {workers.isError && <FailureNotice error={workers.error} onRetry={() => void workers.refetch()} />}
      {workers.data?.results.length === 0 && <Empty>No worker has begun anything in this time.</Empty>}
      {workers.data !== undefined && workers.data.results.length > 0 && (
        <DataTable
          of="workers"
          columns={["Worker", "Now", { number: "Begun" }, { number: "Done" }, { number: "Failed" }, "Seen", "Engine"]}
        >
          {workers.data.results.map(({ id, engine, begun, done, failed, running, lastSeen }) => (
            <tr key={`${id} ${engine}`}>
              <td className="mono">{id}</td>
              <td>
                {running > 0 ? (
                  <Badge tone="accent" live>
                    {countText(running)} running
                  </Badge>
                ) : (
                  <span className="soft">idle</span>
                )}
              </td>
              <td className="number">{countText(begun)}</td>
              <td className="number">{countText(done)}</td>
              <td className="number">{countText(failed)}</td>
              <td>
                <Moment iso={lastSeen} />
              </td>
              <td>
                <code className="soft" title={engine}>
                  {engine.slice(0, 10)}
                </code>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  );
}
