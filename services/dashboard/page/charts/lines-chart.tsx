import { Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip } from "recharts";
import { countText } from "../format/count.ts";
import { CountAxis, CountGrid, chartLook, TimeAxis } from "./axes.tsx";
import styles from "./chart-tooltip.module.css";
import { Figure, type FigureTable } from "./figure.tsx";

/** Colours of `tokens.css`. */
const BANDS = 8;

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
  /** Values hold until the next, rather than move towards it. */
  readonly steps?: boolean;
}

interface LinesChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** From the oldest on. */
  readonly points: readonly LinePoint[];
  /** Days that matter, each with its name. */
  readonly marks?: readonly { readonly time: number; readonly name: string }[];
  readonly timeText: (time: number) => string;
  /** What a value is called on the axis and where it is pointed at; a count where absent. */
  readonly valueText?: (value: number) => string;
  readonly table?: FigureTable;
}

/** Values over time, each a line. */
export function LinesChart({ title, lines, points, marks = [], timeText, valueText, table }: LinesChartProps) {
  const times = [...points.map(({ time }) => time), ...marks.map(({ time }) => time)];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return (
    <Figure
      title={title}
      legend={lines.map(({ name, band }) => ({ name, band: band % BANDS }))}
      {...(table && { table })}
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={[...points]} {...chartLook(20)}>
          <CountGrid />
          <TimeAxis first={first} last={last} />
          <CountAxis {...(valueText && { text: valueText })} />
          <Tooltip
            content={
              <LinesTooltip lines={lines} points={points} timeText={timeText} valueText={valueText ?? countText} />
            }
          />
          {marks.map(({ time, name }) => (
            <ReferenceLine
              key={`${time} ${name}`}
              x={time}
              stroke="var(--bar-critical)"
              strokeDasharray="4 3"
              label={{ value: name, position: "insideTopRight", fontSize: 12, fill: "var(--mantine-color-dimmed)" }}
            />
          ))}
          {lines.map(({ name, band, expected, steps }) => (
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
  readonly valueText: (value: number) => string;
  /** Given by the chart. */
  readonly label?: string | number;
  readonly active?: boolean;
}

function LinesTooltip({ lines, points, timeText, valueText, label, active }: LinesTooltipProps) {
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
          return value === undefined ? [] : [<li key={name}>{`${name} ${valueText(value)}`}</li>];
        })}
      </ul>
    </div>
  );
}
