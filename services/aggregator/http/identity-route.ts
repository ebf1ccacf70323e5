/** Who asks, as this server knows them: for pages and commands that show only what may be done. */
import type { FastifyInstance } from "fastify";
import { callerOf } from "./access.ts";
import { ROLES } from "./identity.ts";
import { failuresOf, noQuery } from "./schemas.ts";

const identity = {
  type: "object",
  required: ["name", "role"],
  properties: {
    name: { type: "string", description: "Of the token or person." },
    role: { type: "string", enum: ROLES, description: "Each may do what those before it may." },
    repositories: {
      type: "array",
      items: { type: "string" },
      description: "Globs over targets; every repository where absent.",
    },
    teams: {
      type: "array",
      items: { type: "string" },
      description:
        "Only repositories of these teams, and of them what `repositories` lets be; of every team where absent.",
    },
  },
} as const;

export function identityRoute(app: FastifyInstance): void {
  app.get(
    "/api/v1/identity",
    {
      config: { access: { role: "viewer", repository: "none" } },
      schema: {
        summary: "Who asks, and what they may do",
        tags: ["identity"],
        querystring: noQuery,
        response: { 200: identity, ...failuresOf(401, 429, 503) },
      },
    },
    (request) => {
      const { name, role, repositories, teams } = callerOf(request);
      return { name, role, ...(repositories && { repositories }), ...(teams && { teams }) };
    },
  );
}
