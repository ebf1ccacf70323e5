/**
 * A git server (smart HTTP, protocol version 2: gitprotocol-v2) of as many repositories as there are URLs. It says where
 * HEAD stands, which is all that a repository without changes is asked for, and counts whatever else is asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { FLUSH, packet } from "@pqc-audit/coordinator/sources/git-packets.ts";

export interface HeadRequests {
  /** What the server can do: the first request of each question. */
  readonly capabilities: number;
  /** Where refs stand. */
  readonly refs: number;
  /** Anything else: contents, trees, unknown repositories. */
  readonly other: number;
}

export interface HeadServer {
  readonly url: string;
  requests(): HeadRequests;
  close(): Promise<void>;
}

const CAPABILITIES = [
  "version 2\n",
  "agent=git/heads\n",
  "ls-refs=unborn\n",
  "fetch=shallow filter\n",
  "object-format=sha1\n",
];

/** `commitOf`: of the repository at this path of a URL, with its slash; undefined where there is none. */
export async function serveHeads(commitOf: (path: string) => string | undefined): Promise<HeadServer> {
  const counted = { capabilities: 0, refs: 0, other: 0 };
  const server = createServer((request, response) => {
    answer(request, response, commitOf).then(
      (what) => {
        counted[what]++;
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => ({ ...counted }),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  commitOf: (path: string) => string | undefined,
): Promise<keyof HeadRequests> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const [, path = "", service] = /^(.*)\/(info\/refs|git-upload-pack)$/.exec(pathname) ?? [];
  const commit = commitOf(path);
  const send = (type: string, lines: readonly string[]) => {
    response.writeHead(200, { "content-type": `application/x-git-upload-pack-${type}`, "cache-control": "no-cache" });
    response.end(lines.map(packet).join("") + FLUSH);
  };
  if (commit !== undefined && service === "info/refs" && searchParams.get("service") === "git-upload-pack") {
    if (request.headers["git-protocol"]?.includes("version=2")) {
      send("advertisement", CAPABILITIES);
      return "capabilities";
    }
  } else if (commit !== undefined && service === "git-upload-pack") {
    if ((await text(request)).slice(4).startsWith("command=ls-refs")) {
      send("result", [`${commit} HEAD symref-target:refs/heads/main\n`]);
      return "refs";
    }
  }
  response.writeHead(404).end();
  return "other";
}
