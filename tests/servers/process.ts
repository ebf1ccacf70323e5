/** A real server process for a test: started with a bounded wait, stopped by its own id, its output kept for the error. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface ServerProcess {
  readonly pid: number;
  /** The last output of the process, both streams. */
  output(): string;
  /** Asks the process to end, insists after ten seconds, resolves once it is gone. */
  stop(): Promise<void>;
  /** SIGKILL at once: what a crash looks like. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with `exit code 0` or `signal SIGKILL` once the process has ended, whoever ended it. */
  readonly ended: Promise<string>;
}

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** User to run as, when this process is root and the server refuses to be. */
  readonly uid?: number;
  readonly gid?: number;
  readonly stopSignal?: NodeJS.Signals;
  /** Asked every 25 ms until true; gets the output so far. */
  readonly ready: (output: string) => boolean | Promise<boolean>;
  readonly startTimeoutMs?: number;
  /** Characters of output kept. Default 32,768. */
  readonly outputLimit?: number;
}

const outputLimit = 32_768;
const stopTimeoutMs = 10_000;
const running = new Set<ChildProcess>();

/** A test run that ends early must not leave servers behind. */
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export async function startProcess(server: ServerCommand): Promise<ServerProcess> {
  const child = spawn(server.command, [...server.args], {
    env: { ...process.env, ...server.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(server.uid === undefined ? {} : { uid: server.uid }),
    ...(server.gid === undefined ? {} : { gid: server.gid }),
  });
  running.add(child);
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-(server.outputLimit ?? outputLimit));
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let ended: string | undefined;
  const gone = Promise.withResolvers<string>();
  child.once("error", (error) => {
    ended = error.message;
    running.delete(child);
    gone.resolve(ended);
  });
  child.once("exit", (code, signal) => {
    ended = signal === null ? `exit code ${code}` : `signal ${signal}`;
    running.delete(child);
    gone.resolve(ended);
  });

  const end = async (signal: NodeJS.Signals) => {
    if (ended !== undefined) return;
    child.kill(signal);
    const insist = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await gone.promise;
    clearTimeout(insist);
  };

  const timeoutMs = server.startTimeoutMs ?? 20_000;
  const deadline = performance.now() + timeoutMs;
  while (!(await server.ready(output))) {
    if (ended !== undefined) throw new Error(`${server.name} ended before it was ready (${ended}):\n${output}`);
    if (performance.now() > deadline) {
      await end("SIGKILL");
      throw new Error(`${server.name} was not ready after ${timeoutMs} ms:\n${output}`);
    }
    await sleep(25);
  }
  const { pid } = child;
  if (pid === undefined || ended !== undefined) {
    throw new Error(`${server.name} ended while starting (${ended ?? "no process id"}):\n${output}`);
  }
  return {
    pid,
    output: () => output,
    stop: () => end(server.stopSignal ?? "SIGTERM"),
    kill: () => end("SIGKILL"),
    signal: (name) => void child.kill(name),
    ended: gone.promise,
  };
}
