/** A context for tests: what was written, and the exit code. */
import { Writable } from "node:stream";
import type { Context, Terminal } from "./context.ts";
import { run } from "./program.ts";

export interface Ran {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly tty?: boolean;
}

/** Runs one command line in this process. */
export async function runHere(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const stdout = new Capture(options.tty ?? false);
  const stderr = new Capture(options.tty ?? false);
  let code: number | undefined;
  const context: Context = {
    stdout,
    stderr,
    environment: options.environment ?? {},
    signal: options.signal ?? new AbortController().signal,
    exit: (given) => {
      code = given;
    },
  };
  await run(argv, context);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Capture extends Writable implements Terminal {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = "";

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}
