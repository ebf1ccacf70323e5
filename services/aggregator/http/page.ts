/**
 * The dashboard at `/`: a page of static files that asks the API like any other client. Its own paths (`/scans/7`) are
 * no files, so whatever a browser asks for that is neither a file nor of the API is answered with the page.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OPEN } from "./access.ts";
import { ApiError } from "./errors.ts";
import { INDEX, PAGE_FOLDERS, type PageFile, readPage } from "./page-files.ts";

/** What a browser lets the page do. Nothing inline runs, no text becomes code or markup, and nothing else is loaded. */
export const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
};

const YEAR = "public, max-age=31536000, immutable";
const NOT_BUILT =
  "this server has no dashboard: its page was not built. Run `npm run build:page` where it is installed and restart it; " +
  "the API is described at /api/v1/openapi.json";

export interface PageOptions {
  /** Where to look for the built page; the installation's own folders where absent. */
  readonly folders: readonly string[] | undefined;
  /** Nobody passes without a token: the page is told, and does not have to try. */
  readonly signIn: boolean;
  /** People may sign in at an identity provider: the page asks where. */
  readonly provider?: boolean;
}

/** Answers a request that no route is for; undefined where it asks for no page. */
export type AnswerPath = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/** Each file is a route of its own. */
export async function pageRoutes(
  app: FastifyInstance,
  { folders = PAGE_FOLDERS, signIn, provider }: PageOptions,
): Promise<AnswerPath> {
  const said = { ...(signIn && { "data-sign-in": "token" }), ...(provider && { "data-provider": "yes" }) };
  const files = await readPage(folders, said);
  const index = files?.get(INDEX);
  const options = { schema: { hide: true }, config: { access: OPEN } };
  app.get("/", options, (request, reply) => {
    if (index === undefined) throw new ApiError(404, "not_found", NOT_BUILT);
    return send(request, reply, index);
  });
  for (const [path, file] of files ?? []) {
    app.get(`/${path}`, options, (request, reply) => send(request, reply, file));
  }
  return (request, reply) => (isOfPage(request) && index ? send(request, reply, index) : undefined);
}

/** Whether a browser asks for a page: not for what the API, a program or a part of a page might be. */
function isOfPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return !/^\/(?:api|assets)(?:[/?]|$)/.test(url) && (headers.accept ?? "").includes("text/html");
}

function send({ headers }: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.header("cache-control", file.hashed ? YEAR : "no-cache").header("etag", file.etag);
  reply.header("vary", "accept-encoding");
  if (headers["if-none-match"]?.includes(file.etag)) return reply.status(304).send();
  const zipped = /\bgzip\b/.test(headers["accept-encoding"] ?? "");
  if (zipped) reply.header("content-encoding", "gzip");
  return reply.type(file.type).send(zipped ? file.gzipped : file.bytes);
}
