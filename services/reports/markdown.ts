/**
 * A comment of a pull request, in GitHub's Markdown, which GitLab reads too. What is new comes first where a baseline was
 * given. Whatever a repository wrote stands in code spans: no mention, link, picture or markup of it works there.
 */
import { writeChunks } from "./chunks.ts";
import { codeSpan } from "./code-span.ts";
import { coverageText, incompleteText, partialText, plural } from "./coverage.ts";
import { earliest, MostUrgent, sectionOf } from "./grouping.ts";
import { type Finding, SEVERITIES, type Severity } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

/** The first line, by which an earlier comment is found again. */
export const MARKDOWN_MARK = "<!-- pqc-audit -->";

/** GitHub refuses a comment of more than 65,536 characters; what stands around the lists needs its part. */
const MOST_CHARACTERS = 60_000;
const MOST_LISTED = 400;

export const writeMarkdown: WriteReport = (result, out) => writeChunks(texts(result), out);

async function* texts(result: ReportedResult): AsyncGenerator<string> {
  const lists = { new: new Listed(), existing: new Listed() };
  const inOrder = new Map<string, number>();
  for await (const finding of result.findings) {
    if (finding.suppressed) continue;
    if (sectionOf(finding) === "inventory") {
      inOrder.set(finding.algorithm, (inOrder.get(finding.algorithm) ?? 0) + 1);
    } else lists[finding.baseline === "existing" ? "existing" : "new"].add(finding);
  }
  const { summary } = result;
  yield `${MARKDOWN_MARK}\n### pqc-audit: ${title(lists, summary.baseline !== undefined)}\n\n`;
  yield* notes(result);
  const room = { left: MOST_CHARACTERS };
  if (lists.new.count > 0) {
    if (summary.baseline) yield "#### New\n\n";
    yield* lists.new.items(room);
    yield "\n";
  }
  if (lists.existing.count > 0) {
    yield `<details><summary>In the baseline: ${plural(lists.existing.count, "finding")}</summary>\n\n`;
    yield* lists.existing.items(room);
    yield "\n</details>\n\n";
  }
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
  *items(room: { left: number }): Generator<string> {
    let listed = 0;
    for (const finding of this.#shown.list()) {
      const text = item(finding);
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

function* notes({ target, coverage, summary: { baseline } }: ReportedResult): Generator<string> {
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield `**${incomplete}**\n\n`;
  if (target.since) yield `${codeSpan(partialText(target.since))}\n\n`;
  if (baseline) {
    yield `Against the baseline: ${baseline.new} new, ${baseline.existing} existing, ${baseline.fixed} fixed.\n\n`;
  }
}

function item(finding: Finding): string {
  const { severity, algorithm, path, line, operation, scope, replacement, deadlines, snippet } = finding;
  const what = [
    operation === "unknown" ? undefined : operation,
    scope === "production" ? undefined : scope,
    finding.resolved ? undefined : "decided at run time",
    finding.overdue ? "**overdue**" : undefined,
  ].filter((part) => part !== undefined);
  const first = earliest(deadlines);
  const to = replacement ? ` → ${codeSpan(replacement.algorithm)}` : "";
  const by = first ? ` by ${codeSpan(first.actBy ?? first.date)} (${codeSpan(first.mandate)})` : "";
  const code = snippet.trim() === "" ? "" : `  \n  ${codeSpan(snippet.trim())}`;
  const about = what.length > 0 ? `, ${what.join(", ")}` : "";
  return `- **${severity}** ${codeSpan(algorithm)}${about} in ${codeSpan(`${path}:${line}`)}${to}${by}${code}\n`;
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
