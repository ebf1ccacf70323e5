import type { FoundFinding } from "../api/findings.ts";
import styles from "./open-finding.module.css";

interface OpenFindingProps {
  readonly finding: FoundFinding;
  readonly onOpen: (finding: FoundFinding) => void;
}

/** A finding's algorithm, which shows all that is known of it. */
export function OpenFinding({ finding, onOpen }: OpenFindingProps) {
  return (
    <button type="button" className={styles.open} onClick={() => onOpen(finding)} aria-haspopup="dialog">
      {finding.algorithm}
    </button>
  );
}
