/** ripgrep on the same anchors: the yardstick of every scan. */
import { spawnSync } from "node:child_process";
import type { Command } from "./measure.ts";

export const hasRipgrep: boolean = spawnSync("rg", ["--version"]).status === 0;
export const RIPGREP_REMEDY = "install ripgrep";

/** Counts matching lines of every file, hidden and ignored ones too, as a scan sees them. */
export function ripgrep(threads: number, anchorFile: string, folder: string): Command {
  const flags = ["--no-config", "--no-ignore", "--hidden", "-c", "-i", "-F", "-f", anchorFile];
  // Exit code 1: nothing matched.
  return { name: `rg -j${threads}`, argv: ["rg", `-j${threads}`, ...flags, folder], exitCodes: [0, 1] };
}
