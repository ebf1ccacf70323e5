import type { Finding } from "../api/findings.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable } from "../design/data-table.tsx";
import { FirstDeadline } from "./deadlines.tsx";
import styles from "./findings-table.module.css";
import { SeverityBadge } from "./severity-badge.tsx";
import { stateOf } from "./states.ts";
import { verdictText } from "./verdicts.ts";

interface FindingsTableProps {
  readonly findings: readonly Finding[];
  readonly onOpen: (id: string) => void;
}

export function FindingsTable({ findings, onOpen }: FindingsTableProps) {
  return (
    <DataTable
      of="findings"
      head={
        <>
          <th scope="col">Severity</th>
          <th scope="col">Algorithm</th>
          <th scope="col">Where</th>
          <th scope="col">Move to</th>
          <th scope="col">First deadline</th>
        </>
      }
    >
      {findings.map((finding) => (
        <Row key={`${finding.id} ${finding.path} ${finding.line}`} finding={finding} onOpen={onOpen} />
      ))}
    </DataTable>
  );
}

function Row({ finding, onOpen }: { readonly finding: Finding; readonly onOpen: (id: string) => void }) {
  const { id, severity, algorithm, path, line, snippet, replacement, scope, suppressed } = finding;
  const state = stateOf(finding);
  return (
    <tr>
      <td>
        <SeverityBadge severity={severity} />
      </td>
      <td className={styles.algorithm}>
        <button type="button" className={styles.open} onClick={() => onOpen(id)} aria-haspopup="dialog">
          {algorithm}
        </button>
        <p className="soft small">{verdictText(finding)}</p>
        {suppressed && <p className={`soft small ${styles.suppressed}`}>accepted: {suppressed.reason}</p>}
      </td>
      <td className={styles.where}>
        <span className="mono">
          {path}:{line}
        </span>{" "}
        {scope !== "production" && <Badge tone="info">{scope}</Badge>}{" "}
        {state !== undefined && state !== "existing" && <Badge tone="accent">{state}</Badge>}
        <code className={styles.snippet}>{snippet}</code>
      </td>
      <td className={styles.replacement}>{replacement?.algorithm}</td>
      <td>
        <FirstDeadline finding={finding} />
      </td>
    </tr>
  );
}
