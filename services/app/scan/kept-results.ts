/** Opens what earlier runs left, lets a scan use it, and writes down what the scan learned. */
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Work } from "@pqc-audit/reports/model/finding.ts";
import { engineParts } from "@pqc-audit/scanner/engine-changes.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { CacheUnusable } from "../cache/folder.ts";
import { ResultCache } from "../cache/result-cache.ts";
import { recordOf } from "./known-tree.ts";
import { Recall } from "./recall.ts";
import type { Kinds } from "./recalled.ts";
import type { ProgressListener, ScanRequest } from "./request.ts";
import { keyOf, treeOf } from "./target-key.ts";

/** What keeps results fails without failing the scan. */
export class KeptResults {
  readonly #request: ScanRequest;
  readonly #startedAt: Date;
  readonly #progress: ProgressListener;
  readonly #cache: ResultCache | undefined;

  constructor(request: ScanRequest, startedAt: Date, progress: ProgressListener) {
    this.#request = request;
    this.#startedAt = startedAt;
    this.#progress = progress;
    this.#cache = open(request, startedAt, progress);
  }

  /** Whether this very tree is known to say nothing of itself. `wrappers`: those known without looking into it. */
  saysNothing(source: Source, wrappers: Wrappers | undefined): boolean {
    const tree = treeOf(this.#request, source, wrappers);
    if (!this.#cache || !tree) return false;
    const known = recordOf(this.#cache, keyOf(this.#request, source, wrappers), tree)?.shape?.tree;
    return known?.id === tree.id && !known.declares;
  }

  /** How much was done, and how much was known. */
  async use(source: Source, wrappers: Wrappers | undefined, scan: (recall: Recall) => Promise<void>): Promise<Work> {
    const { cache, gitignore } = this.#request;
    const key = keyOf(this.#request, source, wrappers);
    const tree = treeOf(this.#request, source, wrappers);
    const recall = await Recall.of(this.#cache, {
      key,
      ...(tree && { tree }),
      index: cache?.index ?? false,
      replay: source.folder !== undefined && source.since === undefined && !gitignore,
      startedAt: this.#startedAt,
      unverified: source.unverified ?? false,
      engine: engineParts(),
      kinds: loadKinds,
    });
    try {
      await scan(recall);
      recall.finish();
    } catch (error) {
      // What was learned of contents holds, however the scan ended.
      this.#cache?.save(key, undefined);
      throw error;
    }
    return { ...recall.counts };
  }

  close(): void {
    this.#cache?.close();
    for (const line of this.#cache?.notes ?? []) this.#progress.noticed?.(line);
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
