/** `pqc-audit blame`: with which commit a finding came. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import type { BlameOptions } from "./blame-action.ts";
import { withServerOptions } from "./server-options.ts";

export function blameCommand(context: Context): Command {
  const command = new Command("blame")
    .description("with which commit a finding came, and when that was written, by git's account")
    .argument("<finding>", "id of a finding (its beginning is enough where it is the only one)")
    .option("--result <file>", "the result with the finding, as scan --format json or ndjson prints it")
    .option("--scan <id>", "a finished scan of a server, instead of --result")
    .option("--source <folder|git-url>", "the repository (default: the target of --result)")
    .option("--author", "name the author too; addresses are never told")
    .option("--json", "one JSON object");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, options: BlameOptions) => {
      const { blameFinding } = await import("./blame-action.ts");
      await blameFinding(id, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit scan . --format json --output result.json
  $ pqc-audit blame 8f14e45fceea167a --result result.json
  $ pqc-audit blame 8f14e45fceea167a --scan ID --server https://audit.example --source .

history tells it of all uses at once, with those that are gone.`;
