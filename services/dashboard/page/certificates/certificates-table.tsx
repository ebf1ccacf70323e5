import { Link } from "react-router";
import type { FoundFinding } from "../api/findings.ts";
import { Badge } from "../design/badge.tsx";
import { DataTable } from "../design/data-table.tsx";
import { useNow } from "../design/now.ts";
import { OpenFinding } from "../findings/open-finding.tsx";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { verdictText } from "../findings/verdicts.ts";
import { nameOfTarget } from "../format/target.ts";
import { dayText, distanceText } from "../format/time.ts";
import { repositoryPath } from "../repository/address.ts";

interface CertificatesTableProps {
  readonly certificates: readonly FoundFinding[];
  readonly onOpen: (finding: FoundFinding) => void;
}

export function CertificatesTable({ certificates, onOpen }: CertificatesTableProps) {
  const now = useNow(undefined);
  return (
    <DataTable of="certificates" columns={["Expires", "Algorithm", "Severity", "Where", "Move to"]}>
      {certificates.map((finding) => {
        const { target = "", id, path, line, expires = "", validFrom, serialNumber, severity, replacement } = finding;
        return (
          <tr key={`${target} ${id} ${path} ${line}`}>
            <td>
              <time dateTime={expires}>{dayText(expires)}</time>
              <p className="soft small">{distanceText(expires, now)}</p>
              {Date.parse(expires) < now && <Badge tone="critical">expired</Badge>}
              {validFrom !== undefined && <p className="soft small">valid from {dayText(validFrom)}</p>}
            </td>
            <td>
              <OpenFinding finding={finding} onOpen={onOpen} />
              <p className="soft small">{verdictText(finding)}</p>
            </td>
            <td>
              <SeverityBadge severity={severity} />
            </td>
            <td>
              <Link to={repositoryPath(target)} title={target}>
                {nameOfTarget(target).name}
              </Link>
              <p className="mono">
                {path}:{line}
              </p>
              {serialNumber !== undefined && <p className="soft small mono">serial {serialNumber}</p>}
            </td>
            <td>{replacement?.algorithm}</td>
          </tr>
        );
      })}
    </DataTable>
  );
}
