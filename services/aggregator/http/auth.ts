/**
 * Who may use the API: whoever has one of the configured tokens, or, where none are configured, processes of this
 * machine. Every token may do everything; roles come with the security issue.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { FastifyRequest } from "fastify";
import { ApiError } from "./errors.ts";

const MIN_TOKEN = 16;

/** SHA-256 of each token: tokens are random, so nothing slower is needed, and none stays in memory. */
export async function readTokens(file: string): Promise<readonly Buffer[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    throw new UsageError(`http.tokens_file ${file} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
  const lines = text.split("\n").map((line) => line.trim());
  const tokens = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (tokens.length === 0) throw new UsageError(`http.tokens_file ${file} holds no token: put one on a line`);
  return tokens.map((token, at) => {
    const hashed = /^sha256:([0-9a-f]{64})$/.exec(token)?.[1];
    if (hashed !== undefined) return Buffer.from(hashed, "hex");
    if (token.length < MIN_TOKEN) {
      throw new UsageError(`http.tokens_file ${file}: token ${at + 1} has fewer than ${MIN_TOKEN} characters`);
    }
    return createHash("sha256").update(token).digest();
  });
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

/** Throws `ApiError` 401 where the request may not pass. */
export function authorise(request: FastifyRequest, tokens: readonly Buffer[] | undefined): void {
  if (!tokens) {
    if (isLoopback(request.ip)) return;
    throw new ApiError(401, "unauthorized", "this API answers its own machine only until http.tokens_file is set");
  }
  const given = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const hash = createHash("sha256")
    .update(given ?? "")
    .digest();
  // Every token is compared, so that the time says nothing about which one was near.
  const known = tokens.filter((token) => timingSafeEqual(token, hash)).length > 0;
  if (given === undefined || !known) {
    throw new ApiError(401, "unauthorized", "send a token of this server: authorization: Bearer TOKEN");
  }
}
