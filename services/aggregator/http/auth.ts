/** Who asks: the owner of a token of this server, or, where no tokens are configured, a process of this machine. */
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { FastifyRequest } from "fastify";
import type { HttpConfig } from "../config.ts";
import { ApiError } from "./errors.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { looksLikeJwt, openOidc } from "./oidc.ts";
import { type FindIdentity, openTokens } from "./tokens.ts";

const LOCAL = createIdentity("machine", "this machine", "admin", {});

/** A connection that is gone already has no address any more. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

/** `localhost:8080`, `127.0.0.1`, `[::1]:8080`. */
function namesLoopback(authority: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(authority);
}

/**
 * Whether a request without a token comes from a program of this machine: not through a proxy, and not from a page in
 * a browser here, whatever name its owner lets point to 127.0.0.1.
 */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  if (!isLoopback(ip) || !namesLoopback(headers.host ?? "")) return false;
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined) return false;
  return headers.origin === undefined || namesLoopback(headers.origin.replace(/^https?:\/\//i, ""));
}

/** Undefined where neither tokens nor an identity provider are configured. Throws `UsageError` where they cannot be used. */
export async function openIdentities(
  { tokensFile, oidc }: Pick<HttpConfig, "tokensFile" | "oidc">,
  logger: Logger,
): Promise<FindIdentity | undefined> {
  const byToken = tokensFile === undefined ? undefined : await openTokens(tokensFile, logger);
  const bySignOn = oidc === undefined ? undefined : await openOidc(oidc);
  if (bySignOn === undefined) return byToken;
  return async (token) => (await byToken?.(token)) ?? (looksLikeJwt(token) ? bySignOn(token) : undefined);
}

/** Throws `ApiError` 401 where nobody known asks. */
export async function authenticate(request: FastifyRequest, find: FindIdentity | undefined): Promise<Identity> {
  if (find === undefined) {
    if (isLocal(request)) return LOCAL;
    throw new ApiError(401, "unauthorized", "this API answers its own machine only until http.tokens_file is set");
  }
  const given = /^Bearer ([^\s]{1,8192})$/i.exec(request.headers.authorization ?? "")?.[1];
  const identity = given === undefined ? undefined : await find(given);
  if (identity === undefined) {
    throw new ApiError(401, "unauthorized", "send a token of this server: authorization: Bearer TOKEN");
  }
  return identity;
}
