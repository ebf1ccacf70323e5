/** `pqc-audit doctor`: checks every dependency that is configured. */
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { DoctorOptions } from "./doctor-action.ts";
import { TARGET_NAMES } from "./serve.ts";

export function doctorCommand(context: Context): Command {
  return new Command("doctor")
    .description("check everything this machine and this configuration depend on; says what is wrong and what to do")
    .addOption(new Option("--target <target>", "what this machine is to run").choices(TARGET_NAMES).default("all"))
    .option("--config <file>", "configuration file, or development, or production")
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor-action.ts");
      await doctor(options, context);
    });
}
