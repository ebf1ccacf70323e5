/**
 * Server-sent events (HTML, section 9.2) to few and bounded listeners. Nothing is kept for a reader that does not keep up:
 * it is cut off, comes back with `Last-Event-ID` and is told where things stand.
 */
import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import { ApiError } from "./errors.ts";

export interface EventStreamLimits {
  /** Of this replica. */
  readonly most: number;
  /** Of one caller. */
  readonly mostOfOne: number;
  readonly heartbeatMs: number;
  /** Unsent bytes, and the reader is cut off. */
  readonly mostBehind: number;
}

export const EVENT_STREAM_DEFAULTS: EventStreamLimits = {
  most: 500,
  mostOfOne: 50,
  heartbeatMs: 10_000,
  mostBehind: 256 * 1_024,
};

/** What a browser waits before it comes back. */
const RETRY_MS = 2_000;

export interface Listener {
  /** Whose it is, for the limit of each: `Identity.id`. */
  readonly caller: string;
  /** Asked at each heartbeat: false, or a throw, ends the stream. */
  readonly mayStay: () => Promise<boolean>;
}

export class EventStreams {
  readonly #limits: EventStreamLimits;
  readonly #open = new Map<EventStream, string>();
  #ended = false;

  constructor(limits: EventStreamLimits = EVENT_STREAM_DEFAULTS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes the answer over. Throws `ApiError` where there are too many listeners already. */
  open(reply: FastifyReply, listener: Listener): EventStream {
    const own = [...this.#open.values()].filter((caller) => caller === listener.caller).length;
    if (this.#ended || own >= this.#limits.mostOfOne || this.#open.size >= this.#limits.most) {
      const whose = own >= this.#limits.mostOfOne ? ` of yours` : "";
      throw new ApiError(
        503,
        "unavailable",
        `${this.#open.size} streams of events${whose} are open here: come back later`,
      );
    }
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      // `no-transform`: a proxy that compresses would keep events back.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      // A connection that stays after its stream would hold up a drain.
      connection: "close",
    });
    const stream: EventStream = new EventStream(reply.raw, listener, this.#limits, () => this.#open.delete(stream));
    this.#open.set(stream, listener.caller);
    return stream;
  }

  /** Listeners come back, to another replica. */
  endAll(): void {
    this.#ended = true;
    for (const stream of [...this.#open.keys()]) stream.end();
  }
}

export class EventStream {
  readonly #response: ServerResponse;
  readonly #limits: EventStreamLimits;
  readonly #closed: (() => void)[] = [];
  readonly #heartbeat: NodeJS.Timeout;
  #wasBehind = false;
  #over = false;

  constructor(response: ServerResponse, listener: Listener, limits: EventStreamLimits, closed: () => void) {
    this.#response = response;
    this.#limits = limits;
    this.#closed.push(closed);
    this.#heartbeat = setInterval(() => void this.#beat(listener), limits.heartbeatMs);
    this.#heartbeat.unref();
    response.once("close", () => this.#close());
    // A connection that breaks closes too.
    response.on("error", () => {});
    response.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Also where it is over already. */
  onClosed(closed: () => void): void {
    if (this.#over) closed();
    else this.#closed.push(closed);
  }

  /** A reader that is too far behind is cut off. `id` is what it comes back with; without one the id before stays. */
  send(event: string, data: unknown, id?: string): void {
    if (this.#over) return;
    // Asked before: one event alone, however large, cuts nobody off.
    if (this.#response.writableLength > this.#limits.mostBehind) {
      this.#cut();
      return;
    }
    const line = id === undefined ? "" : `id: ${id}\n`;
    // JSON holds no line breaks of its own.
    this.#response.write(`${line}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** What the next one replaces: left out while the reader is behind. */
  sendLatest(event: string, data: unknown, id?: string): boolean {
    if (this.#over || this.#response.writableNeedDrain) return false;
    this.send(event, data, id);
    return true;
  }

  end(): void {
    if (this.#over) return;
    this.#response.end();
    this.#close();
  }

  async #beat({ mayStay }: Listener): Promise<void> {
    // Behind for a whole beat: nobody reads.
    if (this.#response.writableNeedDrain && this.#wasBehind) return this.#cut();
    this.#wasBehind = this.#response.writableNeedDrain;
    if (!(await mayStay().catch(() => false))) return this.end();
    if (!this.#over && !this.#wasBehind) this.#response.write(": still here\n\n");
  }

  #cut(): void {
    this.#response.destroy();
    this.#close();
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#heartbeat);
    for (const closed of this.#closed) closed();
  }
}
