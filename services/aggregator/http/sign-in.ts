/** How people sign in at this server, and the end of a sign-in at their identity provider. Open: nobody is signed in yet. */
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { FastifyInstance } from "fastify";
import { OPEN } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { type Code, Provider } from "./provider.ts";
import { failuresOf, noQuery } from "./schemas.ts";
import type { FindIdentity } from "./tokens.ts";

const ways = {
  type: "object",
  required: ["token"],
  properties: {
    token: { type: "boolean", description: "Nobody passes without a token." },
    provider: {
      type: "object",
      required: ["issuer", "authorizationEndpoint", "clientId", "scope"],
      description:
        "Where to send people, with the authorization code flow and PKCE (S256), and as which public client.",
      properties: {
        issuer: { type: "string" },
        authorizationEndpoint: { type: "string" },
        clientId: { type: "string" },
        scope: { type: "string" },
      },
    },
    problem: { type: "string", description: "Why there is no provider now, where one is configured." },
  },
} as const;

const opaque = { type: "string", minLength: 1, maxLength: 4096, pattern: "^[\\x21-\\x7e]+$" } as const;

const code = {
  type: "object",
  required: ["code", "verifier", "nonce", "redirectUri"],
  additionalProperties: false,
  properties: {
    code: opaque,
    verifier: { type: "string", pattern: "^[A-Za-z0-9._~-]{43,128}$", description: "RFC 7636." },
    nonce: { ...opaque, minLength: 16 },
    redirectUri: { ...opaque, pattern: "^https?://[^\\s?#]+/sign-in/callback$" },
  },
} as const;

const signedIn = {
  type: "object",
  required: ["token"],
  properties: {
    token: { type: "string", description: "For `authorization: Bearer`, as long as the provider lets it." },
  },
} as const;

export function signInRoutes(
  app: FastifyInstance,
  { context, config, logger }: HttpDependencies,
  find: FindIdentity | undefined,
): void {
  const { oidc } = config.http;
  const provider = oidc?.signIn && new Provider(oidc, oidc.signIn, context.clock);

  app.get(
    "/api/v1/sign-in",
    {
      config: { access: OPEN },
      schema: {
        summary: "How people sign in at this server",
        tags: ["identity"],
        querystring: noQuery,
        response: { 200: ways, ...failuresOf(400, 429, 503) },
      },
    },
    async () => {
      const token = find !== undefined;
      if (!provider) return { token };
      try {
        const { issuer, clientId, scope } = provider;
        return {
          token,
          provider: { issuer, authorizationEndpoint: await provider.authorizationEndpoint(), clientId, scope },
        };
      } catch (thrown) {
        logger.warn("the identity provider cannot be used now", { err: thrown });
        return { token, problem: messageOf(thrown) };
      }
    },
  );

  app.post<{ Body: Code }>(
    "/api/v1/sign-in/token",
    {
      config: { access: OPEN },
      schema: {
        summary: "The token for the code that the identity provider has sent the page",
        tags: ["identity"],
        querystring: noQuery,
        body: code,
        response: { 200: signedIn, ...failuresOf(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      if (!provider || !find) {
        throw new ApiError(404, "not_found", "this server has no sign-in by an identity provider: set oidc.client_id");
      }
      const token = await provider.exchange(request.body, find);
      return reply.header("cache-control", "no-store").send({ token });
    },
  );
}
