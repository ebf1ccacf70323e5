/**
 * What a builder was asked before it built: `setKeySize(2048)` of `new Builder("a", 4).setKeySize(2048).build()`, in one
 * chain, on the variable it is bound to, or in a scope function's block.
 */
import { budgetOf } from "../languages/budget.ts";
import type { Site, SourceFile, Value } from "../languages/language.ts";
import { followUps } from "./follow-ups.ts";

const MAX_CHAIN = 32;

/** The last call of `method` on the builder whose chain ends in `built`; none where there is no such call. */
export function askedOfBuilder(file: SourceFile, built: Site, method: string): readonly Value[] {
  let asked: Site | undefined;
  for (const { site } of followUps(file, beginningOf(file, built), [{ calls: [method] }], budgetOf(file.tree))) {
    asked = site;
  }
  return asked ? [{ kind: "call", site: asked }] : [];
}

/** The call or construction that a chain of calls begins with, also where a variable stands for it. */
function beginningOf(file: SourceFile, built: Site): Site {
  let first = built;
  for (let length = 0; length < MAX_CHAIN; length++) {
    const made = first.receiver && file.evaluate(first.receiver);
    if (made?.kind !== "call") return first;
    first = made.site;
  }
  return first;
}
