import { Area, AreaChart, ResponsiveContainer, Tooltip } from "recharts";
import { CountAxis, CountGrid, chartLook, TimeAxis } from "./axes.tsx";
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
  const legend = names.map((name, band) => ({ name, band, count: moments.at(-1)?.counts[name] ?? 0 }));
  return (
    <Figure title={title} legend={legend} {...(table && { table })}>
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={[...moments]} {...chartLook()}>
          <CountGrid />
          <TimeAxis first={first} last={last} />
          <CountAxis />
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
