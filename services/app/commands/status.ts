/** `pqc-audit status`: one scan of a server, or the newest ones. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import type { StatusOptions } from "./server-actions.ts";
import { withServerOptions } from "./server-options.ts";

export function statusCommand(context: Context): Command {
  const command = new Command("status")
    .description("show a scan of a server, or the newest scans")
    .argument("[scan]", "id of the scan; the newest 20 where absent")
    .option("--json", "print what the server answers");
  return withServerOptions(command).action(async (id: string | undefined, options: StatusOptions) => {
    const { status } = await import("./server-actions.ts");
    await status(id, options, context);
  });
}
