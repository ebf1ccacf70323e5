/** Git blob ids of contents, made where their bytes are: in the thread that reads them. */
import { createHash } from "node:crypto";
import { utf16Of } from "@pqc-audit/scanner/utf16.ts";
import type { LargeContent } from "@pqc-audit/scanner/windows/windows.ts";
import type { JobFile } from "./messages.ts";

const PIECE_BYTES = 1 << 20;

/** Whether the name must be made before the scan: because it may spare the scan, or because the scan rewrites UTF-16 in place. */
export function namedBefore({ known, name }: JobFile, bytes: Uint8Array): boolean {
  return known !== undefined || name === "always" || (name !== undefined && utf16Of(bytes, bytes.length) !== undefined);
}

/** `gitObjectId`, piece by piece. */
export function nameOfLarge({ length, read }: LargeContent): string {
  const hash = createHash("sha1").update(`blob ${length}\0`);
  const piece = new Uint8Array(Math.min(PIECE_BYTES, length));
  for (let from = 0; from < length; ) {
    const count = read(piece.subarray(0, Math.min(piece.length, length - from)), from);
    // Shorter than it was: the name fits no content at all, so nothing is kept of it.
    if (count === 0) break;
    hash.update(piece.subarray(0, count));
    from += count;
  }
  return hash.digest("hex");
}
