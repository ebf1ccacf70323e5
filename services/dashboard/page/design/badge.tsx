import type { ReactNode } from "react";
import styles from "./badge.module.css";

export type Tone = "critical" | "high" | "medium" | "low" | "info" | "good" | "accent";

interface BadgeProps {
  readonly tone: Tone;
  /** Something goes on. */
  readonly live?: boolean;
  readonly children: ReactNode;
}

/** A word about a thing. Its colour says nothing that the word does not. */
export function Badge({ tone, live, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {live && <span className={styles.pulse} aria-hidden="true" />}
      {children}
    </span>
  );
}
