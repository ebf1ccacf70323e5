/** For people: what was found, grouped by algorithm, quantum-broken first, and at the end what to do. */
import pc from "picocolors";
import { writeChunks } from "./chunks.ts";
import { coverageText, incompleteText, partialText, plural, wasScanned, workText } from "./coverage.ts";
import { earliest, type Group, Grouping, rank, type Section } from "./grouping.ts";
import type { Deadline, FileError, Finding, Severity } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";
import { comparisonText, standingText } from "./standing.ts";
import { terminalText } from "./terminal.ts";

/** Places shown of one algorithm, fewer where it hardly matters; malformed files shown in all. The other formats have every one. */
const PLACES = 8;
const LOW_PLACES = 3;
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

async function* textLines(result: ReportedResult, c: Colors): AsyncGenerator<string> {
  const grouping = new Grouping(PLACES);
  const todo = new ToDo();
  for await (const finding of result.findings) {
    grouping.add(finding);
    todo.add(finding);
  }
  const sections = grouping.sections();
  for (const section of ORDER) {
    const groups = sections.get(section);
    if (groups === undefined) continue;
    yield `${c.bold(HEADINGS[section])}\n`;
    const listed = section === "inventory" || section === "suppressed";
    const short = groups.filter(({ severity }) => listed || severity === "info");
    for (const group of groups) if (!short.includes(group)) yield* groupLines(group, result, c);
    yield* inventory(short);
    yield "\n";
  }
  yield* errorLines(result, c);
  yield* summaryLines(result, todo, c);
}

function* groupLines(group: Group, result: ReportedResult, c: Colors): Generator<string> {
  const count = plural(group.count, "finding");
  yield `  ${c.bold(terminalText(group.algorithm))}  ${paint(group.severity, c)}  ${count}${advice(group)}\n`;
  const shown = group.shown.slice(0, group.severity === "low" ? LOW_PLACES : PLACES);
  for (const { first, times } of byLine(shown, result)) {
    const place = `${terminalText(first.path)}:${first.line}:${first.column}`;
    const often = times > 1 ? `, ${times} times` : "";
    yield `    ${c.cyan(place)}  ${about(first, result)}${often}\n      ${c.dim(terminalText(first.snippet.trim()))}\n`;
  }
  const hidden = group.count - shown.length;
  if (hidden > 0) yield c.dim(`    … and ${hidden} more\n`);
}

/** Uses that differ in nothing but their column are told once. */
function byLine(
  findings: readonly Finding[],
  result: ReportedResult,
): readonly { readonly first: Finding; readonly times: number }[] {
  const lines = new Map<string, { first: Finding; times: number }>();
  for (const finding of findings) {
    const { path, line, snippet } = finding;
    const key = JSON.stringify([path, line, snippet, about(finding, result)]);
    const known = lines.get(key);
    if (known) known.times++;
    else lines.set(key, { first: finding, times: 1 });
  }
  return [...lines.values()];
}

function advice({ replacement, deadline }: Group): string {
  const to = replacement && `→ ${replacement.algorithm} (${replacement.standard})`;
  const by = deadline && `by ${deadline.actBy ?? deadline.date} (${deadline.mandate})`;
  const text = [to, by].filter((part) => part !== undefined).join(" ");
  return text === "" ? "" : `  ${terminalText(text)}`;
}

function about(finding: Finding, result: ReportedResult): string {
  const parts = [
    finding.severity,
    standingText(finding, result),
    finding.overdue ? "overdue" : undefined,
    finding.operation === "unknown" ? undefined : finding.operation,
    finding.usage === "call" ? undefined : finding.usage,
    finding.scope === "production" ? undefined : finding.scope,
    finding.resolved ? undefined : "unresolved",
    finding.expires && `expires ${finding.expires.slice(0, 10)}`,
  ];
  return terminalText(parts.filter((part) => part !== undefined).join(", "));
}

/** One line an algorithm: what asks for nothing needs no places. */
function* inventory(groups: readonly Group[]): Generator<string> {
  for (const { algorithm, count, shown } of groups) {
    const halves = (shown[0]?.halves ?? []).map((half) => `${half.algorithm} ${half.quantum}`).join(" + ");
    const made = halves === "" ? "" : `  ${terminalText(halves)}`;
    yield `  ${terminalText(algorithm)}  ${plural(count, "use")}${made}\n`;
  }
}

/** What was not scanned is told whole, however much it is: nobody may take the rest for everything. */
async function* errorLines({ errors }: ReportedResult, c: Colors): AsyncGenerator<string> {
  let heading = `${c.bold(c.red("Not scanned"))}\n`;
  const malformed: FileError[] = [];
  let hidden = 0;
  for await (const error of errors) {
    if (!wasScanned(error)) {
      yield heading + errorLine(error);
      heading = "";
    } else if (malformed.length < MALFORMED) malformed.push(error);
    else hidden++;
  }
  if (heading === "") yield "\n";
  if (malformed.length === 0) return;
  yield `${c.bold("Malformed files")}\n${malformed.map(errorLine).join("")}`;
  if (hidden > 0) yield c.dim(`  … and ${hidden} more\n`);
  yield "\n";
}

function errorLine({ path, status, message }: FileError): string {
  return `  ${terminalText(path)}: ${status}: ${terminalText(message)}\n`;
}

function* summaryLines(result: ReportedResult, todo: ToDo, c: Colors): Generator<string> {
  const { summary, target, coverage } = result;
  const commit = target.commit ? ` at ${target.commit.slice(0, 12)}` : "";
  yield `${c.bold("Summary")} of ${terminalText(target.location)}${commit}\n`;
  if (target.since) yield `  ${c.yellow(terminalText(partialText(target.since)))}\n`;
  const urgent = (["critical", "high", "medium", "low", "info"] as const)
    .filter((severity) => summary.bySeverity[severity] > 0)
    .map((severity) => `${summary.bySeverity[severity]} ${paint(severity, c)}`);
  yield `  ${plural(summary.findings, "finding")}${urgent.length > 0 ? `: ${urgent.join(", ")}` : ""}`;
  yield summary.suppressed > 0 ? `, ${summary.suppressed} suppressed\n` : "\n";
  const against = comparisonText(result, terminalText);
  if (against !== undefined) yield `  ${against}\n`;
  yield* todo.lines(summary.unresolved);
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield `  ${c.red(incomplete)}\n`;
  yield `  ${coverageText(coverage)}, ${(result.durationMs / 1000).toFixed(1)} s\n`;
  if (result.work && result.work.fromCache > 0) yield `  ${workText(result.work)}\n`;
  yield c.dim(`  digest ${result.digest}\n`);
  if (todo.rule !== undefined) {
    yield c.dim(`  why, and what to write instead: pqc-audit explain ${terminalText(todo.rule)}\n`);
    yield c.dim("  every place: --format html, csv or json\n");
  }
}

/** What is to be done, counted finding by finding. */
class ToDo {
  #broken = 0;
  #files = 0;
  #file: string | undefined;
  #harvest = 0;
  #overdue = 0;
  #deadline: Deadline | undefined;
  #urgent: Finding | undefined;

  /** Of the most urgent call: what other uses are of need be no rule of the catalogue, which alone can be explained. */
  get rule(): string | undefined {
    return this.#urgent?.ruleId;
  }

  add(finding: Finding): void {
    if (finding.suppressed) return;
    const { severity, usage } = finding;
    const urgent = severity !== "info" && (!this.#urgent || rank(severity) < rank(this.#urgent.severity));
    if (urgent && usage === "call") this.#urgent = finding;
    if (finding.overdue) this.#overdue++;
    if (finding.quantum !== "broken") return;
    this.#broken++;
    // Findings come by path.
    if (finding.path !== this.#file) this.#files++;
    this.#file = finding.path;
    if (finding.purpose === "key-establishment" || finding.purpose === "encryption") this.#harvest++;
    this.#deadline = earliest(this.#deadline ? [this.#deadline, ...finding.deadlines] : finding.deadlines);
  }

  *lines(unresolved: number): Generator<string> {
    const deadline = this.#deadline;
    if (this.#broken > 0) {
      yield `  ${plural(this.#broken, "use")} of quantum-broken cryptography in ${plural(this.#files, "file")}`;
      yield this.#harvest > 0 ? `; ${this.#harvest} protect secrets that can be recorded today: start there\n` : "\n";
    }
    if (deadline) {
      const first = `${deadline.actBy ?? deadline.date} (${deadline.mandate}): ${deadline.requirement}`;
      yield `  first deadline ${terminalText(first)}\n`;
    }
    if (this.#overdue > 0) yield `  ${plural(this.#overdue, "use")} overdue\n`;
    if (unresolved > 0) yield `  ${plural(unresolved, "use")} decided at run time: look at them by hand\n`;
  }
}

function paint(severity: Severity, c: Colors): string {
  if (severity === "critical" || severity === "high") return c.red(severity);
  return severity === "medium" ? c.yellow(severity) : c.dim(severity);
}
