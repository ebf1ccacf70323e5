import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { countText } from "../format/count.ts";
import { axisTicks } from "./axis.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import styles from "./history-chart.module.css";
import type { Series } from "./series.ts";
import { untilNow } from "./series.ts";

interface HistoryChartProps {
  readonly title: string;
  readonly series: Series;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Open uses over time, family upon family. The table below says the same in words, for who does not see it. */
export function HistoryChart({ title, series, now }: HistoryChartProps) {
  const { families } = series;
  const moments = untilNow(series.moments, now);
  const [first, last] = [moments[0]?.time ?? now, moments.at(-1)?.time ?? now];
  const { ticks, label } = axisTicks(first, last);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        <ul className={styles.legend}>
          {families.map((family, at) => (
            <li key={family}>
              <span className={styles.swatch} data-band={at} aria-hidden="true" />
              {family} <strong>{countText(moments.at(-1)?.counts[family] ?? 0)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <div className={styles.chart} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={[...moments]} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="time"
              type="number"
              scale="time"
              domain={[first, Math.max(last, first + 1)]}
              ticks={[...ticks]}
              tickFormatter={label}
              stroke="var(--mantine-color-dimmed)"
              fontSize={12}
              tickLine={false}
            />
            <YAxis
              allowDecimals={false}
              width={44}
              stroke="var(--mantine-color-dimmed)"
              fontSize={12}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip content={<ChartTooltip families={families} moments={moments} />} />
            {families.map((family, at) => (
              <Area
                key={family}
                type="stepAfter"
                stackId="families"
                name={family}
                dataKey={({ counts }) => counts[family] ?? 0}
                stroke={`var(--band-${at})`}
                fill={`var(--band-${at})`}
                fillOpacity={0.75}
                isAnimationActive={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
