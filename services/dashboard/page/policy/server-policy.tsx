import type { Policy } from "../api/policy.ts";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { plural } from "../format/count.ts";

/** What this server decides, and what it leaves to repositories and people. */
export function ServerPolicy({ policy }: { readonly policy: Policy }) {
  const { mandates, leadMonths, repositories, exceptions } = policy;
  const rights = [
    [repositories.suppress, "accept findings"],
    [repositories.rescope, "say which scope and lifetime of data their files have"],
    [repositories.wrappers, "declare functions of their own"],
  ] as const;
  const left = rights.filter(([may]) => may).map(([, what]) => what);
  return (
    <Card title="This server">
      <Facts
        facts={[
          ["Judges by", mandates.join(", ") || "no mandate"],
          [
            "Overdue",
            leadMonths === undefined ? "once the day has passed" : `${plural(leadMonths, "month")} before the day`,
          ],
          ["Repositories may", left.join(", ") || "decide nothing of themselves"],
          ["Exceptions", `end after ${plural(exceptions.longestDays, "day")} at the latest`],
          ["Approved by", exceptions.approveOwn ? "any admin, also who asked" : "an admin who has not asked himself"],
        ]}
      />
    </Card>
  );
}
