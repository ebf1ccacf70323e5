/**
 * Profiles of a running service, for whoever holds its token and is on its own machine (`kubectl port-forward` is):
 *
 *   POST /profiles/cpu?seconds=30    where processor time goes      (.cpuprofile)
 *   POST /profiles/heap?seconds=30   who allocates what stays held  (.heapprofile)
 *
 * Of all threads, one at a time, within bounds. A profile holds names of functions and figures; a snapshot of the heap holds
 * contents, keys of scanned repositories among them, so none is offered.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, BlockList, isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, UsageError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type ProfileKind, profileThreads } from "../telemetry/profiles/threads.ts";

export interface ProfileServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Read anew at each request, so that it can be changed. */
  readonly tokenFile: string;
  readonly logger: Pick<Logger, "info">;
}

export interface ProfileServer {
  readonly url: string;
  /** Ends a profile that is under way. */
  close(): Promise<void>;
}

const DEFAULT_SECONDS = 30;
const MOST_SECONDS = 120;
/** A shorter one could be guessed. */
const LEAST_TOKEN = 16;
const KINDS: Readonly<Record<string, ProfileKind>> = { "/profiles/cpu": "cpu", "/profiles/heap": "heap" };

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Throws `UsageError` for an address that others reach, one that is taken, and a token that cannot be read or is short. */
export async function startProfileServer(options: ProfileServerOptions): Promise<ProfileServer> {
  const { host, port } = options;
  const family = isIP(host);
  if (family === 0 || !LOOPBACK.check(host, family === 6 ? "ipv6" : "ipv4")) {
    throw new UsageError(`health.profile_listen ${host}:${port} is reached by others: 127.0.0.1 or [::1] only`);
  }
  tokenOf(options.tokenFile);
  const closed = new AbortController();
  let busy = false;
  const server = createServer((request, response) => {
    const asked = safelyChecked(request, options.tokenFile);
    if (typeof asked === "number" || busy) {
      refuse(response, typeof asked === "number" ? asked : 409);
      return;
    }
    busy = true;
    profile(asked, response, closed.signal, options.logger)
      .catch((thrown: unknown) => {
        if (!response.headersSent) response.writeHead(500, TEXT);
        response.end(`${messageOf(thrown)}\n`);
      })
      .finally(() => {
        busy = false;
      });
  });
  server.listen(port, host);
  await once(server, "listening").catch((thrown: unknown) => {
    throw new UsageError(`health.profile_listen ${host}:${port}: ${messageOf(thrown)}`);
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === 6 ? `[${address}]` : address}:${bound}`,
    async close() {
      closed.abort();
      server.closeIdleConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Asked {
  readonly kind: ProfileKind;
  readonly seconds: number;
}

/** A token's file that is gone, or a path that is none, is no reason to end. */
function safelyChecked(request: IncomingMessage, tokenFile: string): Asked | number {
  try {
    return checked(request, tokenFile);
  } catch {
    return 500;
  }
}

/** The status to refuse it with, or what it asks for. Nothing is told to those without the token. */
function checked(request: IncomingMessage, tokenFile: string): Asked | number {
  const shown = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (shown === undefined || !timingSafeEqual(digest(shown), digest(tokenOf(tokenFile)))) return 401;
  const url = new URL(request.url ?? "/", "http://localhost");
  const kind = Object.hasOwn(KINDS, url.pathname) ? KINDS[url.pathname] : undefined;
  if (kind === undefined) return 404;
  if (request.method !== "POST") return 405;
  const text = url.searchParams.get("seconds") ?? String(DEFAULT_SECONDS);
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= MOST_SECONDS ? { kind, seconds } : 400;
}

const TEXT = { "content-type": "text/plain; charset=utf-8" };
const REASONS: Readonly<Record<number, string>> = {
  400: `seconds is a whole number from 1 to ${MOST_SECONDS}`,
  401: "authorization: Bearer TOKEN is missing or wrong",
  404: "only /profiles/cpu and /profiles/heap",
  405: "only POST",
  500: "the request or health.profile_token_file cannot be read",
  409: "a profile is being taken; come again when it is done",
};

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...TEXT, ...(status === 401 && { "www-authenticate": "Bearer" }) });
  response.end(`${REASONS[status]}\n`);
}

/** Ends early where the caller goes away, or the process is to end. */
async function profile(
  { kind, seconds }: Asked,
  response: ServerResponse,
  closed: AbortSignal,
  logger: ProfileServerOptions["logger"],
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  logger.info("a profile is taken", { kind, seconds });
  const stop = await profileThreads(kind);
  await sleep(seconds * 1000, undefined, { signal: AbortSignal.any([closed, gone.signal]) }).catch(() => undefined);
  const profiled = await stop();
  response.writeHead(200, {
    "content-type": "application/json",
    "content-disposition": `attachment; filename="pqc-audit-${process.pid}.${kind}profile"`,
  });
  response.end(JSON.stringify(profiled));
}

function tokenOf(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, "utf8").trim();
  } catch (thrown) {
    throw new UsageError(`health.profile_token_file: ${messageOf(thrown)}`, { cause: thrown });
  }
  if (token.length < LEAST_TOKEN) {
    throw new UsageError(`health.profile_token_file ${file} holds fewer than ${LEAST_TOKEN} characters`);
  }
  return token;
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
