/** How much of a tree gets past both filters: one scan of it in this process, by the engine's own account. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { Engine, GAP, type Placed } from "@pqc-audit/scanner/engine.ts";
import { kindOfPath } from "@pqc-audit/scanner/kinds.ts";
import { type Parsed, parsedSoFar } from "@pqc-audit/scanner/matching/source.ts";

const BATCH_BYTES = 8 * 1024 * 1024;

export async function parsedOf(folder: string): Promise<Parsed> {
  const engine = new Engine();
  const before = parsedSoFar();
  let region = engine.reserve(BATCH_BYTES + GAP);
  let placed: Placed[] = [];
  let used = 0;
  const flush = async (): Promise<void> => {
    await engine.scan(region, placed);
    placed = [];
    used = 0;
  };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const size = entry.isFile() ? statSync(path).size : 0;
    const kind = kindOfPath(entry.name);
    // What is read in windows is not parsed.
    if (size === 0 || engine.isLarge(kind, size)) continue;
    if (used + size + GAP > region.length) await flush();
    if (size + GAP > region.length) region = engine.reserve(size + GAP);
    const length = readInto(region.subarray(used, used + size), path);
    region.fill(0, used + length, used + length + GAP);
    placed.push({ kind, offset: used, length });
    used += length + GAP;
  }
  await flush();
  const { files, bytes } = parsedSoFar();
  return { files: files - before.files, bytes: bytes - before.bytes };
}

function readInto(target: Uint8Array, path: string): number {
  const descriptor = openSync(path, "r");
  try {
    return readSync(descriptor, target, 0, target.length, 0);
  } finally {
    closeSync(descriptor);
  }
}
