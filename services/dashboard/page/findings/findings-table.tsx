import { Link } from "react-router";
import type { FoundFinding } from "../api/findings.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable } from "../design/data-table.tsx";
import { nameOfTarget } from "../format/target.ts";
import { repositoryPath } from "../repository/address.ts";
import { FirstDeadline } from "./deadlines.tsx";
import styles from "./findings-table.module.css";
import { OpenFinding } from "./open-finding.tsx";
import { SeverityBadge } from "./severity-badge.tsx";
import { stateOf } from "./states.ts";
import { verdictText } from "./verdicts.ts";

interface FindingsTableProps {
  readonly findings: readonly FoundFinding[];
  readonly onOpen: (finding: FoundFinding) => void;
}

export function FindingsTable({ findings, onOpen }: FindingsTableProps) {
  return (
    <DataTable of="findings" columns={["Severity", "Algorithm", "Where", "Move to", "First deadline"]}>
      {findings.map((finding) => (
        <Row
          key={`${finding.target} ${finding.id} ${finding.path} ${finding.line}`}
          finding={finding}
          onOpen={onOpen}
        />
      ))}
    </DataTable>
  );
}

function Row({
  finding,
  onOpen,
}: {
  readonly finding: FoundFinding;
  readonly onOpen: (finding: FoundFinding) => void;
}) {
  const { severity, path, line, snippet, replacement, scope, suppressed, target } = finding;
  const state = stateOf(finding);
  return (
    <tr>
      <td>
        <SeverityBadge severity={severity} />
      </td>
      <td className={styles.algorithm}>
        <OpenFinding finding={finding} onOpen={onOpen} />
        <p className="soft small">{verdictText(finding)}</p>
        {suppressed && <p className={`soft small ${styles.suppressed}`}>accepted: {suppressed.reason}</p>}
      </td>
      <td className={styles.where}>
        {target !== undefined && (
          <p>
            <Link to={repositoryPath(target)} title={target}>
              {nameOfTarget(target).name}
            </Link>
          </p>
        )}
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
