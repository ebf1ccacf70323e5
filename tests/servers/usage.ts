/** What processes use, from /proc: of a family, which is a process with its children, shared pages count once. */
import { readdirSync, readFileSync } from "node:fs";

/** Of a second, in which Linux counts CPU time for programs. */
const TICKS = 100;

/** Bytes; undefined where the process is gone. */
export function residentBytes(pid: number): number | undefined {
  return kilobytesIn(`/proc/${pid}/status`, "VmRSS");
}

/** The most that ever was resident, bytes; undefined where the process is gone. */
export function peakBytes(pid: number): number | undefined {
  return kilobytesIn(`/proc/${pid}/status`, "VmHWM");
}

/** Proportional share of a process and its children: PostgreSQL is many processes over one shared memory. */
export function familyBytes(pid: number): number | undefined {
  const own = kilobytesIn(`/proc/${pid}/smaps_rollup`, "Pss");
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (familyBytes(child) ?? 0), own);
}

export interface CpuSeconds {
  readonly own: number;
  /** Of children, those that have ended included. */
  readonly children: number;
}

/** So far; 0 where the process is gone. */
export function cpuSeconds(pid: number): CpuSeconds {
  try {
    const file = `/proc/${pid}/stat`;
    const alive = childrenOf(pid).reduce((sum, child) => sum + familyCpu(child), 0);
    return { own: ticksIn(file, 11, 12), children: alive + ticksIn(file, 13, 14) };
  } catch {
    return { own: 0, children: 0 };
  }
}

/** CPU seconds of a process and its children so far. */
export function familyCpu(pid: number): number {
  const { own, children } = cpuSeconds(pid);
  return own + children;
}

export interface ProcessUsage {
  readonly pid: number;
  /** Its words, as it was started. */
  readonly argv: readonly string[];
  /** CPU seconds so far, without its children. */
  readonly seconds: number;
}

/** All that a process has started and that has not ended. */
export function descendants(pid: number): readonly ProcessUsage[] {
  return childrenOf(pid).flatMap((child) => [
    { pid: child, argv: argvOf(child), seconds: cpuSeconds(child).own },
    ...descendants(child),
  ]);
}

export interface ThreadUsage {
  readonly name: string;
  readonly seconds: number;
}

/** CPU seconds of the threads of a process so far, by thread id, which is the process id for the main one. */
export function threadUsage(pid: number): ReadonlyMap<number, ThreadUsage> {
  const threads = new Map<number, ThreadUsage>();
  for (const tid of entriesOf(`/proc/${pid}/task`).map(Number)) {
    try {
      const folder = `/proc/${pid}/task/${tid}`;
      const seconds = ticksIn(`${folder}/stat`, 11, 12);
      threads.set(tid, { name: readFileSync(`${folder}/comm`, "utf8").trim(), seconds });
    } catch {
      // It has ended meanwhile.
    }
  }
  return threads;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function argvOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

/** Seconds at these places of a `stat` file; throws where it is gone. */
function ticksIn(file: string, ...places: readonly number[]): number {
  // The name of the program, in parentheses, may hold anything.
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return places.reduce((sum, place) => sum + Number(fields[place]), 0) / TICKS;
}

function kilobytesIn(file: string, field: string): number | undefined {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  } catch {
    return [];
  }
}
