import type { Life } from "../api/repositories.ts";
import styles from "./life-bar.module.css";

interface LifeBarProps {
  readonly life: Life;
  /** The time that the whole bar stands for: milliseconds since 1970. */
  readonly first: number;
  readonly now: number;
}

/** When, within the time that is known; the days stand beside it. */
export function LifeBar({ life, first, now }: LifeBarProps) {
  const share = (time: number) => Math.min(100, Math.max(0, (100 * (time - first)) / Math.max(1, now - first)));
  const from = share(Date.parse(life.opened.time));
  const to = Math.max(from, share(life.closed ? Date.parse(life.closed.time) : now));
  return (
    <div className={styles.track} aria-hidden="true">
      <div
        className={styles.life}
        data-verdict={life.verdict}
        style={{ left: `${Math.min(from, 98)}%`, width: `${to - from}%` }}
      />
    </div>
  );
}
