import type { ReactNode } from "react";
import { countText } from "../format/count.ts";
import type { Tone } from "./badge.tsx";
import styles from "./bars.module.css";

export interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  readonly count: number;
  readonly tone: Tone;
}

/** Counts side by side, each as long as it is many. */
export function Bars({ bars }: { readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className={styles.bars}>
      {bars.map(({ key, name, count, tone }) => (
        <li key={key} className={styles.row}>
          <span>{name}</span>
          <div className={styles.track} aria-hidden="true">
            {count > 0 && (
              <div className={styles.fill} data-tone={tone} style={{ width: `${(100 * count) / most}%` }} />
            )}
          </div>
          <span className="number">{countText(count)}</span>
        </li>
      ))}
    </ul>
  );
}
