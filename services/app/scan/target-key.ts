/** Under which name the index of a target is kept. */
import { realpathSync } from "node:fs";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { AskedTree } from "./known-tree.ts";
import type { ScanRequest } from "./request.ts";

/** The same target with the same options has the same files; another set of files has an index of its own. */
export function keyOf(
  request: ScanRequest,
  { commit, since }: Pick<Source, "commit" | "since">,
  wrappers: Wrappers | undefined,
): string {
  const target = commit === undefined ? realpathSync(request.location) : request.location;
  return withOptions(target, since !== undefined, request, wrappers);
}

/** Of a git tree, wherever it lies; undefined where the source is none. */
export function treeOf(
  request: ScanRequest,
  { tree }: Pick<Source, "tree">,
  wrappers: Wrappers | undefined,
): AskedTree | undefined {
  if (tree === undefined) return undefined;
  const key = withOptions({ tree }, false, request, wrappers);
  return { id: tree, key, maxFileSizeBytes: request.maxFileSizeBytes };
}

function withOptions(
  target: string | { readonly tree: string },
  part: boolean,
  { include, exclude, gitignore, maxFileSizeBytes }: ScanRequest,
  wrappers: Wrappers | undefined,
): string {
  return JSON.stringify([target, part, include, exclude, gitignore, maxFileSizeBytes, wrappers?.digest ?? ""]);
}
