import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import { Badge } from "../design/badge.tsx";

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <Badge tone={severity}>{severity}</Badge>;
}
