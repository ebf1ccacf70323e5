import { countText } from "../format/count.ts";
import { momentText } from "../format/time.ts";
import styles from "./chart-tooltip.module.css";
import type { Moment } from "./series.ts";

interface ChartTooltipProps {
  readonly families: readonly string[];
  readonly moments: readonly Moment[];
  /** Given by the chart: the time that is pointed at. */
  readonly label?: string | number;
  readonly active?: boolean;
}

/** What was open at the moment that is pointed at. */
export function ChartTooltip({ families, moments, label, active }: ChartTooltipProps) {
  const moment = moments.find(({ time }) => time === Number(label));
  if (active !== true || moment === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <p>
        <strong>{momentText(new Date(moment.time).toISOString())}</strong>
      </p>
      <ul className={styles.counts}>
        {families
          .filter((family) => (moment.counts[family] ?? 0) > 0)
          .map((family) => (
            <li key={family}>
              {family} {countText(moment.counts[family] ?? 0)}
            </li>
          ))}
      </ul>
      <p className="soft">{countText(moment.total)} in all</p>
    </div>
  );
}
