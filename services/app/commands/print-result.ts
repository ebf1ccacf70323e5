/** Prints a result and decides the exit code: the same for a scan made here and for one a server made. */
import { reaches } from "@pqc-audit/aggregator/join/severity.ts";
import { coverageText, incompleteText, skippedCounts, wasScanned } from "@pqc-audit/reports/coverage.ts";
import { FORMATS, type Format } from "@pqc-audit/reports/formats.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { isComplete } from "@pqc-audit/reports/model/result.ts";
import { ruleTitles } from "@pqc-audit/reports/rule-titles.ts";
import { terminalText } from "@pqc-audit/reports/terminal.ts";
import { type Context, wantsColor } from "../context.ts";
import { EXIT } from "../exit.ts";
import { withOutput } from "../terminal/output.ts";
import type { FailOn } from "./policy-options.ts";

export interface PrintOptions {
  readonly format: Format;
  readonly output?: string;
  readonly failOn?: readonly FailOn[];
  readonly quiet?: boolean;
}

export async function printResult(result: AuditResult, options: PrintOptions, context: Context): Promise<void> {
  const write = await FORMATS[options.format]();
  await withOutput(options.output, context, (out) =>
    write(result, out, {
      color: options.output === undefined && wantsColor(context.stdout, context.environment),
      ruleTitle: ruleTitles(),
    }),
  );
  if (!options.quiet) for (const note of notes(result, options)) context.stderr.write(`pqc-audit: ${note}\n`);
  context.exit(exitCode(result, options.failOn ?? []));
}

/** Incomplete wins over findings: a scan that missed files must not pass for one that judged them all. */
export function exitCode(result: AuditResult, failOn: readonly FailOn[]): number {
  if (!isComplete(result.coverage)) return EXIT.incomplete;
  const fails = result.findings.some(
    (finding) => !finding.suppressed && failOn.some((what) => isReached(finding, what)),
  );
  return fails ? EXIT.findings : EXIT.done;
}

/** A baseline accepts uses as they are, not that their time has passed. */
function isReached(finding: Finding, what: FailOn): boolean {
  if (what === "overdue") return finding.overdue === true;
  return finding.baseline !== "existing" && reaches(finding.severity, what);
}

/** They hold findings alone; every other format says itself which files were left out. */
const SILENT: readonly Format[] = ["ndjson", "csv", "junit", "gitlab"];

/** Things the text report says itself, for those who read another format or a file. */
function* notes(result: AuditResult, options: PrintOptions): Generator<string> {
  const { coverage, errors } = result;
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) {
    const first = errors.find((error) => !wasScanned(error));
    yield incomplete + (first ? terminalText(`, such as ${first.path}: ${first.message}`) : "");
  }
  if (SILENT.includes(options.format) && skippedCounts(coverage).length > 0) yield coverageText(coverage);
  const { baseline } = result.summary;
  if (baseline && options.format !== "text") {
    yield `against the baseline: ${baseline.new} new, ${baseline.existing} existing, ${baseline.fixed} fixed`;
  }
  if (options.output !== undefined) yield `${result.summary.findings} findings written to ${options.output}`;
}
