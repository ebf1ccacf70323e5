import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis } from "recharts";
import { countText, shortCount } from "../format/count.ts";
import { CountAxis, CountGrid, chartLook } from "./axes.tsx";
import styles from "./chart-tooltip.module.css";
import { Figure } from "./figure.tsx";

export interface Change {
  readonly key: string;
  /** When, in words. */
  readonly name: string;
  readonly came: number;
  readonly went: number;
}

interface ChangesChartProps {
  readonly title: string;
  /** From the oldest on. */
  readonly changes: readonly Change[];
}

/** What came stands above the line, what went below. */
export function ChangesChart({ title, changes }: ChangesChartProps) {
  const data = changes.map(({ key, came, went }) => ({ key, came, gone: -went }));
  const legend = [
    { name: "came", band: 2, count: sumOf(changes.map(({ came }) => came)) },
    { name: "went", band: 1, count: sumOf(changes.map(({ went }) => went)) },
  ];
  const rows = changes.toReversed().map(({ name, came, went }) => [name, came, went]);
  return (
    <Figure title={title} legend={legend} table={{ head: ["Scan", "Came", "Went"], rows }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} stackOffset="sign" {...chartLook()}>
          <CountGrid />
          <XAxis dataKey="key" hide />
          <CountAxis text={(value) => shortCount(Math.abs(value))} />
          <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
          <Tooltip cursor={{ fill: "var(--surface-hover)" }} content={<ChangeTooltip changes={changes} />} />
          <Bar dataKey="came" stackId="changes" fill="var(--band-2)" maxBarSize={32} isAnimationActive={false} />
          <Bar dataKey="gone" stackId="changes" fill="var(--band-1)" maxBarSize={32} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </Figure>
  );
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

interface ChangeTooltipProps {
  readonly changes: readonly Change[];
  /** Given by the chart. */
  readonly label?: string | number;
  readonly active?: boolean;
}

function ChangeTooltip({ changes, label, active }: ChangeTooltipProps) {
  const change = changes.find(({ key }) => key === label);
  if (active !== true || change === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <strong>{change.name}</strong>
      <p>{countText(change.came)} came</p>
      <p>{countText(change.went)} went</p>
    </div>
  );
}
