import type { ReactNode } from "react";
import styles from "./facts.module.css";

interface FactsProps {
  /** What has no value is left out. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names and their values, one below the other. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== "")
        .flatMap(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
    </dl>
  );
}
