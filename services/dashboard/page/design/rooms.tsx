import type { ReactNode } from "react";
import styles from "./rooms.module.css";

/** Sections of a page, one below the other. */
export function Rooms({ children }: { readonly children: ReactNode }) {
  return <div className={styles.rooms}>{children}</div>;
}

/** Sections side by side, where there is room. */
export function SideBySide({ children }: { readonly children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}
