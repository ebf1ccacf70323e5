/** `pqc-audit config`: what may be configured, and what is. */
import { Command } from "commander";
import type { Context } from "../context.ts";

export function configCommand(context: Context): Command {
  const command = new Command("config").description("print the configuration's schema, or the configuration in force");
  command
    .command("schema")
    .description("JSON Schema of the configuration file")
    .action(async () => {
      const { configSchema } = await import("@pqc-audit/platform/config/json-schema.ts");
      context.stdout.write(`${JSON.stringify(configSchema(), undefined, 2)}\n`);
    });
  command
    .command("show")
    .description("every key with the value in force, from defaults, file and environment")
    .option("--config <file>", "configuration file, or development, or production")
    .action(async (options: { config?: string }) => {
      const [{ loadConfig }, { maskSecrets }, { stringify }] = await Promise.all([
        import("@pqc-audit/platform/config/load.ts"),
        import("@pqc-audit/platform/logging/secrets.ts"),
        import("yaml"),
      ]);
      context.stdout.write(stringify(maskSecrets(loadConfig(options.config, context.environment))));
    });
  return command;
}
