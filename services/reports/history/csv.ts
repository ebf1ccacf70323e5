/** One life a row (RFC 4180), for spreadsheets: no cell is taken for a formula. */
import { writeChunks } from "../chunks.ts";
import { daysOf } from "./days.ts";
import type { HistoryResult, Life } from "./model.ts";
import type { WriteHistory } from "./report.ts";

export const writeHistoryCsv: WriteHistory = (result, out) => writeChunks(rows(result), out);

const COLUMNS: Readonly<Record<string, (life: Life) => string | number | undefined>> = {
  id: ({ id }) => id,
  state: ({ state }) => state,
  verdict: ({ verdict }) => verdict,
  family: ({ family }) => family,
  algorithm: ({ algorithm }) => algorithm,
  rule: ({ ruleId }) => ruleId,
  usage: ({ usage }) => usage,
  operation: ({ operation }) => operation,
  scope: ({ scope }) => scope,
  path: ({ path }) => path,
  line: ({ line }) => line,
  opened_commit: ({ opened }) => opened.commit,
  opened_time: ({ opened }) => opened.time,
  opened_before: ({ opened }) => (opened.before ? "yes" : "no"),
  merged_commit: ({ merged }) => merged?.commit,
  merged_time: ({ merged }) => merged?.time,
  closed_commit: ({ closed }) => closed?.commit,
  closed_time: ({ closed }) => closed?.time,
  closed_merged_commit: ({ closedMerged }) => closedMerged?.commit,
  closed_merged_time: ({ closedMerged }) => closedMerged?.time,
};

function* rows({ lives, startedAt }: HistoryResult): Generator<string> {
  yield row([...Object.keys(COLUMNS), "days"]);
  for (const life of lives) {
    yield row([...Object.values(COLUMNS).map((cell) => cell(life)), daysOf(life, startedAt)]);
  }
}

function row(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

/** Spreadsheets take what begins so for a formula, and run it. */
const FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: string | number | undefined): string {
  if (cell === undefined || typeof cell === "number") return String(cell ?? "");
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
