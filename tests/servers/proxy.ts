/** A TCP proxy on loopback that counts what passes and can fail on purpose, as a bad network does. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface NetworkFaults {
  /** Each way. */
  readonly latencyMs?: number;
  /** Added to the latency, at random up to so much; order is kept. */
  readonly jitterMs?: number;
  /** Each way and connection. */
  readonly bytesPerSecond?: number;
  /** Bytes of one write to the other side. */
  readonly slice?: number;
  /** What goes this way (up: to the server) is held back until the faults change or the connection ends. */
  readonly blackhole?: "up" | "down" | "both";
}

export interface Proxy {
  readonly port: number;
  /** Bytes from the client to the server so far. */
  bytesUp(): number;
  /** Cuts every connection now; new ones are accepted. */
  cut(): void;
  /** Ends every connection with a reset (RST); new ones are accepted. */
  reset(): void;
  /** From now on, for connections that stand as well; `{}` is a good network. */
  fail(faults: NetworkFaults): void;
  stop(): Promise<void>;
}

/** Held in one direction of a connection before the sender is told to wait. */
const heldBytes = 256 * 1024;

export async function startProxy(target: { readonly port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let up = 0;
  let faults: NetworkFaults = {};
  let changed = Promise.withResolvers<void>();

  async function pump(from: Socket, to: Socket, way: "up" | "down"): Promise<void> {
    const held: { readonly due: number; readonly chunk: Buffer }[] = [];
    let bytes = 0;
    let wake = () => {};
    let ended = false;
    from.on("data", (chunk: Buffer) => {
      if (way === "up") up += chunk.length;
      const { latencyMs = 0, jitterMs = 0 } = faults;
      held.push({ due: performance.now() + latencyMs + Math.random() * jitterMs, chunk });
      bytes += chunk.length;
      if (bytes > heldBytes) from.pause();
      wake();
    });
    const end = () => {
      ended = true;
      wake();
    };
    from.once("end", end);
    from.once("close", end);
    for (;;) {
      const next = held.shift();
      if (next === undefined) {
        if (ended) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const early = next.due - performance.now();
      if (early > 0) await sleep(early);
      for (let at = 0; at < next.chunk.length; ) {
        while (faults.blackhole === way || faults.blackhole === "both") {
          await Promise.race([changed.promise, closed(from, to)]);
          if (from.destroyed || to.destroyed) return;
        }
        if (to.destroyed) return;
        const { bytesPerSecond } = faults;
        const size = faults.slice ?? (bytesPerSecond === undefined ? next.chunk.length : 16 * 1024);
        const piece = next.chunk.subarray(at, at + size);
        at += piece.length;
        if (bytesPerSecond !== undefined) await sleep((piece.length / bytesPerSecond) * 1000);
        if (!to.write(piece)) await Promise.race([once(to, "drain"), closed(from, to)]).catch(() => {});
        // Otherwise the kernel would put the slices together again.
        if (faults.slice !== undefined) await new Promise(setImmediate);
      }
      bytes -= next.chunk.length;
      if (bytes <= heldBytes && !from.destroyed) from.resume();
    }
    to.end();
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target.port, host: "127.0.0.1", allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.setMaxListeners(0);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    void pump(client, upstream, "up");
    void pump(upstream, client, "down");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    bytesUp: () => up,
    cut,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    fail(next) {
      faults = next;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    async stop() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}

function closed(...sockets: readonly Socket[]): Promise<unknown> {
  return Promise.race(sockets.map((socket) => once(socket, "close")));
}
