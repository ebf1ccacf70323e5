/** For people at a terminal: what to do first, how much there is by when, and when it will be done. */
import pc from "picocolors";
import { writeChunks } from "../chunks.ts";
import { plural } from "../coverage.ts";
import { terminalText } from "../terminal.ts";
import type { MigrationPlan, Totals, WorkPackage } from "./model.ts";
import type { WritePlan } from "./report.ts";
import { accountedText, dueText, EXPOSURE_WORDS, effortText, forecastText, milestoneText } from "./words.ts";

/** Packages that are shown; the other formats have every one. */
const SHOWN = 20;
const PLACES = 3;

type Colors = ReturnType<typeof pc.createColors>;

export const writePlanText: WritePlan = (plan, out, { color }) =>
  writeChunks(textLines(plan, pc.createColors(color)), out);

function* textLines(plan: MigrationPlan, c: Colors): Generator<string> {
  const several = new Set(plan.packages.map(({ repository }) => repository)).size > 1;
  const orders = new Map(plan.packages.map(({ id, order }) => [id, order]));
  for (const work of plan.packages.slice(0, SHOWN)) yield* packageLines(work, { several, orders }, c);
  const hidden = plan.packages.length - SHOWN;
  if (hidden > 0) yield c.dim(`… and ${hidden} more packages (all of them with --format json, csv or markdown)\n\n`);
  yield* totalLines(plan, c);
}

function* packageLines(
  work: WorkPackage,
  { several, orders }: { readonly several: boolean; readonly orders: ReadonlyMap<string, number> },
  c: Colors,
): Generator<string> {
  const { order, title, module, repository, owners, findings, files, severity, exposure, effort } = work;
  const where = several ? `${repository} ${module === "." ? "" : module}`.trim() : module;
  yield `${c.bold(`${order}. ${terminalText(title)}`)}  ${c.cyan(terminalText(where))}${
    owners.length > 0 ? `  ${terminalText(owners.join(" "))}` : ""
  }\n`;
  const inFiles = files === undefined ? "" : ` in ${plural(files, "file")}`;
  const due = dueText(work);
  yield `   ${plural(findings, "finding")}${inFiles}, ${severity}; ${effortText(effort)}; ${
    work.overdue ? c.red(due) : due
  }; ${EXPOSURE_WORDS[exposure]}\n`;
  const { named, more } = work.algorithms;
  const from = `${Object.keys(named).join(", ")}${more > 0 ? ", …" : ""}`;
  const to = work.moveTo.map(({ algorithm }) => algorithm).join("; ");
  yield `   ${terminalText(from)} → ${to === "" ? c.red("nothing known yet") : terminalText(to)}\n`;
  for (const { instead } of work.moveTo.slice(0, 1)) {
    for (const { code, since } of instead.slice(0, 2)) yield c.dim(`     ${terminalText(`${code}  ${since}`)}\n`);
  }
  if (work.blocked) {
    yield `   ${c.yellow("blocked")}: ${plural(work.blocked.findings, "finding")}, ${terminalText(work.blocked.reasons[0] ?? "")}\n`;
  }
  for (const { package: id, what } of work.requires.filter((each) => each.package !== undefined).slice(0, PLACES)) {
    yield `   after ${orders.get(id ?? "") ?? "?"}: ${terminalText(what)}\n`;
  }
  for (const { path, line, algorithm } of work.top.slice(0, PLACES)) {
    yield c.dim(`     ${terminalText(`${path}:${line}  ${algorithm}`)}\n`);
  }
  yield "\n";
}

function* totalLines(plan: MigrationPlan, c: Colors): Generator<string> {
  const { totals, target, repositories, whatIf, forecast, incomplete } = plan;
  const of = target?.location ?? `${repositories} repositories`;
  yield `${c.bold("Plan")} of ${terminalText(of)}, ${plan.today}\n`;
  if (incomplete) yield `  ${c.yellow("incomplete: some files could not be scanned")}\n`;
  yield `  ${accountedText(plan)}\n`;
  yield `  ${effortText(totals.effort)} of work for one person`;
  yield totals.overdue > 0 ? `, ${c.red(`${totals.overdue} findings overdue`)}` : "";
  yield totals.blocked > 0 ? `, ${totals.blocked} blocked\n` : "\n";
  yield* burnDownLines(totals, whatIf?.left, c);
  if (whatIf) {
    const { left } = whatIf;
    yield `${c.bold("Without")} ${terminalText(whatIf.without.join(", "))}: ${left.findings} of ${totals.findings} findings left, `;
    yield `${effortText(left.effort)} of ${effortText(totals.effort)}\n`;
  }
  if (forecast) {
    yield `${c.bold("Forecast")} ${forecastText(forecast)}\n`;
    for (const milestone of forecast.milestones) {
      const text = terminalText(milestoneText(milestone));
      yield `  ${milestone.state === "late" ? c.red(text) : text}\n`;
    }
  }
}

function* burnDownLines(totals: Totals, left: Totals | undefined, c: Colors): Generator<string> {
  if (totals.burnDown.length === 0) return;
  yield `${c.bold("To be gone by")}\n`;
  for (const { mandate, steps } of totals.burnDown) {
    for (const { date, findings, effort } of steps) {
      const after = left?.burnDown.find((each) => each.mandate === mandate)?.steps;
      // What holds at a date is what the last step up to it says.
      const rest = left && (after?.findLast((step) => step.date <= date)?.findings ?? 0);
      const then = rest === undefined ? "" : `, ${rest} without what moves`;
      yield `  ${date} ${terminalText(mandate)}: ${findings} findings${then}; ${effortText(effort)}\n`;
    }
  }
}
