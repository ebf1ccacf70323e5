/**
 * The first thing that a scan of a folder does: where an index of it is kept, other threads look at its files while this one
 * loads all that the rest of the scan takes.
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { changedParts, engineParts } from "@pqc-audit/scanner/engine-changes.ts";
import { CacheUnusable } from "../cache/folder.ts";
import { ResultCache } from "../cache/result-cache.ts";
import { Looking } from "../cache/stamp-work.ts";
import { readRecord, type TreeRecord } from "../cache/tree-record.ts";
import type { ScanRequest } from "./request.ts";
import { keyOf } from "./target-key.ts";

export interface Ahead {
  /** Before the first file was looked at. */
  readonly startedAt: Date;
  /** The same by the clock of `performance.now()`. */
  readonly started: number;
  readonly cache: ResultCache;
  readonly looked: Looked | undefined;
}

/** What is kept of a target under a key, and the look at its files that has begun. */
export interface Looked {
  readonly key: string;
  readonly record: TreeRecord;
  readonly looking: Looking;
}

/** Undefined where there is nothing to begin with; what is wrong is said by the scan itself. */
export function lookAhead(request: ScanRequest): Ahead | undefined {
  const { location, ref, since, gitignore, cache: options } = request;
  if (!options?.index || ref !== undefined || since !== undefined || gitignore || !isFolder(location)) return undefined;
  const [startedAt, started] = [new Date(), performance.now()];
  try {
    const cache = new ResultCache(options, startedAt);
    return { startedAt, started, cache, looked: begin(cache, keyOf(request, {}, undefined), resolve(location)) };
  } catch (error) {
    if (error instanceof CacheUnusable) return undefined;
    throw error;
  }
}

function begin(cache: ResultCache, key: string, root: string): Looked | undefined {
  const record = readRecord(cache.tree(key));
  if (!record?.shape || changedParts(record.engine, engineParts()).names.size > 0) return undefined;
  const files = Array.from(record.files);
  if (files.length !== record.parts) return undefined;
  return { key, record: { ...record, files }, looking: new Looking([...record.folders, ...files], root) };
}

function isFolder(location: string): boolean {
  try {
    return statSync(location, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
