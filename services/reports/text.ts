/** For people: what was found, grouped by algorithm, quantum-broken first, and at the end what to do. */
import pc from "picocolors";
import { writeChunks } from "./chunks.ts";
import { coverageText, incompleteText, partialText, plural, wasScanned, workText } from "./coverage.ts";
import { earliest, type Group, grouped, type Section } from "./grouping.ts";
import type { AuditResult, FileError, Finding, Severity } from "./model/finding.ts";
import type { WriteReport } from "./report.ts";
import { terminalText } from "./terminal.ts";

/** Places shown of one algorithm, malformed files shown in all; the other formats have every one. */
const PLACES = 8;
const MALFORMED = 20;

type Colors = ReturnType<typeof pc.createColors>;

const HEADINGS: Readonly<Record<Section, string>> = {
  "quantum-broken": "Broken by a quantum computer",
  "weak-today": "Weak or broken today",
  "quantum-weakened": "Weakened by a quantum computer",
  unresolved: "Not fully known here: decided at run time or elsewhere",
  suppressed: "Suppressed",
  inventory: "In order: safe, hybrid and post-quantum",
};
const ORDER = Object.keys(HEADINGS) as Section[];

export const writeText: WriteReport = (result, out, { color }) =>
  writeChunks(textLines(result, pc.createColors(color)), out);

function* textLines(result: AuditResult, c: Colors): Generator<string> {
  const sections = grouped(result.findings);
  for (const section of ORDER) {
    const groups = sections.get(section);
    if (groups === undefined) continue;
    yield `${c.bold(HEADINGS[section])}\n`;
    if (section === "inventory" || section === "suppressed") yield* inventory(groups);
    else for (const group of groups) yield* groupLines(group, c);
    yield "\n";
  }
  yield* errorLines(result, c);
  yield* summaryLines(result, c);
}

function* groupLines(group: Group, c: Colors): Generator<string> {
  const count = plural(group.findings.length, "finding");
  yield `  ${c.bold(terminalText(group.algorithm))}  ${paint(group.severity, c)}  ${count}${advice(group)}\n`;
  for (const finding of group.findings.slice(0, PLACES)) {
    const place = `${terminalText(finding.path)}:${finding.line}:${finding.column}`;
    yield `    ${c.cyan(place)}  ${about(finding)}\n      ${c.dim(terminalText(finding.snippet.trim()))}\n`;
  }
  const hidden = group.findings.length - PLACES;
  if (hidden > 0) yield c.dim(`    … and ${hidden} more (all of them with --format json)\n`);
}

function advice({ replacement, deadline }: Group): string {
  const to = replacement && `→ ${terminalText(replacement.algorithm)} (${terminalText(replacement.standard)})`;
  const by = deadline && `by ${deadline.actBy ?? deadline.date} (${deadline.mandate})`;
  const text = [to, by].filter((part) => part !== undefined).join(" ");
  return text === "" ? "" : `  ${text}`;
}

function about(finding: Finding): string {
  const parts = [
    finding.severity,
    finding.baseline === "new" ? "new" : undefined,
    finding.overdue ? "overdue" : undefined,
    finding.operation === "unknown" ? undefined : finding.operation,
    finding.usage === "call" ? undefined : finding.usage,
    finding.scope === "production" ? undefined : finding.scope,
    finding.resolved ? undefined : "unresolved",
    finding.expires && `expires ${finding.expires.slice(0, 10)}`,
  ];
  return terminalText(parts.filter((part) => part !== undefined).join(", "));
}

/** One line an algorithm: what is in order needs no places. */
function* inventory(groups: readonly Group[]): Generator<string> {
  for (const { algorithm, findings } of groups) {
    const halves = (findings[0]?.halves ?? []).map((half) => `${half.algorithm} ${half.quantum}`).join(" + ");
    const made = halves === "" ? "" : `  ${terminalText(halves)}`;
    yield `  ${terminalText(algorithm)}  ${plural(findings.length, "use")}${made}\n`;
  }
}

/** What was not scanned is told whole, however much it is: nobody may take the rest for everything. */
function* errorLines({ errors }: AuditResult, c: Colors): Generator<string> {
  const missed = errors.filter((error) => !wasScanned(error));
  const malformed = errors.filter(wasScanned);
  if (missed.length > 0) yield `${c.bold(c.red("Not scanned"))}\n${missed.map(errorLine).join("")}\n`;
  if (malformed.length === 0) return;
  yield `${c.bold("Malformed files")}\n${malformed.slice(0, MALFORMED).map(errorLine).join("")}`;
  const hidden = malformed.length - MALFORMED;
  if (hidden > 0) yield c.dim(`  … and ${hidden} more (all of them with --format json)\n`);
  yield "\n";
}

function errorLine({ path, status, message }: FileError): string {
  return `  ${terminalText(path)}: ${status}: ${terminalText(message)}\n`;
}

function* summaryLines(result: AuditResult, c: Colors): Generator<string> {
  const { summary, target, coverage } = result;
  const commit = target.commit ? ` at ${target.commit.slice(0, 12)}` : "";
  yield `${c.bold("Summary")} of ${terminalText(target.location)}${commit}\n`;
  if (target.since) yield `  ${c.yellow(terminalText(partialText(target.since)))}\n`;
  const urgent = (["critical", "high", "medium", "low", "info"] as const)
    .filter((severity) => summary.bySeverity[severity] > 0)
    .map((severity) => `${summary.bySeverity[severity]} ${paint(severity, c)}`);
  yield `  ${plural(summary.findings, "finding")}${urgent.length > 0 ? `: ${urgent.join(", ")}` : ""}`;
  yield summary.suppressed > 0 ? `, ${summary.suppressed} suppressed\n` : "\n";
  const { baseline } = summary;
  if (baseline) {
    yield `  against the baseline: ${baseline.new} new, ${baseline.existing} existing, ${baseline.fixed} fixed\n`;
  }
  yield* actionLines(result);
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield `  ${c.red(incomplete)}\n`;
  yield `  ${coverageText(coverage)}, ${(result.durationMs / 1000).toFixed(1)} s\n`;
  if (result.work && result.work.fromCache > 0) yield `  ${workText(result.work)}\n`;
  yield c.dim(`  digest ${result.digest}\n`);
}

function* actionLines({ findings, summary }: AuditResult): Generator<string> {
  const broken = findings.filter((finding) => finding.quantum === "broken" && !finding.suppressed);
  const files = new Set(broken.map((finding) => finding.path)).size;
  if (broken.length > 0) {
    const harvest = broken.filter(
      (finding) => finding.purpose === "key-establishment" || finding.purpose === "encryption",
    );
    yield `  ${plural(broken.length, "use")} of quantum-broken cryptography in ${plural(files, "file")}`;
    yield harvest.length > 0 ? `; ${harvest.length} protect secrets that can be recorded today: start there\n` : "\n";
    const deadline = earliest(broken.flatMap((finding) => finding.deadlines));
    if (deadline)
      yield `  first deadline ${deadline.actBy ?? deadline.date} (${deadline.mandate}): ${terminalText(deadline.requirement)}\n`;
  }
  const overdue = findings.filter((finding) => finding.overdue && !finding.suppressed).length;
  if (overdue > 0) yield `  ${plural(overdue, "use")} overdue\n`;
  if (summary.unresolved > 0)
    yield `  ${plural(summary.unresolved, "use")} decided at run time: look at them by hand\n`;
}

function paint(severity: Severity, c: Colors): string {
  if (severity === "critical" || severity === "high") return c.red(severity);
  return severity === "medium" ? c.yellow(severity) : c.dim(severity);
}
