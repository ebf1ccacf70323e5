import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { Card } from "../design/card.tsx";
import { DataTable } from "../design/data-table.tsx";
import { countText } from "../format/count.ts";
import { nameOfTarget } from "../format/target.ts";
import { effortText } from "./words.ts";

/** What would be left if some of it moved, beside what there is. */
export function WhatIfPanel({ plan: { totals, whatIf } }: { readonly plan: MigrationPlan }) {
  if (whatIf === undefined) return null;
  const { without, left } = whatIf;
  const rows = [
    ["Findings", countText(totals.findings), countText(left.findings)],
    ["Overdue", countText(totals.overdue), countText(left.overdue)],
    ["Blocked", countText(totals.blocked), countText(left.blocked)],
    ["Packages", countText(totals.packages), countText(left.packages)],
    ["Effort", effortText(totals.effort), effortText(left.effort)],
  ] as const;
  return (
    <Card
      title="What if these move"
      aside={
        <p className="soft small">
          {without.map((place) => (place.includes("://") ? nameOfTarget(place).name : place)).join(", ")}
        </p>
      }
      flush
    >
      <DataTable of="what would be left" columns={["What", { number: "Now" }, { number: "Left then" }]}>
        {rows.map(([name, now, then]) => (
          <tr key={name}>
            <td>{name}</td>
            <td className="number">{now}</td>
            <td className="number">{then}</td>
          </tr>
        ))}
      </DataTable>
    </Card>
  );
}
