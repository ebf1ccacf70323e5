/** The entry of the command: streams, signals and exit codes of a real process. */

import { stopSignal } from "@pqc-audit/platform/lifecycle/signals.ts";
import { rememberCompiled } from "./cache/compiled.ts";
import type { Context } from "./context.ts";
import { run } from "./program.ts";

const LINGER_MS = 300;

// A reader that has enough (`| head`) closes the pipe: no error, but nothing more to say either.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

rememberCompiled(process.env);
const signal = stopSignal();
const context: Context = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal,
  exit: (code) => {
    process.exitCode = code;
  },
};

await run(process.argv.slice(2), context);
// A connection that was still being made, or hangs while it is closed, does not keep a process that was told to end.
if (signal.aborted) setTimeout(() => process.exit(), LINGER_MS).unref();
