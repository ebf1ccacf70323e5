import type { Scan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { ChangesText } from "../design/changes-text.tsx";
import { Facts } from "../design/facts.tsx";
import { countText } from "../format/count.ts";
import { momentText, spanText } from "../format/time.ts";

/** What was looked at and what was not: all files of the commit, by what became of them. */
export function CoveragePanel({ scan }: { readonly scan: Scan }) {
  const { coverage, summary, changes, startedAt, finishedAt } = scan;
  if (coverage === undefined) return null;
  const skipped = Object.entries(coverage.skipped).map(([reason, count]) => `${countText(count)} ${reason}`);
  const countOf = (count: number | undefined) => (count ? countText(count) : undefined);
  return (
    <Card title="Coverage">
      <Facts
        facts={[
          ["Files", countText(coverage.present)],
          ["Scanned", countText(coverage.scanned)],
          ["Skipped", skipped.join(", ") || "none"],
          ["Failed", countOf(coverage.failed)],
          ["Quarantined", countOf(coverage.quarantined)],
          ["Decided at run time", countOf(summary?.unresolved)],
          ["Accepted", countOf(summary?.suppressed)],
          ["Against the scan before", changes?.since && <ChangesText changes={changes} />],
          ["Finished", finishedAt === undefined ? undefined : momentText(finishedAt)],
          ["Took", startedAt && finishedAt ? spanText(Date.parse(finishedAt) - Date.parse(startedAt)) : undefined],
        ]}
      />
    </Card>
  );
}
