/** What concerns a repository as a whole. */
import type { FastifyInstance } from "fastify";
import { requestRemoval } from "../retention/removals.ts";
import { unknownRepository } from "./access.ts";
import type { HttpDependencies } from "./app.ts";
import { failuresOf, noQuery, removal, removed } from "./schemas.ts";

export function repositoryRoutes(app: FastifyInstance, { context, onRemoval }: HttpDependencies): void {
  app.post<{ Body: { target: string } }>(
    "/api/v1/repositories/remove",
    {
      config: { access: { role: "admin", repository: "stored" } },
      schema: {
        summary: "Delete a repository's scans, findings, paths and snippets, the newest too; running scans end",
        tags: ["repositories"],
        querystring: noQuery,
        body: removal,
        response: { 202: removed, ...failuresOf(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      const { target } = request.body;
      const scans = await requestRemoval(context, target);
      if (scans === undefined) throw unknownRepository();
      onRemoval();
      return reply.status(202).send({ target, scans });
    },
  );
}
