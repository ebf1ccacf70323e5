/**
 * GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format): a list of
 * violations, told apart by their fingerprints. It knows no suppression: what is suppressed is there as information.
 */
import { writeChunks } from "./chunks.ts";
import type { Finding, Severity } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";
import { terminalText } from "./terminal.ts";
import { adviceText, verdictText } from "./verdict.ts";

const SEVERITY: Readonly<Record<Severity, "blocker" | "critical" | "major" | "minor" | "info">> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
  info: "info",
};

export const writeGitlab: WriteReport = (result, out) => writeChunks(texts(result), out);

async function* texts({ findings }: ReportedResult): AsyncGenerator<string> {
  let before = "[";
  for await (const finding of findings) {
    yield `${before}\n${JSON.stringify(violation(finding))}`;
    before = ",";
  }
  yield before === "[" ? "[]\n" : "\n]\n";
}

function violation(finding: Finding): unknown {
  const { suppressed, severity, id, ruleId, path, line, endLine } = finding;
  const text = `${verdictText(finding)}.${suppressed ? ` Suppressed: ${suppressed.reason}` : adviceText(finding)}`;
  return {
    description: terminalText(text),
    check_name: ruleId,
    fingerprint: id,
    severity: SEVERITY[suppressed ? "info" : severity],
    location: { path: path.toWellFormed(), lines: { begin: line, end: endLine } },
  };
}
