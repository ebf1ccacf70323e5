/** `pqc-audit scan`: one repository, here and now. */
import { FORMAT_NAMES } from "@pqc-audit/reports/formats.ts";
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import { collect, positiveInteger } from "./options.ts";
import { withPolicyOptions } from "./policy-options.ts";
import { withProfileOptions } from "./profile.ts";
import type { ScanOptions } from "./scan-action.ts";

export function scanCommand(context: Context): Command {
  const command = new Command("scan")
    .description("find the cryptography of a folder or of a git repository")
    .argument("<path|git-url>", "a folder or file on this machine, or the URL of a git repository")
    .option("--ref <ref>", "branch, tag or commit of a git repository (default: HEAD of a URL, what lies in a folder)")
    .option("--lfs", "what pointers of Git LFS stand for as well, of a repository on a server")
    .option("--since <commit|tag|date>", "only files that have changed since, of a repository on this machine")
    .addOption(new Option("--format <format>", "what is printed").choices(FORMAT_NAMES).default("text"))
    .option("--output <file>", "write to this file instead of standard output")
    .option(
      "--cbom-per-module <folder>",
      "write a CycloneDX inventory for each module, and one for all, into this folder",
    )
    .addOption(
      new Option("--include <glob>", "scan only what matches; may be repeated")
        .argParser(collect)
        .default([], "everything"),
    )
    .addOption(
      new Option("--exclude <glob>", "leave out what matches; may be repeated")
        .argParser(collect)
        .default([], "nothing"),
    )
    .option("--policy <file>", "instead of the .pqc-audit.yaml of the repository")
    .option("--no-policy", "heed neither .pqc-audit.yaml nor comments that ignore findings")
    .option("--workers <n>", "scanning threads (default: one per core)", positiveInteger)
    .option("--config <file>", "configuration file, or development, or production")
    .option("--no-cache", "neither use nor keep results of earlier runs")
    .option("--gitignore", "leave out what .gitignore files name")
    .option("--no-gitignore", "scan what .gitignore files name as well (default)")
    .option("--quiet", "no progress bar, no notes");
  return withProfileOptions(withPolicyOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, options: ScanOptions) => {
      const { runScanCommand } = await import("./scan-action.ts");
      await runScanCommand(location, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit scan .
  $ pqc-audit scan https://git.example/team/service.git --ref v2.1.0
  $ pqc-audit scan src --format sarif --output findings.sarif
  $ pqc-audit scan . --fail-on high --baseline .pqc-audit-baseline.json
  $ pqc-audit scan . --mandate cnsa-2.0 --fail-on overdue --lead-months 24
  $ pqc-audit scan . --fail-on high --exclude 'test/' --exclude '*.md'
  $ pqc-audit scan . --since v2.1.0 --fail-on high

Exit codes: 0 done; 1 findings at or above --fail-on; 2 wrong usage or configuration;
3 incomplete, something could not be read (what was found is still printed).`;
