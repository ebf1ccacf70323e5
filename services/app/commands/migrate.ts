/** `pqc-audit migrate`: brings the database up to date apart from the services, or says whether it is. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import type { MigrateOptions } from "./migrate-action.ts";

export function migrateCommand(context: Context): Command {
  return new Command("migrate")
    .description(
      "bring the database's tables up to this release; services do it too, at their start, under the same lock",
    )
    .option("--check", "change nothing; exit with 1 where migrations of this release are missing")
    .option("--config <file>", "configuration file, or development, or production")
    .action(async (options: MigrateOptions) => {
      const { runMigrate } = await import("./migrate-action.ts");
      await runMigrate(options, context);
    });
}
