/** `pqc-audit report`: a result that is there already, in another format. */
import { FORMAT_NAMES, type Format } from "@pqc-audit/reports/formats.ts";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../context.ts";
import type { ReportOptions } from "./report-action.ts";
import { withServerOptions } from "./server-options.ts";

export function reportCommand(context: Context): Command {
  const command = new Command("report")
    .description("a result that was kept, or a scan of a server, in other formats")
    .argument("[result]", "the result, as scan --format json or ndjson prints it; - for standard input")
    .addOption(
      new Option("--format <formats>", `what is written, several with commas: ${FORMAT_NAMES.join(", ")}`)
        .argParser(formats)
        .default(["text"], "text"),
    )
    .option("-o, --output <file>", "write to this file instead of standard output")
    .option("--folder <folder>", "write each format to a file of its own in this folder, such as pqc-audit.sarif")
    .option("--baseline <file>", "what is in this baseline is existing, everything else new")
    .option("--scan <id>", "a finished scan of a server, instead of a result")
    .option("--module <module>", "of that scan, the CycloneDX inventory of this module alone")
    .option("--quiet", "no notes");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (result: string | undefined, options: ReportOptions) => {
      const { report } = await import("./report-action.ts");
      await report(result, options, context);
    });
}

function formats(value: string): readonly Format[] {
  return value.split(",").map((part) => {
    const known = FORMAT_NAMES.find((each) => each === part.trim());
    if (known === undefined) throw new InvalidArgumentError(`Allowed choices are ${FORMAT_NAMES.join(", ")}.`);
    return known;
  });
}

const EXAMPLES = `
Examples:
  $ pqc-audit scan . --format json --output result.json
  $ pqc-audit report result.json --format html --output report.html
  $ pqc-audit report result.json --format sarif,junit,markdown --folder reports --baseline .pqc-audit-baseline.json
  $ pqc-audit scan . --format json | pqc-audit report - --format csv
  $ pqc-audit report --scan ID --server https://audit.example --format html --output report.html`;
