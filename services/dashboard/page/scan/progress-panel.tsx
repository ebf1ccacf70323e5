import { Progress } from "@mantine/core";
import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { useNow } from "../design/now.ts";
import { spanText } from "../format/time.ts";
import { progressOf } from "./progress.ts";
import styles from "./progress-panel.module.css";

/** A scan while it runs; the page asks for it every second. */
export function ProgressPanel({ scan }: { readonly scan: Scan }) {
  const now = useNow(1_000);
  const { percent, text } = progressOf(scan);
  const states = Object.entries(scan.progress?.unitsByState ?? {});
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
            ["Units", states.map(([state, count]) => `${count} ${state}`).join(", ")],
            ["Asked for by", scan.requesters > 1 ? `${scan.requesters} requests` : undefined],
          ]}
        />
      </div>
    </Card>
  );
}
