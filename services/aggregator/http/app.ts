/** The one front door: the API under `/api/v1`, health and metrics beside it. */
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { expose } from "@pqc-audit/platform/telemetry/registry.ts";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { accessOf, enforceAccess, OPEN, requireDeclaredAccess } from "./access.ts";
import { archiveRoutes } from "./archives.ts";
import { assetRoutes } from "./assets.ts";
import { isLoopback, openIdentities } from "./auth.ts";
import { limitConcurrency } from "./concurrency.ts";
import { answerConditionally } from "./conditional.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { docsRoutes } from "./docs.ts";
import { documentFailures } from "./documented.ts";
import { answerBadUrl, answerBrokenRequest, answerErrors, MAX_BODY } from "./errors.ts";
import { eventRoutes } from "./events.ts";
import { exceptionRoutes } from "./exceptions.ts";
import { factRoutes } from "./facts.ts";
import { fileErrorRoutes } from "./file-errors.ts";
import { findingRoutes } from "./findings.ts";
import { headRoutes } from "./heads.ts";
import { identityRoute } from "./identity-route.ts";
import { operationRoutes } from "./operations.ts";
import { overviewRoutes } from "./overview.ts";
import { type AnswerPath, CONTENT_SECURITY_POLICY, pageRoutes } from "./page.ts";
import { planRoutes } from "./plan.ts";
import { policyRoutes } from "./policy.ts";
import { repositoryRoutes } from "./repositories.ts";
import { createRequestMetrics, measureRequests } from "./request-metrics.ts";
import { scanRoutes } from "./scans.ts";
import { signInRoutes } from "./sign-in.ts";
import { webhookRoutes } from "./webhooks.ts";

const COMPRESS_ABOVE = 1_000;
/** Smaller than gzip makes it, for less of the processor's time than that takes. */
const BROTLI_QUALITY = 3;

/** Built and ready, not yet listening. Throws `UsageError` where the tokens file cannot be used. */
export async function buildHttp(dependencies: HttpDependencies): Promise<FastifyInstance> {
  const { config, logger, registry } = dependencies;
  const find = await openIdentities(config.http, logger);
  const app = fastify({
    bodyLimit: MAX_BODY,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => answerBadUrl(error, reply.hijack().raw),
    handlerTimeout: config.http.responseTimeoutMs ?? 0,
    // `removeAdditional` would hide unknown keys instead of naming them.
    // With `strictNumbers` 1e309 becomes Infinity, which passes every maximum.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array", allErrors: false, strictNumbers: false } },
    routerOptions: { maxParamLength: 200 },
  });
  let page: AnswerPath | undefined;
  answerErrors(app, {
    onInternal: (error, url) => logger.error("a request failed", { err: error, url: url.split("?")[0] }),
    otherwise: (request, reply) => page?.(request, reply),
  });
  measureRequests(app, createRequestMetrics(registry));
  requireDeclaredAccess(app);
  documentFailures(app);
  // Health, metrics and files. What the API answers to anyone is limited like the rest of it.
  const isFree = (request: FastifyRequest) =>
    accessOf(request)?.role === "anyone" && !request.routeOptions.url?.startsWith("/api/");
  if (config.http.maxConcurrentRequests !== undefined) {
    const uncounted = (request: FastifyRequest) => isFree(request) || request.routeOptions.config.lasting === true;
    limitConcurrency(app, config.http.maxConcurrentRequests, uncounted);
  }
  await app.register(helmet, { contentSecurityPolicy: CONTENT_SECURITY_POLICY });
  answerConditionally(app);
  if (config.http.compression !== false) {
    await app.register(compress, {
      threshold: COMPRESS_ABOVE,
      encodings: ["br", "gzip", "identity"],
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    });
  }
  if (config.http.rateLimitPerMinute !== undefined) {
    await app.register(rateLimit, {
      global: false,
      max: config.http.rateLimitPerMinute,
      timeWindow: "1 minute",
      allowList: (request) => isLoopback(request.ip) || isFree(request),
    });
    // Before the token is looked at: guessing is limited too.
    app.addHook("onRequest", app.rateLimit());
  }
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "pqc-audit",
        description: "Where code depends on cryptography that quantum computers break, or that is weak already.",
        version: dependencies.version,
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      ...(find && { security: [{ token: [] }] }),
    },
  });
  enforceAccess(app, dependencies, find);
  await app.register(async (api) => {
    scanRoutes(api, dependencies);
    headRoutes(api, dependencies);
    findingRoutes(api, dependencies);
    assetRoutes(api, dependencies);
    overviewRoutes(api, dependencies);
    repositoryRoutes(api, dependencies);
    planRoutes(api, dependencies);
    factRoutes(api, dependencies);
    exceptionRoutes(api, dependencies);
    policyRoutes(api, dependencies);
    fileErrorRoutes(api, dependencies);
    eventRoutes(api, dependencies);
    operationRoutes(api, dependencies);
    webhookRoutes(api, dependencies);
    identityRoute(api);
    signInRoutes(api, dependencies, find);
    docsRoutes(api);
    await api.register(async (scope) => archiveRoutes(scope, dependencies));
    const access = { role: "viewer", repository: "none" } as const;
    api.get("/api/v1/openapi.json", { schema: { hide: true }, config: { access } }, () => app.swagger());
  });
  const hidden = { schema: { hide: true }, config: { access: OPEN } };
  app.get("/healthz", hidden, async () => ({ status: "ok" }));
  app.get("/readyz", hidden, async (_request, reply) => {
    const { state, problems } = await dependencies.health();
    if (state === "ready") return { status: "ready" };
    // This port is open to everybody: what does not answer is named, its address is for the log.
    const names = problems.map(({ name }) => name).join(", ");
    const message = names === "" ? state : `${state}: ${names}`;
    return reply.status(503).send({ error: { code: "unavailable", message } });
  });
  if (config.http.metrics !== false) {
    app.get("/metrics", hidden, async (request, reply) => {
      const { contentType, text } = await expose(registry, request.headers.accept);
      return reply.type(contentType).send(text);
    });
  }
  page = await pageRoutes(app, {
    folders: dependencies.pageFolders,
    signIn: find !== undefined,
    provider: config.http.oidc?.signIn !== undefined,
  });
  await app.ready();
  return app;
}
