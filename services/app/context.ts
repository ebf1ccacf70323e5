/** What a command may touch of the world around it; tests bring their own. */
import type { Writable } from "node:stream";

export interface Terminal extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Context {
  /** Data, and nothing else. */
  readonly stdout: Terminal;
  /** Progress and messages. */
  readonly stderr: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** The code to leave with; the last word of a command. */
  exit(code: number): void;
}

/** NO_COLOR (https://no-color.org) wins over everything, FORCE_COLOR over what the stream is. */
export function wantsColor(stream: Terminal, environment: NodeJS.ProcessEnv): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== "") return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && environment.TERM !== "dumb";
}
