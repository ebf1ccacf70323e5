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

/** Throws where nobody takes it any more: a stream that is closed never drains. */
async function write(text: string, out: Writable): Promise<void> {
  if (out.write(text)) return;
  if (out.destroyed) throw closed();
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(out, "close", { signal }).then(() => {
    throw closed();
  });
  try {
    await Promise.race([once(out, "drain", { signal }), ended]);
  } finally {
    waiting.abort();
  }
}

function closed(): Error {
  return new Error("nobody takes the rest: the stream is closed");
}
