/** `pqc-audit canary`: plants known findings and holds the running system to them. */
import { Command } from "commander";
import type { Context } from "../context.ts";
import type { CanaryOptions } from "./canary-action.ts";
import { positiveInteger } from "./options.ts";
import { withServerOptions } from "./server-options.ts";

export function canaryCommand(context: Context): Command {
  const command = new Command("canary")
    .description("plant known findings, have the running system scan them, and tell every difference")
    .option("--embedded", "test a service in this process instead of --server")
    .option("--listen <host:port>", "where the planted repository is served for fetching", "127.0.0.1:0")
    .option("--advertise <url>", "how the service reaches --listen (default: http:// and its address)")
    .option("--interval <seconds>", "go on, with so many seconds from one start to the next", positiveInteger)
    .option("--cycles <n>", "end after so many (default: 1, with --interval none)", positiveInteger)
    .option("--timeout <seconds>", "longest time one cycle may wait for the service", positiveInteger, 300)
    .option("--metrics <host:port>", "serve /metrics, /healthz and /readyz here")
    .option("--metrics-file <file>", "write the metrics after each cycle, for a textfile collector");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: CanaryOptions) => {
      const { canary } = await import("./canary-action.ts");
      await canary(options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit canary --embedded
  $ pqc-audit canary --server http://aggregator:8080 --token-file token \\
      --listen 0.0.0.0:8090 --advertise http://pqc-audit-canary:8090
  $ pqc-audit canary --interval 300 --metrics 0.0.0.0:8081 …

The coordinator fetches the planted repository from --advertise: allow that host (sources.allow_hosts and its siblings).

Exit codes: 0 all is as planted; 1 the service answered something else, every difference is printed;
2 wrong usage or configuration; 3 a cycle could not be taken to its end.`;
