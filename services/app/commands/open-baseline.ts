import { readFileSync } from "node:fs";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { type Baseline, readBaseline } from "@pqc-audit/reports/baseline.ts";

/** The baseline of `--baseline`; undefined where none is given. Throws `UsageError` where it cannot be read. */
export function openBaseline(file: string | undefined): Baseline | undefined {
  if (file === undefined) return undefined;
  try {
    return readBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot use the baseline ${file}: ${messageOf(error)}`, { cause: error });
  }
}
