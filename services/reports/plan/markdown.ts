/**
 * A plan for an issue or a wiki, in GitHub's Markdown, which GitLab reads too. Whatever a repository wrote stands in code
 * spans: no mention, link, picture or markup of it works there.
 */
import { writeChunks } from "../chunks.ts";
import { codeSpan } from "../code-span.ts";
import { plural } from "../coverage.ts";
import type { MigrationPlan, Totals, WorkPackage } from "./model.ts";
import type { WritePlan } from "./report.ts";
import { accountedText, dueText, EXPOSURE_WORDS, effortText, forecastText, milestoneText } from "./words.ts";

export const writePlanMarkdown: WritePlan = (plan, out) => writeChunks(texts(plan), out);

function* texts(plan: MigrationPlan): Generator<string> {
  const { totals, target, repositories, whatIf, forecast, incomplete, packages } = plan;
  yield `# Migration plan, ${plan.today}\n\n`;
  const { commit } = target ?? {};
  yield target
    ? `${codeSpan(target.location)}${commit === undefined ? "" : ` at ${codeSpan(commit.slice(0, 12))}`}`
    : `${repositories} repositories`;
  yield "\n";
  yield `\n${accountedText(plan)}. ${effortText(totals.effort)} of work for one person`;
  yield totals.overdue > 0 ? `; **${totals.overdue} findings overdue**` : "";
  yield totals.blocked > 0 ? `; ${totals.blocked} blocked.\n` : ".\n";
  if (incomplete) yield "\n**Incomplete: some files could not be scanned.**\n";
  yield* burnDown(totals, "## To be gone by");
  if (whatIf) {
    yield `\n## Without ${whatIf.without.map(codeSpan).join(", ")}\n\n`;
    yield `${whatIf.left.findings} of ${totals.findings} findings left, ${effortText(whatIf.left.effort)} of work.\n`;
    yield* burnDown(whatIf.left, "");
  }
  if (forecast) {
    yield `\n## Forecast\n\n${forecastText(forecast)}.\n\n`;
    for (const milestone of forecast.milestones) yield `- ${codeSpan(milestoneText(milestone))}\n`;
  }
  yield "\n## Work packages\n\n";
  const orders = new Map(packages.map(({ id, order }) => [id, order]));
  for (const work of packages) yield* packageTexts(work, orders);
}

function* burnDown({ burnDown: mandates }: Totals, heading: string): Generator<string> {
  if (mandates.length === 0) return;
  yield `\n${heading === "" ? "" : `${heading}\n\n`}| by | mandate | findings | work |\n| --- | --- | ---: | --- |\n`;
  for (const { mandate, steps } of mandates) {
    for (const { date, findings, effort } of steps) {
      yield `| ${date} | ${codeSpan(mandate)} | ${findings} | ${effortText(effort)} |\n`;
    }
  }
}

function* packageTexts(work: WorkPackage, orders: ReadonlyMap<string, number>): Generator<string> {
  const { order, title, repository, module, owners, findings, files, severity } = work;
  yield `### ${order}. ${codeSpan(title)} in ${codeSpan(module === "." ? repository : `${repository} ${module}`)}\n\n`;
  const inFiles = files === undefined ? "" : ` in ${plural(files, "file")}`;
  const by = owners.length === 0 ? "" : `; for ${owners.map(codeSpan).join(" ")}`;
  yield `- ${plural(findings, "finding")}${inFiles}, ${severity}, ${EXPOSURE_WORDS[work.exposure]}${by}\n`;
  yield `- ${work.overdue ? `**${dueText(work)}**` : dueText(work)}\n`;
  yield `- ${effortText(work.effort)}: ${work.assumptions.join("; ")}\n`;
  const from = Object.keys(work.algorithms.named).map(codeSpan).join(", ");
  for (const { algorithm, standard, instead } of work.moveTo) {
    yield `- ${from} → ${codeSpan(algorithm)} (${codeSpan(standard)})\n`;
    for (const { code, since, source } of instead) yield `  - ${codeSpan(code)} ${since}; ${source}\n`;
  }
  if (work.blocked) {
    yield `- **blocked**: ${plural(work.blocked.findings, "finding")}: ${work.blocked.reasons.map(codeSpan).join(", ")}\n`;
  }
  for (const { package: id, what } of work.requires) {
    yield id === undefined ? `- needs ${codeSpan(what)}\n` : `- after ${orders.get(id) ?? "?"}: ${codeSpan(what)}\n`;
  }
  for (const { path, line, algorithm } of work.top) yield `- ${codeSpan(`${path}:${line}`)} ${codeSpan(algorithm)}\n`;
  yield "\n";
}
