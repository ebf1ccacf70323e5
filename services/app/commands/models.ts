/** `pqc-audit models`: what the catalogue knows, and whether its examples hold. */
import { Command } from "commander";
import type { Context } from "../context.ts";

export function modelsCommand(context: Context): Command {
  const command = new Command("models").description("list, show and test the catalogue of library models");
  command
    .command("list")
    .description("every rule with its library and languages")
    .argument("[text]", "only rules that contain this")
    .action(async (text: string | undefined) => {
      const { listModels } = await import("./models-action.ts");
      await listModels(text, context);
    });
  command
    .command("show")
    .description("a rule or a whole library, as it is written")
    .argument("<rule|library>", "java.jca.cipher, or java.jca")
    .action(async (name: string) => {
      const { showModels } = await import("./models-action.ts");
      await showModels(name, context);
    });
  command
    .command("test")
    .description("check every model against its examples and counter-examples")
    .argument("[library]", "only this library, or what a .pqc-audit.yaml file declares as wrappers")
    .action(async (library: string | undefined) => {
      const { testModels } = await import("./models-action.ts");
      await testModels(library, context);
    });
  return command.addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
Examples:
  $ pqc-audit models list cipher
  $ pqc-audit models show java.jca.cipher
  $ pqc-audit models test
  $ pqc-audit models test .pqc-audit.yaml`;
