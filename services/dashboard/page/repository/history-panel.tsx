import type { HistoryPoint } from "../api/repositories.ts";
import { BandsChart } from "../charts/bands-chart.tsx";
import { ChangesChart } from "../charts/changes-chart.tsx";
import { Card } from "../design/card.tsx";
import { useNow } from "../design/now.ts";
import { countText } from "../format/count.ts";
import { changesOf, seriesOf, VERDICTS } from "./series.ts";

interface HistoryPanelProps {
  /** From the oldest on. */
  readonly points: readonly HistoryPoint[];
  /** How many there are; the newest of them are shown. */
  readonly total: number;
}

/** How many uses there were over time. */
export function HistoryPanel({ points, total }: HistoryPanelProps) {
  const now = useNow(undefined);
  const drawn = VERDICTS.map(({ verdict, title }) => ({ verdict, title, bands: seriesOf(points, verdict) })).filter(
    ({ bands }) => bands.names.length > 0,
  );
  const changes = changesOf(points);
  return (
    <Card
      title="Open uses over time"
      aside={total > points.length && <p className="soft small">the last {countText(points.length)} scans</p>}
    >
      {drawn.length === 0 && <p className="soft">No scan has found cryptography that is broken or weak.</p>}
      {drawn.map(({ verdict, title, bands }) => (
        <BandsChart key={verdict} title={title} bands={bands} now={now} />
      ))}
      {changes.length > 0 && <ChangesChart title="Findings that came and went, scan by scan" changes={changes} />}
    </Card>
  );
}
