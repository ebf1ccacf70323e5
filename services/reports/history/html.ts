/** A page by itself: a picture of the counts over time and the list of uses. It loads nothing and runs nothing. */
import { writeChunks } from "../chunks.ts";
import { coverageText, incompleteText, plural, wasScanned } from "../coverage.ts";
import { escaped } from "../markup.ts";
import { type Band, bandsOf, chart } from "./chart.ts";
import { daysOf } from "./days.ts";
import { STYLE } from "./html-style.ts";
import type { HistoryResult, Life, Moment, Verdict } from "./model.ts";
import type { WriteHistory } from "./report.ts";

/** Rows of one list: a browser grows slow over more. */
const MOST_ROWS = 2000;

export const writeHistoryHtml: WriteHistory = (result, out) => writeChunks(page(result), out);

const HEADINGS: Readonly<Record<Verdict, string>> = {
  "quantum-broken": "Broken by a quantum computer",
  "weak-today": "Weak or broken today",
};

function* page(result: HistoryResult): Generator<string> {
  const { target, timeline, startedAt } = result;
  const name = escaped(target.folder === undefined ? target.location : `${target.location} (${target.folder})`);
  const bands = bandsOf(timeline);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Cryptography over time: ${name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p class="soft">${escaped(aboutText(result))}</p>
</header>
${notes(result)}${figures(result)}`;
  if (bands.length > 0) {
    yield `<figure>${chart(timeline, bands, new Date(startedAt))}${legend(bands)}</figure>\n`;
  }
  const first = Date.parse(timeline.times[0] ?? startedAt);
  const span = { first, last: Math.max(Date.parse(startedAt), first + 1), now: startedAt };
  const of = (state: Life["state"]) => result.lives.filter((life) => life.state === state);
  const latest = (a: Life, b: Life) => Date.parse(b.closed?.time ?? "") - Date.parse(a.closed?.time ?? "");
  yield* list("Still there, the oldest first", of("present"), span);
  yield* list("Gone, the latest first", of("gone").sort(latest), span);
  yield* list("Only ever on branches, the latest first", of("branch").sort(latest), span);
  yield* errors(result);
  yield "</body>\n</html>\n";
}

function aboutText(result: HistoryResult): string {
  const { target, commits, coverage, tool, startedAt } = result;
  const since = target.since ? ` from ${target.since.time.slice(0, 10)} (${target.since.commit.slice(0, 12)}) on` : "";
  const merges = target.firstParent ? ", each merge as one" : ` (${commits.mainLine} on the line of first parents)`;
  return (
    `Up to commit ${target.commit.slice(0, 12)}${since}: ${plural(commits.all, "commit")}${merges}; ` +
    `${coverageText(coverage).replace(/ files?/, " contents")}. pqc-audit ${tool.version}, ${startedAt.slice(0, 10)}.`
  );
}

function notes({ target, coverage }: HistoryResult): string {
  const incomplete = incompleteText(coverage)?.replace(/files? /, "contents ");
  const shallow = target.shallow ? "This clone is shallow: what its oldest commits have may be older." : undefined;
  const told = [incomplete, shallow].filter((text) => text !== undefined);
  return told.map((text) => `<p class="note">${escaped(text)}</p>\n`).join("");
}

function figures({ summary }: HistoryResult): string {
  const { present, gone, branch, byVerdict } = summary;
  const shown: readonly (readonly [number, string])[] = [
    [present, "uses present"],
    [byVerdict["quantum-broken"].present, "of them broken by a quantum computer"],
    [byVerdict["weak-today"].present, "of them weak or broken today"],
    [gone, "uses gone"],
    ...(branch > 0 ? [[branch, "only ever on branches"] as const] : []),
  ];
  return `<ul class="figures">${shown.map(([count, what]) => `<li><b>${count}</b>${what}</li>`).join("")}</ul>\n`;
}

function legend(bands: readonly Band[]): string {
  const tables = Object.entries(HEADINGS).map(([verdict, heading]) => {
    const rows = bands.filter((band) => band.verdict === verdict).map(legendRow);
    if (rows.length === 0) return "";
    const head = '<tr><th>family</th><th class="number">now</th><th class="number">at most</th></tr>';
    return `<table><caption>${heading}</caption>${head}${rows.join("")}</table>`;
  });
  return `<figcaption class="legend">${tables.join("")}</figcaption>`;
}

function legendRow({ family, className, counts, others }: Band): string {
  const name = others > 0 ? plural(others, "other family").replace(/ys$/, "ies") : family;
  const most = Math.max(0, ...counts);
  return (
    `<tr><td><span class="swatch ${className}"></span>${escaped(name)}</td>` +
    `<td class="number">${counts.at(-1) ?? 0}</td><td class="number">${most}</td></tr>`
  );
}

interface TimeSpan {
  readonly first: number;
  readonly last: number;
  readonly now: string;
}

function* list(heading: string, lives: readonly Life[], span: TimeSpan): Generator<string> {
  if (lives.length === 0) return;
  yield `<details open><summary><h2>${heading} (${lives.length})</h2></summary><div class="wide"><table class="lives">
<tr><th>algorithm</th><th>where</th><th>came</th><th>went</th><th class="number">days</th><th>when</th></tr>\n`;
  for (const life of lives.slice(0, MOST_ROWS)) yield row(life, span);
  yield "</table></div>\n";
  const hidden = lives.length - MOST_ROWS;
  if (hidden > 0) yield `<p class="soft">… and ${hidden} more: all of them with --format json or csv.</p>\n`;
  yield "</details>\n";
}

function row(life: Life, span: TimeSpan): string {
  const { algorithm, ruleId, path, line, scope, opened, merged, closed, closedMerged } = life;
  const before = life.earlierPaths
    ? `<br><span class="soft">before: ${escaped(life.earlierPaths.join(", "))}</span>`
    : "";
  const about = scope === "production" ? escaped(ruleId) : `${escaped(ruleId)}, ${scope}`;
  return (
    `<tr><td><b>${escaped(algorithm)}</b><br><span class="soft">${about}</span></td>` +
    `<td class="where"><code>${escaped(path)}:${line}</code>${before}</td>` +
    `<td>${opened.before ? "before " : ""}${momentText(opened)}${mergedText(merged)}</td>` +
    `<td>${closed ? momentText(closed) + mergedText(closedMerged) : ""}</td>` +
    `<td class="number">${daysOf(life, span.now)}</td><td>${bar(life, span)}</td></tr>\n`
  );
}

function momentText({ commit, time }: Moment): string {
  return `${time.slice(0, 10)}<br><code>${commit.slice(0, 12)}</code>`;
}

function mergedText(merged: Moment | undefined): string {
  if (!merged) return "";
  return `<br><span class="soft">merged ${merged.time.slice(0, 10)} <code>${merged.commit.slice(0, 12)}</code></span>`;
}

/** When, within all of the time that the picture shows. */
function bar({ opened, closed, verdict }: Life, { first, last }: TimeSpan): string {
  const share = (time: number) => Math.min(100, Math.max(0, ((time - first) / (last - first)) * 100));
  const from = share(Date.parse(opened.time));
  const to = Math.max(from, share(closed ? Date.parse(closed.time) : last));
  const place = `left:${from.toFixed(1)}%;width:${(to - from).toFixed(1)}%`;
  return `<span class="span"><i class="${verdict === "quantum-broken" ? "q2" : "w2"}" style="${place}"></i></span>`;
}

function* errors({ errors: all }: HistoryResult): Generator<string> {
  const missed = all.filter((error) => !wasScanned(error));
  if (missed.length === 0) return;
  yield `<details open><summary><h2>Not scanned (${missed.length})</h2></summary><ul>\n`;
  for (const { path, status, message } of missed.slice(0, MOST_ROWS)) {
    yield `<li><code>${escaped(path)}</code>: ${status}: ${escaped(message)}</li>\n`;
  }
  yield "</ul></details>\n";
}
