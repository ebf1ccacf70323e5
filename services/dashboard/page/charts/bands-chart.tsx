import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { shortCount } from "../format/count.ts";
import { axisTicks } from "./axis.ts";
import { type Bands, untilNow } from "./bands.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { Figure, type FigureTable } from "./figure.tsx";

interface BandsChartProps {
  readonly title: string;
  readonly bands: Bands;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly table?: FigureTable;
}

/** Counts over time, band upon band. */
export function BandsChart({ title, bands, now, table }: BandsChartProps) {
  const { names } = bands;
  const moments = untilNow(bands.moments, now);
  const [first, last] = [moments[0]?.time ?? now, moments.at(-1)?.time ?? now];
  const { ticks, label } = axisTicks(first, last);
  const legend = names.map((name, band) => ({ name, band, count: moments.at(-1)?.counts[name] ?? 0 }));
  return (
    <Figure title={title} legend={legend} {...(table && { table })}>
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
            tickFormatter={shortCount}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip content={<ChartTooltip names={names} moments={moments} />} />
          {names.map((name, at) => (
            <Area
              key={name}
              type="stepAfter"
              stackId="bands"
              name={name}
              dataKey={({ counts }) => counts[name] ?? 0}
              stroke={`var(--band-${at})`}
              fill={`var(--band-${at})`}
              fillOpacity={0.75}
              isAnimationActive={false}
            />
          ))}
        </AreaChart>
      </ResponsiveContainer>
    </Figure>
  );
}
