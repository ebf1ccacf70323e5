import type { ReactNode } from "react";
import { DataTable } from "../design/data-table.tsx";
import { countText } from "../format/count.ts";
import styles from "./figure.module.css";

export interface LegendEntry {
  readonly name: string;
  /** Which of the colours of bands. */
  readonly band: number;
  readonly count?: number | undefined;
}

/** What a chart shows, in rows. */
export interface FigureTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

interface FigureProps {
  readonly title: string;
  readonly legend?: readonly LegendEntry[];
  /** The same for who does not see the chart or wants the numbers; absent where it stands on the page anyway. */
  readonly table?: FigureTable;
  /** The chart. */
  readonly children: ReactNode;
}

/** A chart with its name, its colours in words, and its numbers. */
export function Figure({ title, legend = [], table, children }: FigureProps) {
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        {legend.length > 0 && (
          <ul className={styles.legend}>
            {legend.map(({ name, band, count }) => (
              <li key={name}>
                <span className={styles.swatch} data-band={band} aria-hidden="true" />
                {name} {count !== undefined && <strong>{countText(count)}</strong>}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <div className={styles.chart} aria-hidden="true">
        {children}
      </div>
      {table && (
        <details className={styles.numbers}>
          <summary>The same in numbers</summary>
          <DataTable
            of={`${title}, in numbers`}
            columns={table.head.map((name, at) => (at === 0 ? name : { number: name }))}
          >
            {table.rows.map((cells) => (
              <tr key={String(cells[0])}>
                {cells.map((cell, at) => (
                  <td key={table.head[at]} className={at === 0 ? "" : "number"}>
                    {typeof cell === "number" ? countText(cell) : cell}
                  </td>
                ))}
              </tr>
            ))}
          </DataTable>
        </details>
      )}
    </figure>
  );
}
