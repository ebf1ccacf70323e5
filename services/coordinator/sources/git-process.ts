/**
 * Running git as an untrusting guest: an environment with nothing of ours in it, a process group that can be killed as
 * a whole, limits on time and output, and messages with nothing secret or multi-line in them.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { withoutCredentials } from "./git-url.ts";
import { NO_ROOM } from "./no-room.ts";

export type GitChild = ChildProcessByStdio<Writable, Readable, Readable>;

/** Everything a git process may know. */
export interface GitContext {
  /** The only environment git sees. */
  readonly env: Readonly<Record<string, string>>;
  /** Texts that must never appear in a message. */
  readonly secrets: readonly string[];
  /** Said where the server refuses. */
  readonly advice?: string;
  /** Most memory of its own that one process may hold; files it maps do not count. Default 2 GiB. */
  readonly memoryBytes?: number;
}

const MEMORY_BYTES = 2 * 2 ** 30;
/** The limit is for the process and what it starts; where the system refuses it, git runs without. */
const LIMITED = 'ulimit -d "$0" 2>/dev/null; exec git "$@"';

const alive = new Set<number>();
let watching = false;

/** No child stays behind when this process ends. */
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.once("exit", () => {
    for (const pid of alive) killGroup(pid);
  });
}

/** Starts git in a process group of its own; its standard error is collected by `tail`. */
export function spawnGit(context: GitContext, args: readonly string[]): { child: GitChild; tail: () => string } {
  watchExit();
  const kilobytes = Math.ceil((context.memoryBytes ?? MEMORY_BYTES) / 1024);
  const child = spawn("/bin/sh", ["-c", LIMITED, String(kilobytes), ...args], {
    env: { ...context.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) {
    alive.add(pid);
    child.once("exit", () => alive.delete(pid));
  }
  // Whoever waits for the child hears of it too; without a listener it would end this process.
  child.on("error", () => {});
  // A child that died is noticed by its exit; writing to it then is no news.
  child.stdin.on("error", () => {});
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-KEPT_MESSAGE);
  });
  return { child, tail: () => text };
}

const KEPT_MESSAGE = 8192;

/** Kills a child with everything it started: transport helpers, ssh, index-pack. */
export function killGit(child: GitChild): void {
  if (child.pid !== undefined && alive.has(child.pid)) killGroup(child.pid);
  child.stdout.destroy();
  child.stdin.destroy();
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly maxOutputBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** For its standard input; nothing where absent. */
  readonly input?: string;
  /** Called a few times a second while git runs; what it throws ends the run. */
  readonly watch?: () => void;
}

const WATCH_INTERVAL_MS = 200;

/** Runs git to its end; its standard output. Throws what `explain` makes of a failure. */
export async function runGit(
  context: GitContext,
  args: readonly string[],
  options: RunOptions,
  explain: (message: string) => Error,
): Promise<string> {
  const { child, tail } = spawnGit(context, args);
  child.stdin.end(options.input ?? "");
  let stopped: Error | undefined;
  const stop = (why: Error) => {
    stopped ??= why;
    killGit(child);
  };
  const seconds = Math.round(options.timeoutMs / 1000);
  const timer = setTimeout(
    () => stop(new RetryableError(`git ${args[0]} did not finish within ${seconds} seconds.`)),
    options.timeoutMs,
  );
  const watcher = setInterval(() => {
    try {
      options.watch?.();
    } catch (error) {
      stop(error instanceof Error ? error : new TerminalError(messageOf(error)));
    }
  }, WATCH_INTERVAL_MS);
  const onAbort = () => stop(new RetryableError(`git ${args[0]} was stopped.`));
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted) onAbort();

  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > (options.maxOutputBytes ?? MAX_OUTPUT_BYTES)) stop(new TerminalError(`git ${args[0]} said too much.`));
    else chunks.push(chunk);
  });
  try {
    const code = await exitOf(child);
    if (stopped) throw stopped;
    if (code !== 0) throw explain(clean(tail(), context.secrets));
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    clearTimeout(timer);
    clearInterval(watcher);
    options.signal?.removeEventListener("abort", onAbort);
  }
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** What a shell says of a command that is not there. */
const NOT_FOUND = 127;

function exitOf(child: GitChild): Promise<number | null> {
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => {
      if (code === NOT_FOUND) failed(new TerminalError("git is not installed: install git 2.37 or newer."));
      else done(code);
    });
  });
}

/** What git adds to every failed transport; what the transport said stands before it. */
const NOISE = /Could not read from remote repository|make sure you have the correct access|and the repository exists/;

/**
 * What git (or the server through it) said, as one short harmless line: that there is no room, which git says before it
 * says what that ended, else the last fatal line, else the last.
 */
export function clean(message: string, secrets: readonly string[]): string {
  const lines = message.split(/[\r\n]+/).map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !NOISE.test(line));
  const line =
    telling.find((each) => NO_ROOM.test(each)) ??
    telling.findLast((each) => /^fatal:/.test(each)) ??
    telling.at(-1) ??
    "git gave no reason";
  let text = withoutCredentials(line);
  for (const secret of secrets) if (secret !== "") text = text.replaceAll(secret, "***");
  return text
    .replace(/^(fatal|error|remote): /, "")
    .replace(CONTROL, "")
    .slice(0, 300);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a server's message must not move the cursor
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
