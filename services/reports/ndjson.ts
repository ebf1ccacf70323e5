/** One finding a line, the same fields as in JSON; nothing else, so that every line can be treated alike. */
import { writeChunks } from "./chunks.ts";
import type { Finding } from "./model/finding.ts";
import type { WriteReport } from "./report.ts";

export const writeNdjson: WriteReport = (result, out) => writeChunks(lines(result.findings), out);

function* lines(findings: readonly Finding[]): Generator<string> {
  for (const finding of findings) yield `${JSON.stringify(finding)}\n`;
}
