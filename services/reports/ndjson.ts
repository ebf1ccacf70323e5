/**
 * One finding a line, the same fields as in JSON. After the findings of an incomplete scan come lines of another kind, told
 * by their field `record`, so that nobody takes what is there for everything: each file with an error, then the coverage;
 * and before those of a scan of what changed since a commit, which commit that was.
 */
import { writeChunks } from "./chunks.ts";
import { isComplete } from "./model/result.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

export const writeNdjson: WriteReport = (result, out) => writeChunks(lines(result), out);

async function* lines({ target, findings, errors, coverage }: ReportedResult): AsyncGenerator<string> {
  for await (const finding of findings) yield `${JSON.stringify(finding)}\n`;
  if (target.since) yield `${JSON.stringify({ record: "partial", since: target.since })}\n`;
  if (isComplete(coverage)) return;
  for await (const error of errors) yield `${JSON.stringify({ record: "error", ...error })}\n`;
  yield `${JSON.stringify({ record: "coverage", ...coverage })}\n`;
}
