/** An HTTP proxy in front of an S3 server that answers some requests the way a store in trouble does. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * `slow-down` 503 with S3's error body; `hang` no answer at all; `reset` the connection is reset in the middle of the
 * body; `truncate` fewer bytes than announced; `wrong` one byte of the body differs; `missing` 404 NoSuchKey.
 */
export type StoreFault = "slow-down" | "hang" | "reset" | "truncate" | "wrong" | "missing";

export interface S3Proxy {
  readonly endpoint: string;
  /** Asked for every request; undefined lets it pass. */
  fail(choose: (request: { readonly method: string; readonly key: string }) => StoreFault | undefined): void;
  /** Requests answered wrongly so far. */
  failures(): number;
  stop(): Promise<void>;
}

export async function startS3Proxy(target: { readonly port: number }): Promise<S3Proxy> {
  let choose: (request: { readonly method: string; readonly key: string }) => StoreFault | undefined = () => undefined;
  let failures = 0;
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    const fault = choose({ method, key: new URL(url, "http://s3").pathname.split("/").slice(2).join("/") });
    if (fault !== undefined) failures++;
    if (fault === "hang") return void incoming.resume();
    if (fault === "slow-down" || fault === "missing") return refuse(incoming, outgoing, fault);
    const { headers } = incoming;
    const upstream = request({ host: "127.0.0.1", port: target.port, method, path: url, headers }, (answer) =>
      pass(answer, outgoing, fault),
    );
    upstream.on("error", () => outgoing.destroy());
    // A `100-continue` is answered here by Node itself, and by the store to the proxy.
    incoming.pipe(upstream);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    fail(next) {
      choose = next;
    },
    failures: () => failures,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, fault: "slow-down" | "missing"): void {
  incoming.resume();
  const [status, code] = fault === "slow-down" ? [503, "SlowDown"] : [404, "NoSuchKey"];
  outgoing.writeHead(status, { "content-type": "application/xml" });
  outgoing.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`);
}

function pass(answer: IncomingMessage, outgoing: ServerResponse, fault: StoreFault | undefined): void {
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  if (fault === undefined) return void answer.pipe(outgoing);
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.on("end", () => {
    const body = Buffer.concat(chunks);
    const middle = body.length >> 1;
    if (fault === "wrong") {
      body[middle] = (body[middle] ?? 0) ^ 1;
      outgoing.end(body);
      return;
    }
    outgoing.write(body.subarray(0, middle), () => {
      if (fault === "reset") outgoing.socket?.resetAndDestroy();
      else outgoing.socket?.destroy();
    });
  });
}
