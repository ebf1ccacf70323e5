/** Runs a report into a string, through a stream that is often full. */
import { Writable } from "node:stream";
import type { AuditResult } from "./model/finding.ts";
import type { ReportOptions, WriteReport } from "./report.ts";

export function collect(
  write: WriteReport,
  result: AuditResult,
  options: Partial<ReportOptions> = {},
): Promise<string> {
  return collectTo((out) => write(result, out, { color: false, ruleTitle: () => undefined, ...options }));
}

export async function collectTo(write: (out: Writable) => Promise<void>): Promise<string> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    highWaterMark: 16,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  await write(out);
  await new Promise<void>((resolve) => out.end(resolve));
  return Buffer.concat(chunks).toString("utf8");
}
