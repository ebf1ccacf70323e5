/**
 * What is kept of one target, in parts: a head; the folders, with what tells that nothing came to them or went; the files
 * that were to be scanned (`tree-index.ts`). Written and replaced as one.
 */

import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import { VERSION } from "../version.ts";
import { type IndexEntry, writeIndex } from "./tree-index.ts";

/** All that a walk found beside the files of the index, so that the next scan may do without one. */
export interface Shape {
  /** Paths that were left out, folders that are left out as a whole not counted. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Folders that are left out as a whole. */
  readonly leftOut: readonly string[];
  /** Of a git tree. */
  readonly tree?: TreeShape;
}

export interface TreeShape {
  readonly id: string;
  /** Ids of contents that were too large: that they are is to be asked again. */
  readonly large: readonly string[];
  /** Whether the repository says something of itself (`.pqc-audit.yaml`). */
  readonly declares: boolean;
}

export interface TreeRecord {
  /** Of the engine whose results the index tells in brief. */
  readonly engine: EngineParts;
  /** Undefined where a walk is needed to know what is there. */
  readonly shape: Shape | undefined;
  readonly folders: readonly Buffer[];
  /** Read once. */
  readonly files: Iterable<Buffer>;
  /** Of `files`. */
  readonly parts: number;
}

interface Head {
  readonly engine: EngineParts;
  /** Of the command: another one may leave out other paths. */
  readonly version?: string;
  readonly shape?: Shape;
  readonly folders: number;
  readonly files: number;
}

export function writeRecord(
  engine: EngineParts,
  files: readonly (IndexEntry | Buffer)[],
  shape: Shape | undefined,
  folders: readonly (IndexEntry | Buffer)[],
): readonly Buffer[] {
  const listed = shape ? writeIndex(folders) : [];
  const parts = writeIndex(files);
  const head: Head = { engine, version: VERSION, ...(shape && { shape }), folders: listed.length, files: parts.length };
  return [Buffer.from(JSON.stringify(head)), ...listed, ...parts];
}

/** `parts`: may end early, where another run replaces them or one is damaged. */
export function readRecord(parts: Generator<Buffer>): TreeRecord | undefined {
  const first = parts.next();
  if (first.done) return undefined;
  const head = JSON.parse(first.value.toString("utf8")) as Head;
  const folders: Buffer[] = [];
  for (let part = 0; part < head.folders; part++) {
    const next = parts.next();
    if (next.done) return undefined;
    folders.push(next.value);
  }
  const shape = head.version === VERSION ? head.shape : undefined;
  return { engine: head.engine, shape, folders, files: parts, parts: head.files };
}
