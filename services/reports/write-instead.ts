/** What to write instead of a use, in the terms of the library at hand: the same as `pqc-audit explain` says. */
import { fitting, type Instead, insteadIn } from "@pqc-audit/scanner/models/instead.ts";
import type { Finding } from "./model/finding.ts";

/** Nothing where nothing has to change, or where it is not known how the library spells it. */
export function writeInstead({ library, purpose, replacement }: Finding): readonly Instead[] {
  if (library === undefined || !replacement) return [];
  return insteadIn(library, purpose).map((each) => ({ ...each, code: fitting(each.code, replacement.algorithm) }));
}
