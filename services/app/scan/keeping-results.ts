/** Opens what earlier runs left, lets a scan use it, and writes down what the scan learned. */
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Work } from "@pqc-audit/reports/model/finding.ts";
import { engineParts } from "@pqc-audit/scanner/engine-changes.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { CacheUnusable } from "../cache/folder.ts";
import { ResultCache } from "../cache/result-cache.ts";
import { Recall } from "./recall.ts";
import type { Kinds } from "./recalled.ts";
import type { ProgressListener, ScanRequest } from "./request.ts";
import { keyOf } from "./target-key.ts";

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
    const recall = await Recall.of(cache, {
      key,
      index: request.cache?.index ?? false,
      replay: source.folder !== undefined && source.since === undefined && !request.gitignore,
      startedAt,
      unverified: source.unverified ?? false,
      engine: engineParts(),
      kinds: loadKinds,
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
    return new ResultCache(cache, startedAt);
  } catch (error) {
    if (!(error instanceof CacheUnusable)) throw error;
    progress.noticed?.(`results are not kept: ${messageOf(error)}`);
    return undefined;
  }
}

async function loadKinds(): Promise<Kinds> {
  const { KindDigests } = await import("@pqc-audit/scanner/kind-digest.ts");
  const { kindOfPath } = await import("@pqc-audit/scanner/kinds.ts");
  return { digests: new KindDigests(), kindOf: kindOfPath };
}
