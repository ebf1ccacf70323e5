/** Opens what earlier runs left, lets a scan use it, and writes down what the scan learned. */
import { realpathSync } from "node:fs";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Work } from "@pqc-audit/reports/model/finding.ts";
import { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { CacheUnusable } from "../cache/folder.ts";
import { ResultCache } from "../cache/result-cache.ts";
import { Recall } from "./recall.ts";
import type { ProgressListener, ScanRequest } from "./request.ts";

/** How much was done, and how much was known. What keeps results fails without failing the scan. */
export async function keepingResults(
  request: ScanRequest,
  source: Source,
  wrappers: Wrappers | undefined,
  startedAt: Date,
  progress: ProgressListener,
  scan: (recall: Recall) => Promise<void>,
): Promise<Work> {
  const cache = open(request, startedAt, progress);
  try {
    const key = keyOf(request, source, wrappers);
    const recall = new Recall(cache, {
      key,
      index: request.cache?.index ?? false,
      replay: source.folder !== undefined && source.since === undefined && !request.gitignore,
      startedAt,
      unverified: source.unverified ?? false,
    });
    try {
      await scan(recall);
      recall.finish();
    } catch (error) {
      // What was learned of contents holds, however the scan ended.
      cache?.save(key, undefined);
      throw error;
    }
    return { ...recall.counts };
  } finally {
    cache?.close();
    for (const line of cache?.notes ?? []) progress.noticed?.(line);
  }
}

function open({ cache }: ScanRequest, startedAt: Date, progress: ProgressListener): ResultCache | undefined {
  if (!cache) return undefined;
  try {
    return new ResultCache(cache, new KindDigests(), startedAt);
  } catch (error) {
    if (!(error instanceof CacheUnusable)) throw error;
    progress.noticed?.(`results are not kept: ${messageOf(error)}`);
    return undefined;
  }
}

/** The same target with the same options has the same files; another set of files has an index of its own. */
function keyOf(
  { location, include, exclude, gitignore, maxFileSizeBytes }: ScanRequest,
  { commit, since }: Source,
  wrappers: Wrappers | undefined,
): string {
  const target = commit === undefined ? realpathSync(location) : location;
  const part = since !== undefined;
  return JSON.stringify([target, part, include, exclude, gitignore, maxFileSizeBytes, wrappers?.digest ?? ""]);
}
