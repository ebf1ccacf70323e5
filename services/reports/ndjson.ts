/**
 * One finding a line, the same fields as in JSON. After the findings of an incomplete scan come lines of another kind, told
 * by their field `record`, so that nobody takes what is there for everything: each file with an error, then the coverage.
 */
import { writeChunks } from "./chunks.ts";
import type { AuditResult } from "./model/finding.ts";
import { isComplete } from "./model/result.ts";
import type { WriteReport } from "./report.ts";

export const writeNdjson: WriteReport = (result, out) => writeChunks(lines(result), out);

function* lines({ findings, errors, coverage }: AuditResult): Generator<string> {
  for (const finding of findings) yield `${JSON.stringify(finding)}\n`;
  if (isComplete(coverage)) return;
  for (const error of errors) yield `${JSON.stringify({ record: "error", ...error })}\n`;
  yield `${JSON.stringify({ record: "coverage", ...coverage })}\n`;
}
