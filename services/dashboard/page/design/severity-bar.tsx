import { countText } from "../format/count.ts";
import { SEVERITIES } from "./severities.ts";
import styles from "./severity-bar.module.css";

interface SeverityBarProps {
  readonly counts: Readonly<Record<string, number>>;
}

/** How many of each, as a bar and in words. */
export function SeverityBar({ counts }: SeverityBarProps) {
  const present = SEVERITIES.flatMap((severity) => {
    const count = counts[severity] ?? 0;
    return count > 0 ? [{ severity, count }] : [];
  });
  if (present.length === 0) return <p className="soft small">none</p>;
  return (
    <div>
      <div className={styles.bar} aria-hidden="true">
        {present.map(({ severity, count }) => (
          <span key={severity} className={styles.part} data-severity={severity} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className={styles.text}>
        {present.map(({ severity, count }) => `${countText(count)} ${severity}`).join(", ")}
      </p>
    </div>
  );
}
