/** The command line as a tree of commands. Each command is one file; what it does is loaded only when it runs. */
import { Command, CommanderError } from "commander";
import { baselineCommand } from "./commands/baseline.ts";
import { blameCommand } from "./commands/blame.ts";
import { canaryCommand } from "./commands/canary.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { configCommand } from "./commands/config.ts";
import { discoverCommand } from "./commands/discover.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { historyCommand } from "./commands/history.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { modelsCommand } from "./commands/models.ts";
import { planCommand } from "./commands/plan.ts";
import { reportCommand } from "./commands/report.ts";
import { scanCommand } from "./commands/scan.ts";
import { serveCommand } from "./commands/serve.ts";
import { statusCommand } from "./commands/status.ts";
import { submitCommand } from "./commands/submit.ts";
import { watchCommand } from "./commands/watch.ts";
import type { Context } from "./context.ts";
import { describe, EXIT, exitCodeOf } from "./exit.ts";
import { VERSION } from "./version.ts";

const COMMANDS = [
  scanCommand,
  baselineCommand,
  explainCommand,
  historyCommand,
  blameCommand,
  reportCommand,
  planCommand,
  serveCommand,
  migrateCommand,
  submitCommand,
  discoverCommand,
  statusCommand,
  watchCommand,
  cancelCommand,
  canaryCommand,
  doctorCommand,
  modelsCommand,
  configCommand,
];

/** Runs one command line (without node and script) to its end and tells `context` the exit code. Never throws. */
export async function run(argv: readonly string[], context: Context): Promise<void> {
  const debug = argv.includes("--debug");
  try {
    await createProgram(context).parseAsync([...argv], { from: "user" });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Help and version end this way too, with code 0; what is wrong has been said.
      context.exit(thrown.exitCode === 0 ? EXIT.done : EXIT.usage);
      return;
    }
    context.stderr.write(`${describe(thrown, debug)}\n`);
    context.exit(exitCodeOf(thrown));
  }
}

export function createProgram(context: Context): Command {
  const program = new Command("pqc-audit")
    .description("Finds cryptography that quantum computers break, or that is weak already, and says what to do.")
    .version(VERSION, "-V, --version")
    .option("--debug", "print the stack of an error")
    .helpCommand(true)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: (text, write) =>
        write(
          `pqc-audit: ${text
            .replace(/^error: /, "")
            .replace(/\s+/g, " ")
            .trim()}\n`,
        ),
    })
    .addHelpText("after", EXAMPLES);
  for (const command of COMMANDS) program.addCommand(inherit(command(context), program));
  return program;
}

/** Commands made apart do not take over exit and output settings by themselves. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}

const EXAMPLES = `
Examples:
  $ pqc-audit scan .                                  this folder, as text
  $ pqc-audit scan https://git.example/r.git          a git repository
  $ pqc-audit scan . --format json --output out.json  for other programs
  $ pqc-audit scan . --fail-on high                   for CI

Run pqc-audit COMMAND --help for the options of a command.`;
