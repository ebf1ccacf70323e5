/** What a schedule asks for: scans of those repositories that have changed. */
import type { FastifyInstance } from "fastify";
import { requestHeads } from "../ledger/heads.ts";
import { callerOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { failuresOf, headRequests, headsRequested, noQuery } from "./schemas.ts";

interface HeadRequests {
  readonly repositories: readonly { readonly target: string; readonly ref?: string }[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export function headRoutes(app: FastifyInstance, { context, config }: HttpDependencies): void {
  app.post<{ Body: HeadRequests }>(
    "/api/v1/heads",
    {
      config: { access: { role: "operator", repository: "targets" } },
      schema: {
        summary:
          "Scan those of many repositories that a scan would tell something new of: their head has moved, or they have no complete scan of this engine and policy",
        tags: ["scans"],
        querystring: noQuery,
        body: headRequests,
        response: { 202: headsRequested, ...failuresOf(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      const { repositories, include, exclude } = request.body;
      const requester = callerOf(request).id;
      const accepted = await requestHeads(
        context,
        repositories.map(({ target, ref }) => ({
          target,
          options: { ...config.scan, include, exclude, ...(ref !== undefined && { ref }) },
          requester,
        })),
      );
      return reply.status(202).send({ accepted });
    },
  );
}
