/** Writes many small texts to a stream as a few large ones, and waits where the stream is full. */
import { once } from "node:events";
import type { Writable } from "node:stream";

const CHUNK = 64 * 1024;

export async function writeChunks(texts: Iterable<string> | AsyncIterable<string>, out: Writable): Promise<void> {
  let pending = "";
  for await (const text of texts) {
    pending += text;
    if (pending.length < CHUNK) continue;
    await write(pending, out);
    pending = "";
  }
  if (pending !== "") await write(pending, out);
}

async function write(text: string, out: Writable): Promise<void> {
  if (!out.write(text)) await once(out, "drain");
}
