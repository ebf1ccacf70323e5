import { type ReactNode, useId } from "react";
import styles from "./card.module.css";

interface CardProps {
  readonly title?: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  /** What is inside reaches the edges: a table. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A section of a page, with its heading. */
export function Card({ title, aside, flush, children }: CardProps) {
  const id = useId();
  return (
    <section
      className={flush ? `${styles.card} ${styles.flush}` : styles.card}
      {...(title !== undefined && { "aria-labelledby": id })}
    >
      {title !== undefined && (
        <div className={styles.heading}>
          <h2 id={id}>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
