/** Under which name the index of a target is kept. */
import { realpathSync } from "node:fs";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { ScanRequest } from "./request.ts";

/** The same target with the same options has the same files; another set of files has an index of its own. */
export function keyOf(
  { location, include, exclude, gitignore, maxFileSizeBytes }: ScanRequest,
  { commit, since }: Pick<Source, "commit" | "since">,
  wrappers: Wrappers | undefined,
): string {
  const target = commit === undefined ? realpathSync(location) : location;
  const part = since !== undefined;
  return JSON.stringify([target, part, include, exclude, gitignore, maxFileSizeBytes, wrappers?.digest ?? ""]);
}
