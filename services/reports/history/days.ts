import type { Life } from "./model.ts";

const DAY_MS = 86_400_000;

/** Whole days from the commit it came with to the one it went with, or to `now`; none where clocks say it went before it came. */
export function daysOf({ opened, closed }: Pick<Life, "opened" | "closed">, now: string): number {
  return Math.max(0, Math.floor((Date.parse(closed?.time ?? now) - Date.parse(opened.time)) / DAY_MS));
}
