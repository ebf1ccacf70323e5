/** An answer that its reader has already is not sent again (RFC 9110, section 13): 304 for what `If-None-Match` names. */
import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";

/** A tag that names one of several encodings would be wrong for the others: hence weak (section 8.8.1). */
function tagOf(body: string | Buffer): string {
  return `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}

/** Weak comparison: `W/` does not count. */
function names(ifNoneMatch: string, tag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^W\//, "");
  return ifNoneMatch.split(",").some((each) => bare(each) === "*" || bare(each) === bare(tag));
}

/** Before anything compresses. Streams, which nobody has read yet, have no tag; what a route said itself stands. */
export function answerConditionally(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    const reads = request.method === "GET" || request.method === "HEAD";
    if (!reads || reply.statusCode !== 200 || !(typeof payload === "string" || Buffer.isBuffer(payload)))
      return payload;
    if (reply.hasHeader("etag") || !request.url.startsWith("/api/")) return payload;
    const tag = tagOf(payload);
    reply.header("etag", tag);
    // Kept by its reader alone, and never shown without asking whether it still holds, and for whom.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "private, no-cache");
    if (!names(request.headers["if-none-match"] ?? "", tag)) return payload;
    reply.code(304).removeHeader("content-type");
    return "";
  });
}
