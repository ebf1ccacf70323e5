/** `pqc-audit plan`: what has to move, as work that a team can do, in the order in which to do it. */
import { PLAN_FORMAT_NAMES } from "@pqc-audit/reports/plan/formats.ts";
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import { collect, positiveInteger } from "./options.ts";
import type { PlanOptions } from "./plan-action.ts";
import { ids, months } from "./policy-options.ts";
import { withServerOptions } from "./server-options.ts";

export function planCommand(context: Context): Command {
  const command = new Command("plan")
    .description("the migration as work packages: what to move to, by when, how much work, in which order")
    .argument("[path|git-url|result.json]", "what to scan, or a result of scan --format json or ndjson", ".")
    .addOption(
      new Option("--mandate <id>", "only these mandates bind, such as cnsa-2.0,eu-roadmap; what to move to fits them")
        .argParser(ids)
        .default([], "all but nist-sp-800-131a; NIST's parameter sets"),
    )
    .option("--lead-months <n>", "count a deadline as passed so many months before", months, 0)
    .addOption(
      new Option("--owner <name>", "only what CODEOWNERS gives to this owner (@team); may be repeated")
        .argParser(collect)
        .default([], "everybody"),
    )
    .addOption(
      new Option("--team <name>", "with --server: only repositories of this team; may be repeated")
        .argParser(collect)
        .default([], "all"),
    )
    .option("--target <url>", "with --server: only this repository, module by module (default: all that you may see)")
    .addOption(
      new Option("--without <module>", "show what is left if this module or repository moves; may be repeated")
        .argParser(collect)
        .default([], "nothing"),
    )
    .option("--depth <n>", "folders that make a module's name (default: 2)", positiveInteger)
    .option("--history <file>", "what history --format json printed: adds a forecast")
    .addOption(new Option("--format <format>", "what is printed").choices(PLAN_FORMAT_NAMES).default("text"))
    .option("--output <file>", "write to this file instead of standard output")
    .option("--quiet", "no progress bar, no notes");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, options: PlanOptions) => {
      const { runPlanCommand } = await import("./plan-action.ts");
      await runPlanCommand(location, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit plan .
  $ pqc-audit plan result.json --mandate eu-roadmap --lead-months 24 --format markdown
  $ pqc-audit plan . --without services/billing --without services/login
  $ pqc-audit history . --format json --output history.json && pqc-audit plan . --history history.json
  $ pqc-audit plan --server https://audit.example --team payments --format csv --output plan.csv

With --server the plan is of the newest results there, and nothing is scanned here.
Exit codes: 0 done; 2 wrong usage or configuration; 3 some files could not be scanned: the plan may lack what they hold.`;
