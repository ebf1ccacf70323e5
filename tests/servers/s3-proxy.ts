/** An HTTP proxy in front of an S3 server that answers some requests the way a store in trouble does. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import {
  authorizationOf,
  type KeyPair,
  SESSION_TOKEN,
  type SignedRequest,
  signatureOf,
  signedWith,
} from "./s3-signature.ts";

/**
 * `slow-down` 503 with S3's error body; `hang` no answer at all; `reset` the connection is reset in the middle of the
 * body; `truncate` fewer bytes than announced; `wrong` one byte of the body differs; `missing` 404 NoSuchKey; `denied` the
 * credentials may not do this, and `archived` nobody may before it is brought back; the last three refuse the credentials.
 */
export type StoreFault = "slow-down" | "hang" | "reset" | "truncate" | "wrong" | "missing" | Refusal;
type Refusal = keyof typeof REFUSALS;

const REFUSALS = {
  "slow-down": [503, "SlowDown"],
  missing: [404, "NoSuchKey"],
  denied: [403, "AccessDenied"],
  archived: [403, "InvalidObjectState"],
  "unknown-key": [403, "InvalidAccessKeyId"],
  "wrong-secret": [403, "SignatureDoesNotMatch"],
  "expired-session": [400, "ExpiredToken"],
} as const;

/** Keys that the proxy lets in, whatever the server behind it knows. */
export interface AdmittedKeys extends KeyPair {
  readonly sessionToken?: string;
}

export interface S3Proxy {
  readonly endpoint: string;
  /** Asked for every request; undefined lets it pass. */
  fail(choose: (request: { readonly method: string; readonly key: string }) => StoreFault | undefined): void;
  /** From now on these keys alone are let in; the server is asked with its own. */
  admit(keys: AdmittedKeys): void;
  /** Requests answered wrongly so far. */
  failures(): number;
  stop(): Promise<void>;
}

/** `accessKeyId` and `secretAccessKey` are the server's. */
export async function startS3Proxy(target: {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}): Promise<S3Proxy> {
  const own = { id: target.accessKeyId, secret: target.secretAccessKey };
  let admitted: AdmittedKeys | undefined;
  let choose: (request: { readonly method: string; readonly key: string }) => StoreFault | undefined = () => undefined;
  let failures = 0;
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    const key = new URL(url, "http://s3").pathname.split("/").slice(2).join("/");
    const asked = { method, url, headers: incoming.headers };
    const fault = (admitted && refusalOf(asked, admitted)) ?? choose({ method, key });
    if (fault !== undefined) failures++;
    if (fault === "hang") return void incoming.resume();
    if (isRefusal(fault)) return refuse(incoming, outgoing, fault);
    const authorization = admitted && authorizationOf(asked);
    const headers = authorization === undefined ? incoming.headers : signedWith(own, asked, authorization);
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
    admit(keys) {
      admitted = keys;
    },
    failures: () => failures,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function isRefusal(fault: StoreFault | undefined): fault is Refusal {
  return fault !== undefined && fault in REFUSALS;
}

/** What S3 says to a request that was not signed with these keys. */
function refusalOf(request: SignedRequest, { sessionToken, ...keys }: AdmittedKeys): Refusal | undefined {
  const authorization = authorizationOf(request);
  if (authorization?.id !== keys.id) return "unknown-key";
  const { scope, signedHeaders, signature } = authorization;
  if (signature !== signatureOf(keys, request, scope, signedHeaders)) return "wrong-secret";
  return request.headers[SESSION_TOKEN] === sessionToken ? undefined : "expired-session";
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, fault: Refusal): void {
  incoming.resume();
  const [status, code] = REFUSALS[fault];
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
