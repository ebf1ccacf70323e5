import { Bar, BarChart, ResponsiveContainer, Tooltip } from "recharts";
import { countText } from "../format/count.ts";
import { CountAxis, CountGrid, chartLook, NameAxis } from "./axes.tsx";
import styles from "./chart-tooltip.module.css";
import { Figure } from "./figure.tsx";

export interface Column {
  readonly name: string;
  readonly count: number;
  /** One that has to be looked at. */
  readonly urgent?: boolean;
}

interface ColumnsChartProps {
  readonly title: string;
  /** What is counted, and what each column is. */
  readonly noun: string;
  readonly by: string;
  readonly columns: readonly Column[];
}

/** Counts side by side, each by its name. */
export function ColumnsChart({ title, noun, by, columns }: ColumnsChartProps) {
  const data = columns.map(({ name, count, urgent }) => ({
    name,
    count,
    fill: urgent ? "var(--bar-critical)" : "var(--band-0)",
  }));
  return (
    <Figure title={title} table={{ head: [by, noun], rows: columns.map(({ name, count }) => [name, count]) }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} {...chartLook()}>
          <CountGrid />
          <NameAxis />
          <CountAxis />
          <Tooltip
            cursor={{ fill: "var(--surface-hover)" }}
            content={<ColumnTooltip columns={columns} noun={noun} />}
          />
          <Bar dataKey="count" name={noun} radius={[3, 3, 0, 0]} maxBarSize={40} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </Figure>
  );
}

interface ColumnTooltipProps {
  readonly columns: readonly Column[];
  readonly noun: string;
  /** Given by the chart. */
  readonly label?: string | number;
  readonly active?: boolean;
}

function ColumnTooltip({ columns, noun, label, active }: ColumnTooltipProps) {
  const column = columns.find(({ name }) => name === label);
  if (active !== true || column === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <strong>{column.name}</strong>
      <p>
        {noun}: {countText(column.count)}
      </p>
    </div>
  );
}
