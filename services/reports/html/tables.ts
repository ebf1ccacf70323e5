/** The parts of the page that are tables. Every text of a repository comes through `escaped`. */
import { earliest } from "../grouping.ts";
import { escaped } from "../markup.ts";
import type { FixedUse } from "../model/changes.ts";
import type { FileError, Finding } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import type { ReportedResult } from "../report.ts";
import { standingText } from "../standing.ts";
import { bar, stacked } from "./bars.ts";
import { type Due, type PageTally, SHARES, type Share, type Shares, type Step, toChange } from "./tally.ts";
import type { Ranked } from "./top.ts";

/** Rows of a table on the first pages, and of the list of uses before the rest is folded. */
const SHOWN = 12;
const OPEN = 100;
/** Of a line of code, or of a path. */
const LONGEST = 300;

export const number = (count: number) => count.toLocaleString("en");

const SHARE_NAMES: Readonly<Record<Share, string>> = {
  broken: "broken by a quantum computer",
  weak: "weak or broken today",
  weakened: "weakened by a quantum computer",
  unknown: "to look at by hand",
  order: "in order",
};

export function overview({ shares }: PageTally): string {
  const total = SHARES.reduce((sum, share) => sum + shares[share], 0);
  const legend = SHARES.filter((share) => shares[share] > 0).map(
    (share) => `<li>${swatch(share)}${number(shares[share])} ${SHARE_NAMES[share]}</li>`,
  );
  return `<div class="wide-bar">${stacked(shares, total)}</div><ul class="legend">${legend.join("")}</ul>`;
}

export function bySeverity({ severities }: PageTally): string {
  const most = Math.max(...SEVERITIES.map((severity) => severities[severity]));
  const rows = SEVERITIES.map((severity) => [
    `<span class="tag ${severity}">${severity}</span>`,
    number(severities[severity]),
    bar(severities[severity], most, severity),
  ]);
  return table(["Severity", "Uses", ""], rows, ["", "number", "bars"]);
}

export function byFamily(families: readonly (readonly [string, Shares])[]): string {
  const total = (shares: Shares) => SHARES.reduce((sum, share) => sum + shares[share], 0);
  const most = Math.max(1, ...families.map(([, shares]) => total(shares)));
  const rows = families
    .slice(0, SHOWN)
    .map(([family, shares]) => [
      escaped(family),
      number(total(shares)),
      number(toChange(shares)),
      stacked(shares, most),
    ]);
  const rest = families.length - rows.length;
  return (
    table(["Family", "Uses", "To change", ""], rows, ["", "number", "number", "bars"]) +
    more(rest, "family", "families")
  );
}

export function byDeadline(due: readonly Due[]): string {
  const most = Math.max(1, ...due.map(({ uses }) => uses));
  const rows = due
    .slice(0, SHOWN)
    .map(({ date, mandate, requirement, uses }) => [
      escaped(date),
      `${escaped(mandate)}<br><span class="soft">${escaped(requirement)}</span>`,
      number(uses),
      bar(uses, most, "accent"),
    ]);
  return (
    table(["By", "Mandate", "Uses", ""], rows, ["day", "", "number", "bars"]) +
    more(due.length - rows.length, "deadline")
  );
}

export function plan(steps: readonly Step[]): string {
  const rows = steps
    .slice(0, SHOWN)
    .map(({ from, replacement, uses, files, severity, by }) => [
      `<span class="tag ${severity}">${severity}</span>`,
      escaped(from),
      `${escaped(replacement.algorithm)}<br><span class="soft">${escaped(replacement.standard)}</span>`,
      number(uses),
      number(files),
      escaped(by ?? ""),
    ]);
  const classes = ["", "", "", "number", "number", "day"];
  const listed = table(["Urgency", "Replace", "With", "Uses", "Files", "By"], rows, classes);
  return (
    `<div class="wide steps" role="region" aria-label="What to replace" tabindex="0">${listed}</div>\n` +
    more(steps.length - rows.length, "step")
  );
}

export function ranking(what: string, ranked: readonly Ranked[], names: number): string {
  const most = Math.max(1, ...ranked.map(({ count }) => count));
  const rows = ranked.map(({ name, count }) => [place(name), number(count), bar(count, most, "accent")]);
  return table([what, "Uses", ""], rows, ["", "number", "bars"]) + more(names - ranked.length, what.toLowerCase());
}

/** A hundred uses, and the others folded beneath them. */
export function* uses(findings: readonly Finding[], all: number, result: ReportedResult): Generator<string> {
  yield* useTable(findings.slice(0, OPEN), "The most urgent uses", result);
  const folded = findings.slice(OPEN);
  if (folded.length > 0) {
    yield `<details><summary>${number(folded.length)} more uses</summary>\n`;
    yield* useTable(folded, "More uses", result);
    yield "</details>\n";
  }
  const left = all - findings.length;
  if (left > 0)
    yield `<p>and ${number(left)} more, which a page has no room for: the other formats have every one.</p>\n`;
}

function* useTable(findings: readonly Finding[], label: string, result: ReportedResult): Generator<string> {
  yield `<div class="wide uses" role="region" aria-label="${label}" tabindex="0"><table>\n`;
  yield head(["Severity", "Algorithm", "Where", "Move to", "By"], ["", "", "", "", "day"]);
  yield "<tbody>\n";
  for (const finding of findings) yield useRow(finding, result);
  yield "</tbody></table></div>\n";
}

function useRow(finding: Finding, result: ReportedResult): string {
  const { severity, algorithm, path, line, snippet, replacement, deadlines, operation, scope } = finding;
  const first = earliest(deadlines);
  const about = [
    standingText(finding, result),
    finding.overdue ? "overdue" : undefined,
    operation === "unknown" ? undefined : operation,
    scope === "production" ? undefined : scope,
  ].filter((part) => part !== undefined);
  return (
    `<tr class="use"><td class="tag ${severity}">${severity}</td>` +
    `<td>${cut(algorithm)}<br><span class="soft">${about.join(", ")}</span></td>` +
    `<td>${place(path)}<span class="day">:${line}</span><code>${cut(snippet.trim())}</code></td>` +
    `<td>${escaped(replacement?.algorithm ?? "")}</td><td class="day">${escaped(first?.actBy ?? first?.date ?? "")}</td></tr>\n`
  );
}

export function goneRow({ severity, algorithm, path, cause }: FixedUse): string {
  const why = cause === "code" ? "the code changed" : "the rules changed";
  return `<tr><td class="tag ${severity}">${severity}</td><td>${cut(algorithm)}</td><td>${place(path)}</td><td>${why}</td></tr>\n`;
}

export function errorRow({ path, status, message }: FileError): string {
  return `<tr><td>${cut(path)}</td><td>${status}</td><td>${cut(message)}</td></tr>\n`;
}

export function table(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  classes: readonly string[],
): string {
  const body = rows.map((row) => {
    const cells = row.map((cell, at) => `<td${classOf(classes[at])}>${cell}</td>`);
    return `<tr>${cells.join("")}</tr>\n`;
  });
  return `<table>\n${head(names, classes)}<tbody>\n${body.join("")}</tbody></table>\n`;
}

/** A column of bars has no name: what it shows stands beside it. */
export function head(names: readonly string[], classes: readonly string[]): string {
  const cells = names.map((name, at) =>
    name === "" ? `<td${classOf(classes[at])}></td>` : `<th scope="col"${classOf(classes[at])}>${name}</th>`,
  );
  return `<thead><tr>${cells.join("")}</tr></thead>\n`;
}

function classOf(name = ""): string {
  return name === "" ? "" : ` class="${name}"`;
}

function more(count: number, one: string, many = `${one}s`): string {
  return count > 0 ? `<p class="soft">${number(count)} other ${count === 1 ? one : many}</p>\n` : "";
}

function swatch(share: Share): string {
  return `<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="${share}" width="10" height="10"/></svg>`;
}

/** Broken where a person would break it. */
function place(path: string): string {
  return cut(path).replaceAll("/", "/<wbr>");
}

function cut(text: string): string {
  return escaped(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
