import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { countText, shortCount } from "../format/count.ts";
import { axisTicks } from "./axis.ts";
import styles from "./chart-tooltip.module.css";
import { Figure, type FigureTable } from "./figure.tsx";

/** Colours of `tokens.css`. */
const BANDS = 6;

export interface LinePoint {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** By name of the line; a line has no value where it does not reach. */
  readonly values: Readonly<Record<string, number>>;
}

export interface ChartLine {
  readonly name: string;
  readonly band: number;
  /** Not what was, but what is expected. */
  readonly expected?: boolean;
}

interface LinesChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** From the oldest on. */
  readonly points: readonly LinePoint[];
  /** Days that matter, each with its name. */
  readonly marks?: readonly { readonly time: number; readonly name: string }[];
  /** Values hold until the next, rather than move towards it. */
  readonly steps?: boolean;
  readonly timeText: (time: number) => string;
  readonly table?: FigureTable;
}

/** Values over time, each a line. */
export function LinesChart({ title, lines, points, marks = [], steps, timeText, table }: LinesChartProps) {
  const times = [...points.map(({ time }) => time), ...marks.map(({ time }) => time)];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const { ticks, label } = axisTicks(first, last);
  return (
    <Figure
      title={title}
      legend={lines.map(({ name, band }) => ({ name, band: band % BANDS }))}
      {...(table && { table })}
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={[...points]} margin={{ top: 20, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
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
          <Tooltip content={<LinesTooltip lines={lines} points={points} timeText={timeText} />} />
          {marks.map(({ time, name }) => (
            <ReferenceLine
              key={`${time} ${name}`}
              x={time}
              stroke="var(--bar-critical)"
              strokeDasharray="4 3"
              label={{ value: name, position: "insideTopRight", fontSize: 12, fill: "var(--mantine-color-dimmed)" }}
            />
          ))}
          {lines.map(({ name, band, expected }) => (
            <Line
              key={name}
              type={steps ? "stepAfter" : "linear"}
              name={name}
              dataKey={({ values }: LinePoint) => values[name] ?? null}
              stroke={`var(--band-${band % BANDS})`}
              strokeWidth={2}
              {...(expected && { strokeDasharray: "6 4" })}
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </Figure>
  );
}

interface LinesTooltipProps extends Pick<LinesChartProps, "lines" | "points" | "timeText"> {
  /** Given by the chart. */
  readonly label?: string | number;
  readonly active?: boolean;
}

function LinesTooltip({ lines, points, timeText, label, active }: LinesTooltipProps) {
  const point = points.find(({ time }) => time === Number(label));
  if (active !== true || point === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <p>
        <strong>{timeText(point.time)}</strong>
      </p>
      <ul className={styles.counts}>
        {lines.flatMap(({ name }) => {
          const value = point.values[name];
          return value === undefined ? [] : [<li key={name}>{`${name} ${countText(value)}`}</li>];
        })}
      </ul>
    </div>
  );
}
