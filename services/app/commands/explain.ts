/** `pqc-audit explain`: why something is a finding, how it was read, what to write instead, and who says so. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import type { ExplainOptions } from "./explain-action.ts";
import { withServerOptions } from "./server-options.ts";

export function explainCommand(context: Context): Command {
  const command = new Command("explain")
    .description("why a finding is one, how it was read, what to write instead; or what a rule finds")
    .argument("<finding|rule>", "id of a finding (its beginning is enough where it is the only one), or of a rule")
    .option("--result <file>", "the result with the finding, as scan --format json or ndjson prints it")
    .option("--scan <id>", "a finished scan of a server, instead of --result")
    .option("--source <folder>", "where the scanned files lie (default: the target of the result)");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, options: ExplainOptions) => {
      const { explain } = await import("./explain-action.ts");
      await explain(id, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit explain java.jca.signature
  $ pqc-audit scan . --format json --output result.json
  $ pqc-audit explain 8f14e45fceea167a --result result.json
  $ pqc-audit explain 8f14e45fceea167a --scan ID --server https://audit.example --source .`;
