import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./tiles.module.css";

export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly about?: ReactNode;
  /** Where its findings are. */
  readonly to?: string | undefined;
  readonly tone?: "critical" | "high" | "medium" | "good" | undefined;
}

/** A few numbers that say how it stands. */
export function Tiles({ tiles }: { readonly tiles: readonly Tile[] }) {
  return (
    <dl className={styles.tiles}>
      {tiles.map(({ name, value, about, to, tone }) => (
        <div key={name} className={styles.tile} data-tone={tone}>
          <dt className={styles.name}>{to === undefined ? name : <Link to={to}>{name}</Link>}</dt>
          <dd className={styles.value}>{value}</dd>
          {about !== undefined && <dd className={styles.about}>{about}</dd>}
        </div>
      ))}
    </dl>
  );
}
