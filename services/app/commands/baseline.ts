/** `pqc-audit baseline`: a scan that writes down what is there, for `--baseline` of later ones. */
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import { collect } from "./options.ts";

export interface BaselineOptions {
  readonly output: string;
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly cache?: boolean;
  readonly gitignore?: boolean;
  readonly config?: string;
  readonly quiet?: boolean;
}

export function baselineCommand(context: Context): Command {
  return new Command("baseline")
    .description("write down what is found today, so that later scans fail on what is new only")
    .argument("<path|git-url>", "as for scan")
    .option("--output <file>", "the baseline", ".pqc-audit-baseline.json")
    .option("--ref <ref>", "branch, tag or commit of a git URL (default: its HEAD)")
    .addOption(new Option("--include <glob>", "as for scan").argParser(collect).default([], "everything"))
    .addOption(new Option("--exclude <glob>", "as for scan").argParser(collect).default([], "nothing"))
    .option("--no-cache", "neither use nor keep results of earlier runs")
    .option("--gitignore", "leave out what .gitignore files name")
    .option("--config <file>", "configuration file, or development, or production")
    .option("--quiet", "no progress bar, no notes")
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, options: BaselineOptions) => {
      const { runScanCommand } = await import("./scan-action.ts");
      await runScanCommand(location, { ...options, format: "baseline" }, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit baseline .
  $ pqc-audit scan . --baseline .pqc-audit-baseline.json --fail-on high

Uses are counted by file: one more of the same in the same file is new. Of a server's scan:
  $ pqc-audit watch ID --format baseline --output .pqc-audit-baseline.json`;
