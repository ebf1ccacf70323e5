import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { countText, shortCount } from "../format/count.ts";
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
        <BarChart data={data} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" stroke="var(--mantine-color-dimmed)" fontSize={12} tickLine={false} />
          <YAxis
            allowDecimals={false}
            width={44}
            stroke="var(--mantine-color-dimmed)"
            fontSize={12}
            tickFormatter={shortCount}
            tickLine={false}
            axisLine={false}
          />
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
