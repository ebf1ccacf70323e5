/**
 * The ratios of a run: how many times what something takes is of what is measured beside it in the same run. Only these
 * can be compared between runs; the table of them in `ratios.json` is what `make bench-check` holds a run against.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Cost } from "./measure.ts";

export interface Ratio {
  /** What was measured: bench, tree, command, unit. */
  readonly name: string;
  /** What it is divided by; a ratio to something else is another ratio. */
  readonly against: string;
  /** Less is better. */
  readonly value: number;
}

export interface RatioTable {
  /** Day of the run, `YYYY-MM-DD`. */
  readonly measured: string;
  readonly cores: number;
  readonly node: string;
  readonly ratios: readonly Ratio[];
}

/** A ratio may be this much worse before the gate closes. */
export const TOLERANCE = 0.2;

const FILE = fileURLToPath(new URL("./ratios.json", import.meta.url));

export type Verdict = "same" | "better" | "worse" | "not measured" | "new";

export interface Compared {
  readonly name: string;
  readonly verdict: Verdict;
  readonly line: string;
}

/** Each ratio of either side once, those of the table first. */
export function compareRatios(stored: readonly Ratio[], measured: readonly Ratio[]): readonly Compared[] {
  const now = new Map(measured.map((ratio) => [keyOf(ratio), ratio]));
  const compared = stored.map((before): Compared => {
    const after = now.get(keyOf(before));
    now.delete(keyOf(before));
    if (after === undefined) return told(before, "not measured", `x ${shown(before.value)} in the table`);
    const change = after.value / before.value - 1;
    const verdict = change > TOLERANCE ? "worse" : change < -TOLERANCE ? "better" : "same";
    const percent = `${change >= 0 ? "+" : ""}${(change * 100).toFixed(0)} %`;
    return told(before, verdict, `x ${shown(after.value)}, in the table x ${shown(before.value)} (${percent})`);
  });
  return [...compared, ...[...now.values()].map((ratio) => told(ratio, "new", `x ${shown(ratio.value)}`))];
}

function told(ratio: Ratio, verdict: Verdict, what: string): Compared {
  const { name, against } = ratio;
  return { name, verdict, line: `${verdict.toUpperCase().padEnd(12)} ${name}, against ${against}: ${what}` };
}

const keyOf = ({ name, against }: Ratio): string => `${name} / ${against}`;
const shown = (value: number): string => value.toPrecision(3);

/** Wall clock and CPU of each command against the first one's. */
export function costRatios(bench: string, costs: ReadonlyMap<string, Cost>): readonly Ratio[] {
  const [[against, base] = ["", undefined], ...others] = costs;
  if (base === undefined) return [];
  return others.flatMap(([name, { wall, cpu }]) => {
    const ratios: Ratio[] = [{ name: `${bench}, ${name}, wall`, against, value: wall / base.wall }];
    // CPU is counted in hundredths of a second.
    if (cpu !== undefined && base.cpu !== undefined && base.cpu >= 0.05) {
      ratios.push({ name: `${bench}, ${name}, CPU`, against, value: cpu / base.cpu });
    }
    return ratios;
  });
}

/** Undefined where there is none yet. */
export function storedTable(): RatioTable | undefined {
  try {
    return JSON.parse(readFileSync(FILE, "utf8")) as RatioTable;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** What was measured replaces what is there; what was not (another bench, nothing installed for it) stays. */
export function merged(stored: readonly Ratio[], measured: readonly Ratio[]): readonly Ratio[] {
  const all = new Map([...stored, ...measured].map((ratio) => [keyOf(ratio), ratio]));
  return [...all.values()]
    .map((ratio) => ({ ...ratio, value: Number(ratio.value.toPrecision(4)) }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export function writeTable(table: RatioTable): void {
  writeFileSync(FILE, `${JSON.stringify(table, undefined, 2)}\n`);
}
