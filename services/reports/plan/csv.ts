/** One work package a row (RFC 4180), for spreadsheets and trackers: no cell is taken for a formula. */
import { type Cell, csvRow } from "../cells.ts";
import { writeChunks } from "../chunks.ts";
import type { MigrationPlan, WorkPackage } from "./model.ts";
import type { WritePlan } from "./report.ts";

export const writePlanCsv: WritePlan = (plan, out) => writeChunks(rows(plan), out);

const COLUMNS: Readonly<Record<string, (work: WorkPackage) => Cell>> = {
  order: ({ order }) => order,
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  title: ({ title }) => title,
  repository: ({ repository }) => repository,
  module: ({ module }) => module,
  owners: ({ owners }) => owners.join(" "),
  team: ({ team }) => team,
  severity: ({ severity }) => severity,
  exposure: ({ exposure }) => exposure,
  confidentiality_years: ({ confidentialityYears }) => confidentialityYears,
  due: ({ due }) => due,
  overdue: ({ overdue }) => (overdue ? "yes" : "no"),
  mandates: ({ deadlines }) => deadlines.map(({ mandate, actBy, date }) => `${mandate} ${actBy ?? date}`).join(", "),
  findings: ({ findings }) => findings,
  files: ({ files }) => files,
  algorithms: ({ algorithms: { named } }) => Object.keys(named).join(", "),
  libraries: ({ libraries }) => libraries.join(", "),
  move_to: ({ moveTo }) => moveTo.map(({ algorithm }) => algorithm).join(", "),
  hours_low: ({ effort }) => effort.low,
  hours_high: ({ effort }) => effort.high,
  blocked: ({ blocked }) => blocked?.findings ?? 0,
  blocked_by: ({ blocked }) => blocked?.reasons.join(", "),
  requires: ({ requires }) => requires.flatMap(({ package: id }) => id ?? []).join(" "),
  requires_elsewhere: ({ requires }) => requires.flatMap(({ package: id, what }) => (id ? [] : what)).join(", "),
  first_place: ({ top: [first] }) => first && `${first.path}:${first.line}`,
};

function* rows({ packages }: MigrationPlan): Generator<string> {
  yield csvRow(Object.keys(COLUMNS));
  for (const work of packages) yield csvRow(Object.values(COLUMNS).map((cell) => cell(work)));
}
