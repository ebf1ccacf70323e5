/** What a bench prints. A figure stands beside what it is compared with; nothing here makes a run fail. */
import type { Cost } from "./measure.ts";

export function heading(title: string): void {
  console.log(`\n## ${title}`);
}

/** Something that is not on this machine: said, never counted as measured. */
export function absent(what: string, remedy: string): void {
  console.log(`absent: ${what}, ${remedy}`);
}

export function note(text: string): void {
  console.log(text);
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
export const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
export const seconds = (value: number): string => `${value < 1 ? value.toFixed(3) : value.toFixed(2)} s`;

/** Each command's cost, and how many times the first one's wall clock and CPU that is. */
export function costTable(costs: ReadonlyMap<string, Cost>): void {
  const [[, base] = ["", undefined]] = costs;
  const rows = [["", "wall", "CPU", "peak memory", "wall ratio", "CPU ratio"]];
  for (const [name, { wall, cpu, peak }] of costs) {
    rows.push([
      name,
      seconds(wall),
      cpu === undefined ? "-" : seconds(cpu),
      peak === undefined ? "-" : mebibytes(peak),
      ratio(wall, base?.wall),
      ratio(cpu, base?.cpu),
    ]);
  }
  table(rows);
}

/** The first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join("   ").trimEnd()}`);
  }
}

/** A floor or target with the measured value beside it. */
export function against(kind: "floor" | "target", wanted: string, measured: string, met: boolean): void {
  console.log(`${kind}: ${wanted}; measured ${measured}: ${met ? "met" : "MISSED"}`);
}

function ratio(value: number | undefined, base: number | undefined): string {
  // CPU is counted in hundredths of a second: a ratio of less than a few of them says nothing.
  return value === undefined || base === undefined || base < 0.01 ? "-" : `x ${(value / base).toFixed(2)}`;
}
