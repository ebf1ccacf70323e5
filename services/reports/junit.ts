/**
 * JUnit's XML as Jenkins and GitLab read it: a finding that asks for something is a failed test case, one that is in order
 * passes, what is suppressed or in the baseline is skipped, and a file that could not be scanned is an error. Names hold a
 * finding's id, so that each is a case of its own, and the same one after its line has moved.
 */
import { writeChunks } from "./chunks.ts";
import { wasScanned } from "./coverage.ts";
import { escaped } from "./markup.ts";
import type { FileError, Finding } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";
import { adviceText, verdictText } from "./verdict.ts";

export const writeJunit: WriteReport = (result, out) => writeChunks(texts(result), out);

async function* texts(result: ReportedResult): AsyncGenerator<string> {
  const counts = { tests: 0, failures: 0, skipped: 0, errors: 0 };
  for await (const finding of result.findings) {
    counts.tests++;
    if (skippedBecause(finding) !== undefined) counts.skipped++;
    else if (finding.severity !== "info") counts.failures++;
  }
  for await (const error of result.errors) if (!wasScanned(error)) counts.errors++;
  const { tests, failures, skipped, errors } = counts;
  const about = attributes({ timestamp: result.startedAt.slice(0, 19), time: (result.durationMs / 1000).toFixed(3) });
  const totals = attributes({ name: "pqc-audit", tests: tests + errors, failures, errors });
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals}>\n`;
  yield `<testsuite${attributes({ name: "findings", tests, failures, errors: 0, skipped })}${about}>\n`;
  for await (const finding of result.findings) yield findingCase(finding);
  yield "</testsuite>\n";
  if (errors > 0) {
    yield `<testsuite${attributes({ name: "files not scanned", tests: errors, failures: 0, errors, skipped: 0 })}${about}>\n`;
    for await (const error of result.errors) if (!wasScanned(error)) yield errorCase(error);
    yield "</testsuite>\n";
  }
  yield "</testsuites>\n";
}

function findingCase(finding: Finding): string {
  const { path, line, algorithm, id, severity, ruleId, snippet } = finding;
  const head = `<testcase${attributes({ classname: path, name: `${algorithm} (${id})`, file: path, line, time: 0 })}`;
  const skipped = skippedBecause(finding);
  if (skipped !== undefined) return `${head}><skipped${attributes({ message: skipped })}/></testcase>\n`;
  if (severity === "info") return `${head}/>\n`;
  const text = `${path}:${line}:${finding.column} ${severity}, ${ruleId}\n${verdictText(finding)}.${adviceText(finding)}`;
  const message = attributes({ message: `${severity}: ${verdictText(finding)}`, type: ruleId });
  const body = [...text.split("\n"), snippet.trim()].map(escaped).join("\n");
  return `${head}><failure${message}>${body}</failure></testcase>\n`;
}

function skippedBecause({ suppressed, baseline }: Finding): string | undefined {
  if (suppressed) return `suppressed: ${suppressed.reason}`;
  return baseline === "existing" ? "in the baseline" : undefined;
}

function errorCase({ path, status, message }: FileError): string {
  const head = attributes({ classname: path, name: `${status}: ${path}`, file: path, time: 0 });
  return `<testcase${head}><error${attributes({ message, type: status })}/></testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}
