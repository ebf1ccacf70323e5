/** `pqc-audit cancel`: takes back a request for a scan of a server. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import { type ServerFlags, withServerOptions } from "./server-options.ts";

export function cancelCommand(context: Context): Command {
  const command = new Command("cancel")
    .description("take back your request for a scan of a server; it stops with the last one, or at once for an admin")
    .argument("<scan>", "id of the scan");
  return withServerOptions(command).action(async (id: string, options: ServerFlags) => {
    const { cancel } = await import("./server-actions.ts");
    await cancel(id, options, context);
  });
}
