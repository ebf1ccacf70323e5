/** `pqc-audit config`: what may be configured, and what is. */
import { Command } from "commander";
import type { Context } from "../context.ts";

export function configCommand(context: Context): Command {
  const command = new Command("config").description("print the configuration's schema, or the configuration in force");
  command
    .command("schema")
    .description("JSON Schema of the configuration file")
    .action(async () => {
      const { printSchema } = await import("./config-action.ts");
      printSchema(context);
    });
  command
    .command("show")
    .description("every key with the value in force, from defaults, file and environment")
    .option("--config <file>", "configuration file, or development, or production")
    .action(async (options: { config?: string }) => {
      const { printConfig } = await import("./config-action.ts");
      printConfig(options.config, context);
    });
  return command;
}
