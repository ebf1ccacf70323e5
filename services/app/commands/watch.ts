/** `pqc-audit watch`: waits for a scan of a server and ends as `scan` would. */
import { FORMAT_NAMES } from "@pqc-audit/reports/formats.ts";
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import { withPolicyOptions } from "./policy-options.ts";
import type { WatchOptions } from "./server-actions.ts";
import { withServerOptions } from "./server-options.ts";

export function watchCommand(context: Context): Command {
  const command = new Command("watch")
    .description("wait for a scan of a server, then print its result")
    .argument("<scan>", "id of the scan")
    .addOption(new Option("--format <format>", "what is printed").choices(FORMAT_NAMES).default("text"))
    .option("--output <file>", "write to this file instead of standard output")
    .option("--quiet", "no progress, no notes");
  return withServerOptions(withPolicyOptions(command)).action(async (id: string, options: WatchOptions) => {
    const { watch } = await import("./server-actions.ts");
    await watch(id, options, context);
  });
}
