/** What a person fills in of a repository, made what the API takes, and back. */
import type { FactsGiven, RepositoryFacts } from "../api/facts.ts";

export interface FactsText {
  readonly owner: string;
  readonly team: string;
  readonly tags: readonly string[];
  readonly dataClass: string;
  readonly confidentialityYears: string;
  readonly criticality: string;
}

export const CRITICALITIES = ["low", "medium", "high", "critical"] as const;

export function textOfFacts(facts: RepositoryFacts): FactsText {
  const { owner = "", team = "", tags, dataClass = "", confidentialityYears, criticality = "" } = facts;
  return { owner, team, tags, dataClass, confidentialityYears: confidentialityYears?.toString() ?? "", criticality };
}

export function factsOfText(target: string, text: FactsText): FactsGiven {
  const [owner, team, dataClass, years] = [text.owner, text.team, text.dataClass, text.confidentialityYears].map(
    (each) => each.trim(),
  );
  const criticality = CRITICALITIES.find((each) => each === text.criticality);
  return {
    target,
    tags: text.tags.flatMap((tag) => tag.split(/[\s,]+/).filter((word) => word !== "")),
    ...(owner && { owner }),
    ...(team && { team }),
    ...(dataClass && { dataClass }),
    ...(years && { confidentialityYears: Number(years) }),
    ...(criticality && { criticality }),
  };
}
