/** What a command costs: wall clock here, CPU and peak memory from GNU time, which sees a process and its children. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const GNU_TIME = "/usr/bin/time";

export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** User and system seconds of the process and the children it waited for; absent without GNU time. */
  readonly cpu?: number;
  /** Bytes of the largest process; absent without GNU time. */
  readonly peak?: number;
}

export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  /** Exit codes that mean it did its work; 0 where absent. */
  readonly exitCodes?: readonly number[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Whether this is GNU time, and not a shell's or a BSD's, which print other things. */
export const hasGnuTime: boolean = /GNU/.test(spawnSync(GNU_TIME, ["--version"], { encoding: "utf8" }).stdout ?? "");

/** Runs it once. Throws Error with its last words when it ends with another exit code than those given. */
export function runOnce({ name, argv, exitCodes = [0], environment }: Command): Cost {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const figures = join(folder, "time");
  const [program = "", ...rest] = hasGnuTime ? [GNU_TIME, "-f", "%U %S %M", "-o", figures, ...argv] : argv;
  try {
    const begun = performance.now();
    const child = spawnSync(program, rest, {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    const wall = (performance.now() - begun) / 1000;
    if (child.error) throw new Error(`${name}: ${child.error.message}`);
    if (!exitCodes.includes(child.status ?? -1)) {
      throw new Error(`${name} ended with ${child.status ?? child.signal}: ${child.stderr.trim().slice(-500)}`);
    }
    if (!hasGnuTime) return { wall };
    // The figures are the last line; before it GNU time may say that the exit code was not 0.
    const last = readFileSync(figures, "utf8").trim().split("\n").at(-1) ?? "";
    const [user = 0, system = 0, kilobytes = 0] = last.split(" ").map(Number);
    return { wall, cpu: user + system, peak: kilobytes * 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs all of them in turn, `runs` times, so that whatever else the machine does meets them alike. Medians by name. */
export function runInTurn(runs: number, commands: readonly Command[]): ReadonlyMap<string, Cost> {
  const costs = new Map<string, Cost[]>(commands.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const command of commands) costs.get(command.name)?.push(runOnce(command));
  }
  return new Map([...costs].map(([name, all]) => [name, medianCost(all)]));
}

function medianCost(costs: readonly Cost[]): Cost {
  const wall = median(costs.map((cost) => cost.wall));
  if (!hasGnuTime) return { wall };
  return { wall, cpu: median(costs.map((cost) => cost.cpu ?? 0)), peak: median(costs.map((cost) => cost.peak ?? 0)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
}
