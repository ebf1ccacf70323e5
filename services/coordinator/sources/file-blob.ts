/** Git's ids of files on disk, as their bytes lie there. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const PIECE_BYTES = 1 << 20;

export function blobOf(content: Uint8Array): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** Undefined where it cannot be read, or has not this size any more: whoever scans it says why. */
export function blobOfFile(file: string, size: number): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const hash = createHash("sha1").update(`blob ${size}\0`);
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size + 1));
    let left = size;
    for (let count = -1; count !== 0; left -= count) {
      count = readSync(descriptor, piece);
      hash.update(piece.subarray(0, count));
    }
    return left === 0 ? hash.digest("hex") : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
