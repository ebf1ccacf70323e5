/** The whole result as one JSON object (`schemas/result.schema.json`), one finding a line so that results can be compared. */
import { writeChunks } from "./chunks.ts";
import type { AuditResult } from "./model/finding.ts";
import type { WriteReport } from "./report.ts";

export const writeJson: WriteReport = (result, out) => writeChunks(jsonTexts(result), out);

function* jsonTexts(result: AuditResult): Generator<string> {
  const { findings, ...head } = result;
  // Ends in "}", which gives way to the findings.
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "findings": [`;
  for (const [index, finding] of findings.entries()) {
    yield `${index === 0 ? "" : ","}\n    ${JSON.stringify(finding)}`;
  }
  yield findings.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}
