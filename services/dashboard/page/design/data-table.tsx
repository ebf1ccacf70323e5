import type { ReactNode } from "react";
import styles from "./data-table.module.css";

/** Its name; of numbers where it says so, which stand on the right. */
export type Column = string | { readonly number: string };

interface DataTableProps {
  /** What it lists. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

/** A table that scrolls in itself where the window is narrow; by keyboard too. */
export function DataTable({ of, columns, children }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section className={styles.scroll} aria-label={`Table of ${of}`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === "string" ? (
                <th key={column} scope="col">
                  {column}
                </th>
              ) : (
                <th key={column.number} scope="col" className="number">
                  {column.number}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** In the place of a table without rows. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className={styles.empty}>{children}</div>;
}
