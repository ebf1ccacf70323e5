/** The whole history as one JSON object (`schemas/history.schema.json`), one life a line so that histories can be compared. */
import { writeChunks } from "../chunks.ts";
import type { HistoryResult } from "./model.ts";
import type { WriteHistory } from "./report.ts";

export const writeHistoryJson: WriteHistory = (result, out) => writeChunks(jsonTexts(result), out);

function* jsonTexts({ lives, timeline, ...head }: HistoryResult): Generator<string> {
  // Ends in "}", which gives way to what follows.
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "timeline": ${JSON.stringify(timeline)},\n  "lives": [`;
  for (const [index, life] of lives.entries()) yield `${index === 0 ? "" : ","}\n    ${JSON.stringify(life)}`;
  yield lives.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}
