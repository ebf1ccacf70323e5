/** `pqc-audit serve`: runs the services until told to stop. */
import { Command, Option } from "commander";
import type { Target } from "../compose/targets.ts";
import type { Context } from "../context.ts";
import { withProfileOptions } from "./profile.ts";
import type { ServeOptions } from "./serve-action.ts";

/** Written out, since the composition is loaded only when it runs; a test holds it against the composition. */
export const TARGET_NAMES: readonly Target[] = ["all", "coordinator", "worker", "aggregator"];

export function serveCommand(context: Context): Command {
  return withProfileOptions(
    new Command("serve")
      .description("run the services: all in one process, or one of them as part of a cluster")
      .addOption(new Option("--target <target>", "what this process is").choices(TARGET_NAMES).default("all"))
      .option("--config <file>", "configuration file, or development, or production"),
  )
    .addHelpText("after", EXAMPLES)
    .action(async (options: ServeOptions) => {
      // First of all: a heap that grows while the rest is loaded does not shrink again.
      const { keepHeapSteady } = await import("@pqc-audit/platform/lifecycle/steady-heap.ts");
      keepHeapSteady();
      const { serve } = await import("./serve-action.ts");
      await serve(options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit serve                                    everything here, on http://127.0.0.1:8080
  $ pqc-audit serve --target=worker --config pqc.yaml  one worker of a cluster

SIGTERM finishes what is begun (health.grace_seconds), a second one ends at once.`;
