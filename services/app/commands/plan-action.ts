/** What `plan` does: scan, read a result, or ask a server; plan, print, and say with the exit code how it went. */
import { readFileSync, statSync } from "node:fs";
import { judged } from "@pqc-audit/aggregator/join/join.ts";
import { mandatesNamed } from "@pqc-audit/aggregator/join/mandates.ts";
import { milestonesOf } from "@pqc-audit/aggregator/join/milestones.ts";
import { horizonOf } from "@pqc-audit/aggregator/join/overdue.ts";
import { defaultPolicy, type Policy, underMandates } from "@pqc-audit/aggregator/join/policy.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { isComplete } from "@pqc-audit/reports/model/result.ts";
import { lifetimeOf } from "@pqc-audit/reports/plan/exposure.ts";
import { type Forecast, forecastOf } from "@pqc-audit/reports/plan/forecast.ts";
import { PLAN_FORMATS, type PlanFormat } from "@pqc-audit/reports/plan/formats.ts";
import { Gatherer } from "@pqc-audit/reports/plan/gather.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { observationsOf, readTimeline } from "@pqc-audit/reports/plan/observations.ts";
import { planOf, unknownModules } from "@pqc-audit/reports/plan/plan.ts";
import { type Context, wantsColor } from "../context.ts";
import { EXIT } from "../exit.ts";
import { openClient } from "../server/open-client.ts";
import { checkOutput, withOutput } from "../terminal/output.ts";
import { VERSION } from "../version.ts";
import { readResult, type StoredResult } from "./read-result.ts";
import { cacheOf, requestOf, scanWithProgress } from "./scan-action.ts";
import type { ServerFlags } from "./server-options.ts";

export interface PlanOptions extends ServerFlags {
  readonly mandate: readonly string[];
  readonly leadMonths: number;
  readonly owner: readonly string[];
  readonly team: readonly string[];
  readonly target?: string;
  readonly without: readonly string[];
  readonly depth?: number;
  readonly history?: string;
  readonly format: PlanFormat;
  readonly output?: string;
  readonly quiet?: boolean;
}

export async function runPlanCommand(location: string, options: PlanOptions, context: Context): Promise<void> {
  if (options.output !== undefined) await checkOutput(options.output);
  const plan =
    options.server === undefined ? await planHere(location, options, context) : await askServer(options, context);
  const write = await PLAN_FORMATS[options.format]();
  const color = options.output === undefined && wantsColor(context.stdout, context.environment);
  await withOutput(options.output, context, (out) => write(plan, out, { color }));
  if (!options.quiet && options.output !== undefined) {
    context.stderr.write(`pqc-audit: ${plan.packages.length} work packages written to ${options.output}\n`);
  }
  context.exit(plan.incomplete ? EXIT.incomplete : EXIT.done);
}

async function planHere(location: string, options: PlanOptions, context: Context): Promise<MigrationPlan> {
  if (options.team.length > 0 || options.target !== undefined) {
    throw new UsageError("--team and --target need --server: a folder belongs to no team (--owner asks CODEOWNERS)");
  }
  const now = new Date();
  const policy = underMandates(defaultPolicy(now), options.mandate);
  // Before anything is scanned: what cannot be used is to be told at once.
  const forecast = options.history === undefined ? undefined : forecastIn(options.history, options.mandate, now);
  const result = isResult(location)
    ? rejudged(readResult(location), options.mandate, policy)
    : await scanned(location, options, context);
  const { depth, owner, without, leadMonths } = options;
  const gathered = new Gatherer({ ...(depth !== undefined && { depth }), ...(owner.length > 0 && { owners: owner }) });
  const repository = result.location ?? location;
  for (const finding of result.findings) gathered.add(finding, { repository });
  const plan = planOf(gathered, {
    version: VERSION,
    target: { location: repository, ...(result.commit !== undefined && { commit: result.commit }) },
    repositories: 1,
    today: policy.today,
    leadMonths,
    horizon: horizonOf(policy.today, leadMonths),
    incomplete: result.coverage !== undefined && !isComplete(result.coverage),
    without,
    ...(owner.length > 0 && { filter: { owners: owner } }),
    ...(forecast && { forecast }),
  });
  const [unknown] = unknownModules(plan.packages, without);
  if (unknown !== undefined) throw new UsageError(`--without ${unknown}: no work package is of this module`);
  return plan;
}

function isResult(location: string): boolean {
  return /\.(?:nd)?json$/.test(location) && (statSync(location, { throwIfNoEntry: false })?.isFile() ?? false);
}

async function scanned(location: string, options: PlanOptions, context: Context): Promise<StoredResult> {
  const config = loadConfig(options.config, context.environment);
  const asked = { format: "json" as const, include: [], exclude: [], mandate: options.mandate };
  const request = { ...requestOf(location, asked, config), ...cacheOf(config, context.environment) };
  const { target, ...result } = await scanWithProgress(request, options, context);
  return { ...result, ...target };
}

/** What mandates say is worked out again; how long data lives, a result tells by its dates. */
function rejudged(result: StoredResult, mandates: readonly string[], policy: Policy): StoredResult {
  if (mandates.length === 0) return result;
  const findings = result.findings.map((finding): Finding => {
    const { replacement: _, deadlines: __, ...rest } = finding;
    const years = lifetimeOf([finding]);
    return { ...rest, ...judged(finding, policy, { years }) };
  });
  return { ...result, findings };
}

function forecastIn(file: string, mandates: readonly string[], now: Date): Forecast {
  try {
    const observations = observationsOf(readTimeline(readFileSync(file, "utf8")));
    return forecastOf(
      observations,
      milestonesOf(mandates.length === 0 ? undefined : mandatesNamed(mandates)),
      now.getTime(),
    );
  } catch (error) {
    throw new UsageError(`cannot use the history ${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function askServer(options: PlanOptions, context: Context): Promise<MigrationPlan> {
  if (options.history !== undefined) throw new UsageError("--history is of a scan made here: a server has its own");
  const server = openClient(options, context);
  const query = new URLSearchParams();
  if (options.mandate.length > 0) query.set("mandate", options.mandate.join(","));
  for (const team of options.team) query.append("team", team);
  if (options.target !== undefined) query.set("target", options.target);
  const forecast = new URLSearchParams(query);
  for (const owner of options.owner) query.append("owner", owner);
  for (const module of options.without) query.append("without", module);
  if (options.leadMonths > 0) query.set("lead_months", String(options.leadMonths));
  if (options.depth !== undefined) query.set("depth", String(options.depth));
  const plan = await server.plan(query);
  return { ...plan, forecast: await server.forecast(forecast) };
}
