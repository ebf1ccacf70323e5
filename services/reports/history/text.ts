/** For the terminal: how many uses there were over time, by family; which are there longest; what went last. */
import pc from "picocolors";
import { writeChunks } from "../chunks.ts";
import { coverageText, incompleteText, plural, wasScanned } from "../coverage.ts";
import { terminalText } from "../terminal.ts";
import { daysOf } from "./days.ts";
import type { HistoryResult, Life, Series, Timeline, Verdict } from "./model.ts";
import type { WriteHistory } from "./report.ts";

/** Characters of a line over time, families of a verdict, uses of a list. */
const WIDTH = 48;
const FAMILIES = 10;
const LISTED = 8;
const BLOCKS = "▁▂▃▄▅▆▇█";

type Colors = ReturnType<typeof pc.createColors>;

const HEADINGS: Readonly<Record<Verdict, string>> = {
  "quantum-broken": "Broken by a quantum computer",
  "weak-today": "Weak or broken today",
};

export const writeHistoryText: WriteHistory = (result, out, { color }) =>
  writeChunks(lines(result, pc.createColors(color)), out);

function* lines(result: HistoryResult, c: Colors): Generator<string> {
  const { timeline } = result;
  for (const [verdict, heading] of Object.entries(HEADINGS)) {
    const series = timeline.series.filter((each) => each.verdict === verdict);
    if (series.length > 0) yield* chart(heading, series, timeline, c);
  }
  yield* list("There longest", longest(result), result, c);
  yield* list("Gone last", lastGone(result), result, c);
  yield* errors(result, c);
  yield* summary(result, c);
}

function* chart(heading: string, series: readonly Series[], { times }: Timeline, c: Colors): Generator<string> {
  const [first = "", last = ""] = [times[0]?.slice(0, 10), times.at(-1)?.slice(0, 10)];
  const shown = series.slice(0, FAMILIES);
  const name = Math.max(...shown.map(({ family }) => family.length));
  yield `${c.bold(heading)}\n`;
  yield c.dim(`  ${" ".repeat(name)}  ${first}${last.padStart(WIDTH - first.length)}  most  now\n`);
  for (const { family, counts } of shown) {
    const most = Math.max(...counts);
    const now = counts.at(-1) ?? 0;
    const line = sparkline(counts, times, most);
    yield `  ${terminalText(family).padEnd(name)}  ${c.cyan(line)}  ${String(most).padStart(4)} ${String(now).padStart(4)}\n`;
  }
  if (series.length > FAMILIES)
    yield c.dim(`  … and ${plural(series.length - FAMILIES, "family").replace(/ys$/, "ies")} more\n`);
  yield "\n";
}

/** The most of each part of the time, so that nothing short is missed; blank where there was none. */
function sparkline(counts: readonly number[], times: readonly string[], most: number): string {
  const at = times.map((time) => Date.parse(time));
  const [first = 0, last = 0] = [at[0], at.at(-1)];
  const heights = new Array<number>(WIDTH).fill(0);
  const column = (time: number) =>
    Math.min(WIDTH - 1, Math.floor(((time - first) / Math.max(1, last - first)) * WIDTH));
  for (const [index, count] of counts.entries()) {
    const from = column(at[index] ?? first);
    const to = Math.max(from, column((at[index + 1] ?? last + 1) - 1));
    for (let each = from; each <= to; each++) heights[each] = Math.max(heights[each] ?? 0, count);
  }
  return heights
    .map((height) => (height === 0 ? " " : BLOCKS[Math.ceil((height / most) * BLOCKS.length) - 1]))
    .join("");
}

function longest({ lives }: HistoryResult): readonly Life[] {
  // Lives come in the order in which they began.
  return lives.filter(({ state }) => state === "present");
}

function lastGone({ lives }: HistoryResult): readonly Life[] {
  const gone = lives.filter(({ state }) => state === "gone");
  return gone.sort((a, b) => Date.parse(b.closed?.time ?? "") - Date.parse(a.closed?.time ?? ""));
}

function* list(heading: string, lives: readonly Life[], { startedAt }: HistoryResult, c: Colors): Generator<string> {
  if (lives.length === 0) return;
  yield `${c.bold(heading)}\n`;
  for (const life of lives.slice(0, LISTED)) {
    const place = `${terminalText(life.path)}:${life.line}`;
    const scope = life.scope === "production" ? "" : `  ${life.scope}`;
    yield `  ${terminalText(life.algorithm)}  ${c.cyan(place)}${c.dim(scope)}\n    ${whenText(life)}, ${plural(daysOf(life, startedAt), "day")}\n`;
  }
  const hidden = lives.length - LISTED;
  if (hidden > 0) yield c.dim(`  … and ${hidden} more (all of them with --format json, csv or html)\n`);
  yield "\n";
}

/** `2019-03-01 (0123456789ab) to 2021-05-06 (ba9876543210)`. */
function whenText({ opened, closed }: Life): string {
  const moment = ({ commit, time }: { commit: string; time: string }) =>
    `${time.slice(0, 10)} (${commit.slice(0, 12)})`;
  const from = `${opened.before ? "since before " : closed ? "" : "since "}${moment(opened)}`;
  return closed ? `${from} to ${moment(closed)}` : from;
}

function* errors({ errors: all }: HistoryResult, c: Colors): Generator<string> {
  const missed = all.filter((error) => !wasScanned(error));
  if (missed.length === 0) return;
  yield `${c.bold(c.red("Not scanned"))}\n`;
  for (const { path, status, message } of missed)
    yield `  ${terminalText(path)}: ${status}: ${terminalText(message)}\n`;
  yield "\n";
}

function* summary(result: HistoryResult, c: Colors): Generator<string> {
  const { target, commits, coverage } = result;
  const { present, gone, branch } = result.summary;
  const folder = target.folder === undefined ? "" : ` (${target.folder})`;
  yield `${c.bold("History")} of ${terminalText(target.location + folder)} up to ${target.commit.slice(0, 12)}\n`;
  yield `  ${plural(present, "use")} present, ${gone} gone, ${branch} on branches only\n`;
  if (target.since) yield `  from ${target.since.commit.slice(0, 12)} of ${target.since.time.slice(0, 10)} on\n`;
  if (target.shallow)
    yield `  ${c.yellow("this clone is shallow: what its oldest commits have may be older (git fetch --unshallow)")}\n`;
  const merges = target.firstParent
    ? ", each merge as one"
    : `, ${commits.mainLine} of them on the line of first parents`;
  yield `  ${plural(commits.all, "commit")}${merges}\n`;
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield `  ${c.red(incomplete.replace(/files? /, "contents "))}\n`;
  yield `  ${coverageText(coverage).replace(/ files?/, " contents")}, ${(result.durationMs / 1000).toFixed(1)} s\n`;
}
