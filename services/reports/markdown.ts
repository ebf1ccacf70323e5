/**
 * A comment of a pull request, in GitHub's Markdown, which GitLab reads too. What is new comes first where a baseline was
 * given. Whatever a repository wrote stands in code spans: no mention, link, picture or markup of it works there.
 */
import { writeChunks } from "./chunks.ts";
import { codeSpan } from "./code-span.ts";
import { coverageText, incompleteText, partialText, plural } from "./coverage.ts";
import { earliest, MostUrgent, sectionOf } from "./grouping.ts";
import type { FixedUse } from "./model/changes.ts";
import { type Finding, SEVERITIES, type Severity } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";
import { comparisonText, isCompared, standingOf, standingText } from "./standing.ts";

/** The first line, by which an earlier comment is found again. */
const MARKDOWN_MARK = "<!-- pqc-audit -->";

/** GitHub refuses a comment of more than 65,536 characters; what stands around the lists needs its part. */
const MOST_CHARACTERS = 60_000;
const MOST_LISTED = 400;
const MOST_GONE = 50;

export const writeMarkdown: WriteReport = (result, out) => writeChunks(texts(result), out);

async function* texts(result: ReportedResult): AsyncGenerator<string> {
  const lists = { new: new Listed(), existing: new Listed() };
  const inOrder = new Map<string, number>();
  for await (const finding of result.findings) {
    if (finding.suppressed) continue;
    if (sectionOf(finding) === "inventory") {
      inOrder.set(finding.algorithm, (inOrder.get(finding.algorithm) ?? 0) + 1);
    } else lists[standingOf(finding, result) === "existing" ? "existing" : "new"].add(finding);
  }
  const compared = isCompared(result);
  yield `${MARKDOWN_MARK}\n### pqc-audit: ${title(lists, compared)}\n\n`;
  yield* notes(result);
  const room = { left: MOST_CHARACTERS };
  if (lists.new.count > 0) {
    if (compared) yield "#### New\n\n";
    yield* lists.new.items(room, result);
    yield "\n";
  }
  if (lists.existing.count > 0) {
    const where = result.summary.baseline ? "In the baseline" : "There before";
    yield `<details><summary>${where}: ${plural(lists.existing.count, "finding")}</summary>\n\n`;
    yield* lists.existing.items(room, result);
    yield "\n</details>\n\n";
  }
  yield* gone(result, room);
  yield* remainder(result, inOrder);
}

class Listed {
  count = 0;
  readonly bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  readonly #shown = new MostUrgent(MOST_LISTED);

  add(finding: Finding): void {
    this.count++;
    this.bySeverity[finding.severity]++;
    this.#shown.add(finding);
  }

  /** As many as there is room for, and how many there are beside them. */
  *items(room: { left: number }, result: ReportedResult): Generator<string> {
    let listed = 0;
    for (const finding of this.#shown.list()) {
      const text = item(finding, result);
      if (text.length > room.left) break;
      room.left -= text.length;
      listed++;
      yield text;
    }
    if (this.count > listed) yield `- … and ${this.count - listed} more\n`;
  }

  severities(): string {
    const some = SEVERITIES.filter((severity) => this.bySeverity[severity] > 0);
    return some.map((severity) => `${this.bySeverity[severity]} ${severity}`).join(", ");
  }
}

function title(lists: { readonly new: Listed; readonly existing: Listed }, compared: boolean): string {
  const of = (list: Listed) => (list.count > 0 ? ` (${list.severities()})` : "");
  if (compared) return `${lists.new.count} new${of(lists.new)}`;
  if (lists.new.count === 0) return "nothing to change";
  return `${plural(lists.new.count, "finding")} to act on${of(lists.new)}`;
}

function* notes(result: ReportedResult): Generator<string> {
  const { target, coverage } = result;
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield `**${incomplete}**\n\n`;
  if (target.since) yield `${codeSpan(partialText(target.since))}\n\n`;
  const against = comparisonText(result, codeSpan);
  if (against !== undefined) yield `A${against.slice(1)}.\n\n`;
}

function item(finding: Finding, result: ReportedResult): string {
  const { severity, algorithm, path, line, operation, scope, replacement, deadlines, snippet } = finding;
  const what = [
    operation === "unknown" ? undefined : operation,
    scope === "production" ? undefined : scope,
    finding.resolved ? undefined : "decided at run time",
    standingText(finding, result) === "reopened" ? "reopened" : undefined,
    finding.overdue ? "**overdue**" : undefined,
  ].filter((part) => part !== undefined);
  const first = earliest(deadlines);
  const to = replacement ? ` → ${codeSpan(replacement.algorithm)}` : "";
  const by = first ? ` by ${codeSpan(first.actBy ?? first.date)} (${codeSpan(first.mandate)})` : "";
  const code = snippet.trim() === "" ? "" : `  \n  ${codeSpan(snippet.trim())}`;
  const about = what.length > 0 ? `, ${what.join(", ")}` : "";
  return `- **${severity}** ${codeSpan(algorithm)}${about} in ${codeSpan(`${path}:${line}`)}${to}${by}${code}\n`;
}

/** Uses that went with this scan, a few by name. */
async function* gone(result: ReportedResult, room: { left: number }): AsyncGenerator<string> {
  const count = result.changes?.fixed ?? 0;
  if (count === 0 || !result.fixed || result.summary.baseline) return;
  yield `<details><summary>Fixed: ${plural(count, "finding")}</summary>\n\n`;
  let listed = 0;
  for await (const use of result.fixed) {
    const text = goneItem(use);
    if (listed >= MOST_GONE || text.length > room.left) break;
    room.left -= text.length;
    listed++;
    yield text;
  }
  if (count > listed) yield `- and ${count - listed} others\n`;
  yield "\n</details>\n\n";
}

function goneItem({ algorithm, path, cause }: FixedUse): string {
  return `- ${codeSpan(algorithm)} in ${codeSpan(path)}${cause === "ruleset" ? ", by other rules" : ""}\n`;
}

function* remainder({ summary, coverage, tool }: ReportedResult, inOrder: ReadonlyMap<string, number>) {
  const uses = [...inOrder.values()].reduce((sum, count) => sum + count, 0);
  if (uses > 0) {
    const some = [...inOrder].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 5);
    const named = some.map(([algorithm, count]) => `${codeSpan(algorithm)} ${count}`).join(", ");
    yield `In order: ${plural(uses, "use")} (${named}${inOrder.size > some.length ? ", …" : ""}).\n`;
  }
  if (summary.suppressed > 0) yield `Suppressed: ${summary.suppressed}.\n`;
  yield `${plural(summary.findings, "finding")} in all; ${coverageText(coverage)}. pqc-audit ${tool.version}\n`;
}
