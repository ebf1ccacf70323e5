/** What processes use, from /proc: of a family, which is a process with its children, shared pages count once. */
import { readFileSync } from "node:fs";

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
    // The name of the program, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const at = (...places: readonly number[]) => places.reduce((sum, place) => sum + Number(fields[place]), 0) / TICKS;
    return { own: at(11, 12), children: childrenOf(pid).reduce((sum, child) => sum + familyCpu(child), at(13, 14)) };
  } catch {
    return { own: 0, children: 0 };
  }
}

/** CPU seconds of a process and its children so far. */
export function familyCpu(pid: number): number {
  const { own, children } = cpuSeconds(pid);
  return own + children;
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
