import type { ReactNode } from "react";
import styles from "./page-head.module.css";
import { usePageTitle } from "./page-title.ts";

interface PageHeadProps {
  readonly title: string;
  readonly about?: ReactNode;
  /** What can be done here. */
  readonly children?: ReactNode;
}

export function PageHead({ title, about, children }: PageHeadProps) {
  usePageTitle(title);
  return (
    <div className={styles.head}>
      <div className={styles.text}>
        <h1>{title}</h1>
        {about !== undefined && <div className={styles.about}>{about}</div>}
      </div>
      {children}
    </div>
  );
}
