/** `pqc-audit submit`: asks a server to scan a git repository. */
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import { collect } from "./options.ts";
import type { SubmitOptions } from "./server-actions.ts";
import { withServerOptions } from "./server-options.ts";

const PRIORITIES: readonly SubmitOptions["priority"][] = ["on-demand", "scheduled"];

export function submitCommand(context: Context): Command {
  const command = new Command("submit")
    .description("ask a server to scan a git repository; prints the scan's id")
    .argument("<git-url>", "URL of the repository; the server clones it")
    .option("--ref <ref>", "branch, tag or commit (default: the repository's HEAD)")
    .option("--include <glob>", "scan only what matches; may be repeated", collect, [])
    .option("--exclude <glob>", "leave out what matches; may be repeated", collect, [])
    .option("--lfs", "what pointers of Git LFS stand for as well")
    .addOption(
      new Option("--priority <priority>", "scheduled lets others go before").choices(PRIORITIES).default("on-demand"),
    );
  return withServerOptions(command)
    .addHelpText(
      "after",
      "\nExamples:\n  $ pqc-audit submit https://git.example/team/service.git\n  $ pqc-audit watch $(pqc-audit submit URL)",
    )
    .action(async (url: string, options: SubmitOptions) => {
      const { submit } = await import("./server-actions.ts");
      await submit(url, options, context);
    });
}
