/**
 * Serves the planted repository, and nothing else, over git's smart HTTP protocol: fetching only, there is no way to push.
 * git's own `upload-pack` answers; what reaches it is a checked protocol version and a bounded body, a few at a time.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { killGit, spawnGit } from "@pqc-audit/coordinator/sources/git-process.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { canaryGit, type PlantedRepository } from "./repository.ts";

export interface CanaryGitServer {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** From now on this repository is the one that is served. */
  serve(repository: PlantedRepository): void;
  close(): Promise<void>;
}

/** Below the URL that is advertised. */
export const REPOSITORY_PATH = "/canary.git";
const SERVICE = "git-upload-pack";
const AT_ONCE = 8;
const MAX_BODY_BYTES = 1024 * 1024;
const LONGEST_MS = 60_000;
const SETTINGS = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "uploadpack.allowFilter",
  GIT_CONFIG_VALUE_0: "true",
  GIT_CONFIG_KEY_1: "uploadpack.allowAnySHA1InWant",
  GIT_CONFIG_VALUE_1: "true",
};

/** Throws `UsageError` where the address cannot be listened on. */
export async function startGitServer({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<CanaryGitServer> {
  let repository: PlantedRepository | undefined;
  let running = 0;
  const server = createServer((request, response) => {
    const args = argumentsOf(request);
    if (typeof args === "number") return refuse(response, args);
    if (repository === undefined || running >= AT_ONCE) return refuse(response, 503);
    running++;
    void uploadPack(args, repository, request, response).finally(() => running--);
  });
  server.requestTimeout = LONGEST_MS;
  server.listen(port, host);
  await once(server, "listening").catch((thrown: unknown) => {
    throw new UsageError(`--listen ${host}:${port}: ${messageOf(thrown)}`);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    serve: (next) => {
      repository = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** What upload-pack is told, or the status of a refusal. */
function argumentsOf({ method, url, headers }: IncomingMessage): readonly string[] | number {
  const [path, query] = (url ?? "").split("?", 2);
  if (path === `${REPOSITORY_PATH}/info/refs`) {
    if (method !== "GET") return 405;
    return query === `service=${SERVICE}` ? ["--advertise-refs"] : 403;
  }
  if (path !== `${REPOSITORY_PATH}/${SERVICE}`) return 404;
  if (method !== "POST") return 405;
  return headers["content-type"] === `application/x-${SERVICE}-request` ? [] : 415;
}

async function uploadPack(
  args: readonly string[],
  { gitDir }: PlantedRepository,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = String(request.headers["git-protocol"] ?? "");
  const protocol = /^version=[0-2]$/.test(asked) ? asked : "";
  const context = canaryGit(gitDir, { ...SETTINGS, GIT_PROTOCOL: protocol });
  const { child } = spawnGit(context, ["upload-pack", "--stateless-rpc", ...args, gitDir]);
  const kill = () => killGit(child);
  const timer = setTimeout(kill, LONGEST_MS);
  response.once("close", kill);
  const kind = args.length > 0 ? "advertisement" : "result";
  response.writeHead(200, {
    "content-type": `application/x-${SERVICE}-${kind}`,
    "cache-control": "no-cache, max-age=0, must-revalidate",
  });
  // The first versions of the protocol begin with the service's name, as a pkt-line and a flush.
  if (args.length > 0 && protocol !== "version=2") response.write(`001e# service=${SERVICE}\n0000`);
  try {
    await Promise.all([bodyInto(request, child.stdin), pipeline(child.stdout, response)]);
  } catch {
    // Whoever asked has gone, or asked too much: there is nobody to tell.
    response.destroy();
  } finally {
    clearTimeout(timer);
    kill();
  }
}

async function bodyInto(request: IncomingMessage, stdin: NodeJS.WritableStream): Promise<void> {
  let bytes = 0;
  const bounded = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) throw new Error(`more than ${MAX_BODY_BYTES} bytes`);
      yield chunk;
    }
  };
  if (request.headers["content-encoding"] === "gzip") await pipeline(request, createGunzip(), bounded, stdin);
  else await pipeline(request, bounded, stdin);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain", connection: "close" });
  response.end("only the planted repository is served here, for fetching\n");
}
