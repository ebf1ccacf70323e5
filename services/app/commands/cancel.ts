/** `pqc-audit cancel`: steps back from a scan of a server. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import { type ServerFlags, withServerOptions } from "./server-options.ts";

export function cancelCommand(context: Context): Command {
  const command = new Command("cancel")
    .description("step back from a scan of a server; it stops when its last requester has done so")
    .argument("<scan>", "id of the scan");
  return withServerOptions(command).action(async (id: string, options: ServerFlags) => {
    const { cancel } = await import("./server-actions.ts");
    await cancel(id, options, context);
  });
}
