import { mayOperate, useIdentity } from "../api/identity.ts";
import { useRepository } from "../api/repositories.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { plural } from "../format/count.ts";
import { EditFacts } from "./edit-facts.tsx";

const CRITICALITY_TONES: Readonly<Record<string, Tone>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
};

/** Whose it is, what it holds, how much depends on it. */
export function FactsPanel({ target }: { readonly target: string }) {
  const repository = useRepository(target);
  const identity = useIdentity().data;
  if (repository.isError) return <FailureNotice error={repository.error} />;
  const facts = repository.data?.facts;
  if (facts === undefined) return null;
  const { owner, team, tags, dataClass, confidentialityYears: years, criticality } = facts;
  const nothing = [owner, team, dataClass, years, criticality].every((each) => each === undefined) && tags.length === 0;
  return (
    <Card title="About it" aside={mayOperate(identity) && <EditFacts target={target} facts={facts} />}>
      {nothing && (
        <p className="soft">Nobody has said yet whose it is, and how long what it encrypts has to stay secret.</p>
      )}
      <Facts
        facts={[
          ["Owner", owner],
          ["Team", team],
          ["Criticality", criticality && <Badge tone={CRITICALITY_TONES[criticality] ?? "info"}>{criticality}</Badge>],
          ["Data", dataClass],
          ["Stays secret", years === undefined ? undefined : `for ${plural(years, "year")}`],
          ["Tags", tags.join(", ")],
        ]}
      />
    </Card>
  );
}
