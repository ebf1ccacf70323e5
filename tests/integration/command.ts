/** The `pqc-audit` command as a process of its own, as a user starts it. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/port.ts";
import { type ServerCommand, type ServerProcess, startProcess } from "../servers/process.ts";

export const COMMAND = fileURLToPath(new URL("../../services/app/pqc-audit.js", import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCommand(
  args: readonly string[],
  options: { cwd?: string; timeoutMs?: number; uid?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...(options.uid !== undefined && { uid: options.uid }),
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs ?? 120_000,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Starts `serve` and waits until it says that it is ready. */
export async function startService(
  name: string,
  target: string,
  config: string,
  readyUrl: string,
  { command = COMMAND, ...options }: Pick<ServerCommand, "env" | "outputLimit"> & { readonly command?: string } = {},
): Promise<ServerProcess> {
  return startProcess({
    name,
    command: process.execPath,
    args: [command, "serve", `--target=${target}`, "--config", config],
    ready: async () => {
      const answer = await fetch(readyUrl).catch(() => undefined);
      return answer?.ok === true;
    },
    startTimeoutMs: 60_000,
    ...options,
  });
}

export async function loopback(): Promise<string> {
  return `127.0.0.1:${await freePort()}`;
}
