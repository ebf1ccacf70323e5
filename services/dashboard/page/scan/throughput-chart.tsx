import { type LinePoint, LinesChart } from "../charts/lines-chart.tsx";
import { countText } from "../format/count.ts";
import { CONTENTS } from "./throughput.ts";

const LINES = [{ name: CONTENTS, band: 0 }];
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const SHOWN = 20;

/** Contents that all workers scan in a second. */
export function ThroughputChart({ points }: { readonly points: readonly LinePoint[] }) {
  const timeText = (time: number) => CLOCK.format(time);
  const rows = points
    .slice(-SHOWN)
    .toReversed()
    .map(({ time, values }) => [timeText(time), countText(values[CONTENTS] ?? 0)]);
  return (
    <LinesChart
      title="Throughput"
      lines={LINES}
      points={points}
      timeText={timeText}
      table={{ head: ["Time", CONTENTS], rows }}
    />
  );
}
