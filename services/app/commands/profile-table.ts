/** The top of a profile, as text. */
import type { Hot } from "@pqc-audit/platform/telemetry/profiles/hottest.ts";
import Table from "cli-table3";

/** `divisor`: of what is counted (microseconds, bytes) in one `unit`. */
export function profileTable(rows: readonly Hot[], unit: string, divisor: number): string {
  const table = new Table({
    head: [`self ${unit}`, `total ${unit}`, "thread", "function", "file:line"],
    colAligns: ["right", "right", "left", "left", "left"],
    style: { head: [], border: [], compact: true },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: " ",
    },
  });
  const figure = (value: number) => (value / divisor).toFixed(1);
  for (const { self, total, thread, name, place } of rows)
    table.push([figure(self), figure(total), thread, name, place]);
  return table.toString();
}
