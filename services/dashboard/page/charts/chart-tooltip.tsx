import { countText } from "../format/count.ts";
import { momentText } from "../format/time.ts";
import type { Moment } from "./bands.ts";
import styles from "./chart-tooltip.module.css";

interface ChartTooltipProps {
  readonly names: readonly string[];
  readonly moments: readonly Moment[];
  /** Given by the chart: the time that is pointed at. */
  readonly label?: string | number;
  readonly active?: boolean;
}

/** What was open at the moment that is pointed at. */
export function ChartTooltip({ names, moments, label, active }: ChartTooltipProps) {
  const moment = moments.find(({ time }) => time === Number(label));
  if (active !== true || moment === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <p>
        <strong>{momentText(new Date(moment.time).toISOString())}</strong>
      </p>
      <ul className={styles.counts}>
        {names
          .filter((name) => (moment.counts[name] ?? 0) > 0)
          .map((name) => (
            <li key={name}>
              {name} {countText(moment.counts[name] ?? 0)}
            </li>
          ))}
      </ul>
      <p className="soft">{countText(moment.total)} in all</p>
    </div>
  );
}
