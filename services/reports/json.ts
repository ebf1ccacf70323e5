/** The whole result as one JSON object (`schemas/result.schema.json`), one finding a line so that results can be compared. */
import { writeChunks } from "./chunks.ts";
import type { Many, ReportedResult, WriteReport } from "./report.ts";

export const writeJson: WriteReport = (result, out) => writeChunks(jsonTexts(result), out);

async function* jsonTexts(result: ReportedResult): AsyncGenerator<string> {
  const { findings, errors, fixed, digest, ...head } = result;
  // Ends in "}", which gives way to the rest.
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "errors": [`;
  yield* lines(errors);
  if (fixed) {
    yield `],\n  "fixed": [`;
    yield* lines(fixed);
  }
  yield `],\n  "digest": ${JSON.stringify(digest)},\n  "findings": [`;
  yield* lines(findings);
  yield "]\n}\n";
}

async function* lines(list: Many<unknown>): AsyncGenerator<string> {
  let before = "";
  for await (const each of list) {
    yield `${before}\n    ${JSON.stringify(each)}`;
    before = ",";
  }
  if (before !== "") yield "\n  ";
}
