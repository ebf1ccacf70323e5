/**
 * A page by itself, for those who decide and those who change: what there is and by when on the first sheet, then where,
 * then the uses. It loads nothing and runs nothing; its policy allows its own style and no more.
 */
import { createHash } from "node:crypto";
import { writeChunks } from "../chunks.ts";
import { coverageText, incompleteText, partialText, plural, wasScanned } from "../coverage.ts";
import { escaped } from "../markup.ts";
import type { ReportedResult, WriteReport } from "../report.ts";
import { comparisonText } from "../standing.ts";
import { STYLE } from "./style.ts";
import {
  byDeadline,
  byFamily,
  bySeverity,
  errorRow,
  goneRow,
  head,
  number,
  overview,
  plan,
  ranking,
  uses,
} from "./tables.ts";
import { PageTally } from "./tally.ts";

/** Files that were not scanned, by name. */
const MOST_ERRORS = 200;
const MOST_GONE = 200;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

export const writeHtml: WriteReport = (result, out) => writeChunks(page(result), out);

async function* page(result: ReportedResult): AsyncGenerator<string> {
  const tally = new PageTally();
  for await (const finding of result.findings) tally.add(finding);
  const name = escaped(result.target.location);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cryptography in ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Cryptography in ${name}</h1>
<p class="soft">${escaped(aboutText(result))}</p>
</header>
<main>
${notes(result)}${lead(tally)}${figures(tally, result)}`;
  yield section("What there is", overview(tally));
  if (tally.open() > 0) yield* open(tally, result);
  else yield section("By family", byFamily(tally.families()));
  yield* gone(result);
  yield* coverage(result, tally);
  yield `</main>\n<footer><p>${escaped(sourceText(result))}</p></footer>\n</body>\n</html>\n`;
}

function* open(tally: PageTally, result: ReportedResult): Generator<string> {
  yield '<div class="columns">\n';
  yield section("By severity", bySeverity(tally));
  yield section("By family", byFamily(tally.families()));
  yield "</div>\n";
  const due = tally.due();
  if (due.length > 0) yield section("By deadline", byDeadline(due));
  const steps = tally.steps();
  if (steps.length > 0) yield section("What to replace, in this order", plan(steps));
  yield '<div class="columns">\n';
  yield section("Where most of it is", ranking("Folder", tally.folders(), tally.folderCount()));
  yield section("In which files", ranking("File", tally.files.list(), tally.files.names));
  yield "</div>\n";
  yield `<section class="long overleaf"><h2>Uses to change or to look at: ${number(tally.open())}</h2>\n`;
  yield* uses(tally.listed(), tally.open(), result);
  yield "</section>\n";
}

function section(heading: string, body: string): string {
  return `<section><h2>${heading}</h2>\n${body}</section>\n`;
}

function aboutText({ target, startedAt, summary, tool }: ReportedResult): string {
  const commit = target.commit ? `commit ${target.commit.slice(0, 12)}, ` : "";
  return `${commit}${startedAt.slice(0, 10)}, ${plural(summary.findings, "finding")}, pqc-audit ${tool.version}`;
}

function notes(result: ReportedResult): string {
  const { target, coverage: files } = result;
  const compared = comparisonText(result);
  const against = compared && `A${compared.slice(1)}.`;
  const told = [incompleteText(files), target.since && partialText(target.since), against];
  return told.map((text) => (text === undefined ? "" : `<p class="note">${escaped(text)}</p>\n`)).join("");
}

/** What somebody who reads one paragraph is to know. */
function lead(tally: PageTally): string {
  const { shares, harvest } = tally;
  if (tally.open() === 0) return '<p class="lead">Nothing was found that has to change.</p>\n';
  const secrets = `${number(harvest)} of them ${harvest === 1 ? "protects" : "protect"} secrets that can be recorded today and read later: start there.`;
  const first = tally.due()[0];
  const sentences = [
    shares.broken > 0 ? `A quantum computer breaks ${counted(shares.broken, "use")} of cryptography.` : "",
    harvest > 0 ? secrets : "",
    shares.weak > 0 ? `${counted(shares.weak, "use")} ${shares.weak === 1 ? "is" : "are"} weak or broken today.` : "",
    first ? `The first deadline is ${first.date} (${first.mandate}).` : "",
    shares.unknown > 0 ? `Of ${counted(shares.unknown, "use")} the algorithm is decided at run time or elsewhere.` : "",
  ];
  return `<p class="lead">${escaped(sentences.filter((sentence) => sentence !== "").join(" "))}</p>\n`;
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function figures(tally: PageTally, result: ReportedResult): string {
  const { coverage: files, summary, changes } = result;
  const since = summary.baseline ?? (changes?.since && { ...changes, new: changes.new + changes.reopened });
  const { shares } = tally;
  const all = tally.open() + shares.order;
  const shown: readonly (readonly [string, string])[] = [
    [number(tally.toChange()), "uses to change"],
    [number(tally.severities.critical + tally.severities.high), "uses critical or high"],
    ...(shares.unknown > 0 ? [[number(shares.unknown), "to look at by hand"] as const] : []),
    [all === 0 ? "–" : `${Math.floor((100 * shares.order) / all)} %`, "of all uses in order"],
    ...(tally.overdue > 0 ? [[number(tally.overdue), "overdue"] as const] : []),
    ...(since ? [[`${number(since.new)} / ${number(since.fixed)}`, "new / fixed"] as const] : []),
    [number(files.scanned), `of ${counted(files.present, "file")} scanned`],
  ];
  return `<ul class="figures">${shown.map(([count, what]) => `<li><b>${count}</b>${what}</li>`).join("")}</ul>\n`;
}

/** Uses that went with this scan: progress is worth a table too. */
async function* gone({ changes, fixed, summary }: ReportedResult): AsyncGenerator<string> {
  const count = changes?.fixed ?? 0;
  if (count === 0 || !fixed || summary.baseline) return;
  yield `<section class="long"><h2>Fixed since the scan before: ${number(count)}</h2>\n`;
  yield `<table>\n${head(["Severity", "Algorithm", "Where it was", "Why"], [])}<tbody>\n`;
  let listed = 0;
  for await (const use of fixed) {
    if (listed >= MOST_GONE) break;
    listed++;
    yield goneRow(use);
  }
  yield "</tbody></table>\n";
  if (count > listed) yield `<p>and ${number(count - listed)} others</p>\n`;
  yield "</section>\n";
}

async function* coverage(result: ReportedResult, { shares, suppressed }: PageTally): AsyncGenerator<string> {
  yield '<section class="long"><h2>What was looked at</h2>\n';
  yield `<p>${escaped(coverageText(result.coverage))}. In order: ${number(shares.order)}. Suppressed: ${number(suppressed)}.</p>\n`;
  let [listed, missed] = [0, 0];
  for await (const error of result.errors) {
    if (wasScanned(error) || ++missed > MOST_ERRORS) continue;
    if (listed++ === 0) yield `<table>\n${head(["Not scanned", "What", "Why"], [])}<tbody>\n`;
    yield errorRow(error);
  }
  if (listed > 0) yield "</tbody></table>\n";
  if (missed > listed) yield `<p>and ${number(missed - listed)} more files that were not scanned</p>\n`;
  yield "</section>\n";
}

function sourceText({ tool, digest }: ReportedResult): string {
  return `Made by pqc-audit ${tool.version}. Engine ${tool.engineDigest}; findings ${digest}.`;
}
