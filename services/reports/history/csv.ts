/** One life a row (RFC 4180), for spreadsheets: no cell is taken for a formula. */
import { type Cell, csvRow } from "../cells.ts";
import { writeChunks } from "../chunks.ts";
import { daysOf } from "./days.ts";
import type { HistoryResult, Life } from "./model.ts";
import type { WriteHistory } from "./report.ts";

export const writeHistoryCsv: WriteHistory = (result, out) => writeChunks(rows(result), out);

const COLUMNS: Readonly<Record<string, (life: Life) => Cell>> = {
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
  yield csvRow([...Object.keys(COLUMNS), "days"]);
  for (const life of lives) {
    yield csvRow([...Object.values(COLUMNS).map((cell) => cell(life)), daysOf(life, startedAt)]);
  }
}
