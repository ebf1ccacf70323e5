import { Progress } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { useNow } from "../design/now.ts";
import { bytesText } from "../format/bytes.ts";
import { countText } from "../format/count.ts";
import { spanText } from "../format/time.ts";
import { progressOf } from "./progress.ts";
import styles from "./progress-panel.module.css";
import { useThroughput } from "./throughput.ts";

// With the library of charts, which a finished scan does not need.
const ThroughputChart = lazy(async () => ({ default: (await import("./throughput-chart.tsx")).ThroughputChart }));

/** A scan while it runs. */
export function ProgressPanel({ scan }: { readonly scan: Scan }) {
  const now = useNow(1_000);
  const { percent, text } = progressOf(scan);
  const {
    unitsByState = {},
    contents = 0,
    contentsDone = 0,
    bytes = 0,
    bytesDone = 0,
    throughput,
  } = scan.progress ?? {};
  const points = useThroughput(scan);
  return (
    <Card title="Progress">
      <div className={styles.panel}>
        <p className={styles.text} role="status">
          {text}
        </p>
        <Progress.Root size="lg">
          <Progress.Section
            value={percent ?? 100}
            animated
            {...(percent === undefined && { color: "gray" })}
            aria-label="Progress of the scan"
            aria-valuetext={text}
          />
        </Progress.Root>
        <Facts
          facts={[
            ["Since", spanText(now - Date.parse(scan.startedAt ?? scan.createdAt))],
            ["Contents", contents > 0 && `${countText(contentsDone)} of ${countText(contents)}`],
            ["Bytes", bytes > 0 && `${bytesText(bytesDone)} of ${bytesText(bytes)}`],
            [
              "Now",
              throughput &&
                `${countText(throughput.contentsPerSecond)} contents, ${bytesText(throughput.bytesPerSecond)} a second`,
            ],
            [
              "Units",
              Object.entries(unitsByState)
                .map(([state, count]) => `${countText(count)} ${state}`)
                .join(", "),
            ],
            ["Asked for by", scan.requesters > 1 ? `${scan.requesters} requests` : undefined],
          ]}
        />
        {points.length > 1 && (
          <Suspense fallback={null}>
            <ThroughputChart points={points} />
          </Suspense>
        )}
      </div>
    </Card>
  );
}
