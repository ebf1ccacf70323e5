/**
 * Archives are sent here and scanned by their SHA-256. They go on to the store as they come, so that one takes no memory,
 * and are there only once all has come and is what its sender said.
 */
import { createHash } from "node:crypto";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { FastifyInstance } from "fastify";
import type { Uploads } from "../uploads/uploads.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { count, failuresOf } from "./schemas.ts";

const TYPES = [
  "application/octet-stream",
  "application/x-tar",
  "application/gzip",
  "application/x-gzip",
  "application/zstd",
  "application/zip",
];
/** For an archive to come. */
const LONGEST_MS = 60 * 60_000;

const asked = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: {
    target: {
      type: "string",
      minLength: 1,
      maxLength: 2000,
      description: "archive://NAME: the same for every version of it, as the URL of a repository is.",
    },
  },
} as const;

const named = {
  type: "object",
  required: ["sha256"],
  properties: { sha256: { type: "string", pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the archive." } },
} as const;

const stored = {
  type: "object",
  required: ["target", "ref", "bytes"],
  properties: {
    target: { type: "string" },
    ref: { type: "string", description: "Submit a scan of `target` with this as `ref`." },
    bytes: count,
  },
} as const;

interface Sent {
  readonly Querystring: { readonly target: string };
  readonly Params: { readonly sha256: string };
  readonly Body: AsyncIterable<Buffer> | undefined;
}

/** In a scope of its own, as bodies are streams in it. */
export function archiveRoutes(app: FastifyInstance, { uploads, logger }: HttpDependencies): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(TYPES, (_request, payload, done) => done(null, payload));
  app.put<Sent>(
    "/api/v1/archives/:sha256",
    {
      config: { access: { role: "operator", repository: "upload" }, lasting: true },
      handlerTimeout: LONGEST_MS,
      schema: {
        summary: "Send a tar (plain, gzip or zstd) or zip archive, to be scanned as a repository is",
        description: `The body is the archive, as one of ${TYPES.join(", ")}. Sending the same again is harmless.`,
        tags: ["scans"],
        querystring: asked,
        params: named,
        response: { 201: stored, ...failuresOf(400, 401, 403, 404, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { target } = request.query;
      const { sha256 } = request.params;
      if (uploads === undefined) throw new ApiError(404, "not_found", "this server takes no archives");
      if (!uploads.isTarget(target)) {
        throw new ApiError(400, "invalid_request", "querystring.target is archive:// and a name");
      }
      if (request.headers["content-encoding"] !== undefined) throw unsupported();
      if (request.body === undefined || request.body === null) throw unsupported();
      if (Number(request.headers["content-length"] ?? 0) > uploads.maxBytes) throw tooLarge(uploads);
      const taken = { bytes: 0 };
      await uploads.store.put(uploads.keyOf(target, sha256), checked(request.body, uploads, sha256, taken));
      uploads.store.removeOlder(uploads.keepMs).catch((error: unknown) => {
        logger.warn("old archives are not deleted", { reason: messageOf(error) });
      });
      return reply.status(201).send({ target, ref: sha256, bytes: taken.bytes });
    },
  );
}

/** As it comes, and an error in place of its end where it is not what was said. */
async function* checked(
  body: AsyncIterable<Buffer>,
  uploads: Uploads,
  sha256: string,
  taken: { bytes: number },
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of body) {
    taken.bytes += piece.length;
    if (taken.bytes > uploads.maxBytes) throw tooLarge(uploads);
    hash.update(piece);
    if (head) {
      head = Buffer.concat([head, piece]);
      if (head.length < uploads.headBytes) continue;
      if (!uploads.isArchive(head)) throw unsupported();
      yield head;
      head = undefined;
    } else yield piece;
  }
  if (head && !uploads.isArchive(head)) throw unsupported();
  if (hash.digest("hex") !== sha256) {
    throw new ApiError(422, "not_as_said", `what came has another SHA-256 than ${sha256}`);
  }
  if (head) yield head;
}

function unsupported(): ApiError {
  return new ApiError(
    415,
    "unsupported_type",
    `send a tar (plain, gzip or zstd) or zip archive as ${TYPES[0]}, without content-encoding`,
  );
}

function tooLarge({ maxBytes }: Uploads): ApiError {
  return new ApiError(413, "too_large", `the archive is larger than ${maxBytes} bytes`);
}
