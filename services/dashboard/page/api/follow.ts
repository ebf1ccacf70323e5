/** Streams of events, followed until they end; a broken one is taken up where it was. */
import { useEffect, useRef, useState } from "react";
import { ApiFailure, isPassing } from "./failure.ts";
import { type ServerEvent, ServerEventReader } from "./server-events.ts";

/** Opens the stream after the event with this id; answers undefined where there is nothing more to tell. */
export type OpenStream = (
  lastId: string | undefined,
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array> | null | undefined>;

const AGAIN_MS = 2_000;

/** Ends with the stream for good, when `signal` says so, or with an `ApiFailure` that another try does not help. */
export async function follow(open: OpenStream, tell: Tell, signal: AbortSignal): Promise<void> {
  const reader = new ServerEventReader();
  while (!signal.aborted) {
    try {
      const stream = await open(reader.lastId, signal);
      if (!stream) return;
      tell.live(true);
      const decoder = new TextDecoder();
      for await (const piece of piecesOf(stream)) {
        for (const event of reader.push(decoder.decode(piece, { stream: true }))) tell.event(event);
      }
    } catch (error) {
      if (error instanceof ApiFailure && !isPassing(error)) throw error;
    }
    tell.live(false);
    if (!signal.aborted) await pause(AGAIN_MS, signal);
  }
}

interface Tell {
  readonly event: (event: ServerEvent) => void;
  readonly live: (live: boolean) => void;
}

async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Follows while it is shown; answers whether events come now. `key` names what is followed, nothing where undefined. */
export function useEvents(key: string | undefined, open: OpenStream, onEvent: (event: ServerEvent) => void): boolean {
  const [live, setLive] = useState(false);
  const latest = useRef({ open, onEvent });
  latest.current = { open, onEvent };
  useEffect(() => {
    if (key === undefined) return;
    const ending = new AbortController();
    const tell = { event: (event: ServerEvent) => latest.current.onEvent(event), live: setLive };
    follow((lastId, signal) => latest.current.open(lastId, signal), tell, ending.signal)
      // The page asks as it did before: events only spare it that.
      .catch(() => setLive(false));
    return () => {
      ending.abort();
      setLive(false);
    };
  }, [key]);
  return live;
}
