/** The whole plan as one JSON object (`schemas/plan.schema.json`), one package a line so that plans can be compared. */
import { writeChunks } from "../chunks.ts";
import type { MigrationPlan } from "./model.ts";
import type { WritePlan } from "./report.ts";

export const writePlanJson: WritePlan = (plan, out) => writeChunks(jsonTexts(plan), out);

function* jsonTexts({ packages, ...head }: MigrationPlan): Generator<string> {
  // Ends in "}", which gives way to what follows.
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "packages": [`;
  for (const [index, work] of packages.entries()) yield `${index === 0 ? "" : ","}\n    ${JSON.stringify(work)}`;
  yield packages.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}
