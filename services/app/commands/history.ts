/** `pqc-audit history`: when each use came and went, over all commits of a repository. */
import { HISTORY_FORMAT_NAMES } from "@pqc-audit/reports/history/formats.ts";
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { HistoryOptions } from "./history-action.ts";
import { collect, positiveInteger } from "./options.ts";
import { withProfileOptions } from "./profile.ts";

export function historyCommand(context: Context): Command {
  return withProfileOptions(
    new Command("history")
      .description("when each use of broken or weak cryptography came into a repository, and when it went")
      .argument("[path|git-url]", "a folder of a git repository on this machine, or the URL of one", ".")
      .option("--ref <ref>", "branch, tag or commit (default: HEAD)")
      .option("--since <day|commit>", "from here on; what was there already is marked so (default: the first commit)")
      .option("--until <day|commit>", "up to here (default: the ref)")
      .option(
        "--first-parent",
        "take each merge as one commit: faster, and names merges instead of commits of branches",
      )
      .addOption(
        new Option("--rule <id>", "only uses of this rule, or of those below it (java.jca); may be repeated")
          .argParser(collect)
          .default([], "all"),
      )
      .addOption(
        new Option("--algorithm <name>", "only uses of this algorithm or family (RSA-1024, RSA); may be repeated")
          .argParser(collect)
          .default([], "all"),
      )
      .addOption(new Option("--include <glob>", "as for scan").argParser(collect).default([], "everything"))
      .addOption(new Option("--exclude <glob>", "as for scan").argParser(collect).default([], "nothing"))
      .addOption(new Option("--format <format>", "what is printed").choices(HISTORY_FORMAT_NAMES).default("text"))
      .option("--output <file>", "write to this file instead of standard output")
      .option("--workers <n>", "scanning threads (default: one per core)", positiveInteger)
      .option("--config <file>", "configuration file, or development, or production")
      .option("--quiet", "no progress bar, no notes"),
  )
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, options: HistoryOptions) => {
      const { runHistoryCommand } = await import("./history-action.ts");
      await runHistoryCommand(location, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit history
  $ pqc-audit history . --format html --output history.html
  $ pqc-audit history . --since 2024-01-01 --algorithm RSA --algorithm SHA-1
  $ pqc-audit history https://git.example/team/service.git --first-parent --format csv

Exit codes: 0 done; 2 wrong usage or configuration; 3 incomplete, something could not be read
(what was found is still printed).`;
