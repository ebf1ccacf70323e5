/** How many hours a package takes: the rule over the constants of `effort-table.ts`. */
import { isWrapperRule } from "@pqc-audit/scanner/wrappers/rule.ts";
import type { Finding } from "../model/finding.ts";
import {
  FILE_EFFORT,
  KIND_EFFORT,
  type PlaceEffort,
  UNRESOLVED_EFFORT,
  USAGE_EFFORT,
  VENDORED_EFFORT,
  WRAPPER_EFFORT,
} from "./effort-table.ts";
import type { Effort } from "./model.ts";
import type { WorkKind } from "./work-kind.ts";

export const NO_EFFORT: Effort = { low: 0, high: 0 };

export type UsePlaces = Pick<Finding, "ruleId" | "usage" | "scope" | "resolved"> & { readonly places: number };

/** `base(kind) + factor(kind) · Σ uses (first + (places - 1) · further) + unresolved + files`, low and high apart. */
export function effortOf(kind: WorkKind, uses: Iterable<UsePlaces>, files: number): Effort {
  const { base, factor } = KIND_EFFORT[kind];
  let total = plus(base, times(FILE_EFFORT, files));
  for (const use of uses) {
    // Another of the same line counts already.
    if (use.places === 0) continue;
    const { first, further } = tableOf(use);
    const places = plus(first, times(further, use.places - 1));
    total = plus(total, { low: places.low * factor.low, high: places.high * factor.high });
    if (!use.resolved && use.usage !== "dependency") total = plus(total, UNRESOLVED_EFFORT);
  }
  return rounded(total);
}

/** What the hours of a package rest on, in sentences. */
export function assumptionsOf(kind: WorkKind, uses: Iterable<UsePlaces>): readonly string[] {
  const said = new Set([KIND_EFFORT[kind].why]);
  for (const use of uses) {
    if (use.scope === "vendored") said.add("code of others is upgraded, not edited");
    else if (isWrapperRule(use.ruleId))
      said.add("functions of the repository's own are changed once, not at every call");
    if (!use.resolved && use.usage !== "dependency") said.add("what is decided at run time is looked into first");
  }
  return [...said];
}

function tableOf({ ruleId, usage, scope }: UsePlaces): PlaceEffort {
  if (scope === "vendored" && usage !== "dependency") return VENDORED_EFFORT;
  if (isWrapperRule(ruleId)) return WRAPPER_EFFORT;
  return USAGE_EFFORT[usage === "definition" ? "call" : usage];
}

export function plus(a: Effort, b: Effort): Effort {
  return { low: a.low + b.low, high: a.high + b.high };
}

function times({ low, high }: Effort, count: number): Effort {
  return { low: low * count, high: high * count };
}

/** To the half hour, so that sums of binary fractions look the same everywhere. */
export function rounded({ low, high }: Effort): Effort {
  return { low: Math.round(low * 2) / 2, high: Math.round(high * 2) / 2 };
}
