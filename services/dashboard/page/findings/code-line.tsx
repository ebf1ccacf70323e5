import styles from "./code-line.module.css";

/** The line of code as the server keeps it: secrets are masked, and a long line is cut. */
export function CodeLine({ line, snippet }: { readonly line: number; readonly snippet: string }) {
  return (
    <pre className={styles.code}>
      <span className={styles.line} aria-hidden="true">
        {line}
      </span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse */}
      <code className={styles.text} tabIndex={0}>
        {snippet}
      </code>
    </pre>
  );
}
