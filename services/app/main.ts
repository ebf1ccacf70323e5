/** The entry of the command: streams, signals and exit codes of a real process. */
import type { Context } from "./context.ts";
import { EXIT } from "./exit.ts";
import { run } from "./program.ts";

const interrupt = new AbortController();
process.on("SIGINT", () => {
  // Whoever asks twice does not want to wait.
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
});

// A reader that has enough (`| head`) closes the pipe: no error, but nothing more to say either.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

const context: Context = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: interrupt.signal,
  exit: (code) => {
    process.exitCode = code;
  },
};

await run(process.argv.slice(2), context);
