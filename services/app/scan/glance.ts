/**
 * A few files of a target that is known, looked at here: where nothing can stand in those that changed, what scans is
 * neither loaded nor started, which would take longer than all the rest of the scan.
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import { PlainSources } from "@pqc-audit/scanner/plain-sources.ts";

/** So much is looked through before a thread that scans has started. */
const MOST_FILES = 32;
const MOST_BYTES = 1 << 18;

export class Glance {
  #plain: PlainSources | undefined;
  #asked = false;
  #files = MOST_FILES;
  #bytes = MOST_BYTES;

  /** Its content where it is a file in which nothing can stand; undefined where that is not to be told here. */
  plainContent({ path, file, size, blob }: SourceEntry): Buffer | undefined {
    if (file === undefined || blob !== undefined || this.#files === 0 || size > this.#bytes) return undefined;
    if (!this.#asked) this.#plain = PlainSources.carried();
    this.#asked = true;
    if (!this.#plain?.mayTell(path, size)) return undefined;
    this.#files--;
    this.#bytes -= size;
    const content = contentOf(file, size);
    return content && this.#plain.isPlain(path, content) ? content : undefined;
  }
}

/** Undefined where it cannot be read, or has not this size any more: whoever scans it says why. */
function contentOf(file: string, size: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const content = Buffer.alloc(size + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length <= size; length += count)
      count = readSync(descriptor, content, length, size + 1 - length, null);
    return length === size ? content.subarray(0, size) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
