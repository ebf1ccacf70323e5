/** What a schedule asks for: scans of those repositories that have changed. */
import type { FastifyInstance } from "fastify";
import { beginRun, headRun } from "../ledger/head-runs.ts";
import { requestHeads } from "../ledger/heads.ts";
import { callerOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { failuresOf, headRequests, headRunTold, headsRequested, noQuery } from "./schemas.ts";

interface HeadRequests {
  readonly repositories: readonly { readonly target: string; readonly ref?: string }[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly lfs: boolean;
  readonly run?: string;
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
      const { repositories, include, exclude, lfs } = request.body;
      const requester = callerOf(request).id;
      const known = request.body.run;
      if (known !== undefined && !(await headRun(context, known, requester))) throw unknownRun(known);
      const run = known ?? (await beginRun(context, requester));
      const accepted = await requestHeads(
        context,
        repositories.map(({ target, ref }) => ({
          target,
          options: { ...config.scan, include, exclude, ...(ref !== undefined && { ref }), ...(lfs && { lfs }) },
          requester,
        })),
        run,
      );
      return reply.status(202).send({ accepted, run });
    },
  );

  app.get<{ Params: { run: string } }>(
    "/api/v1/heads/:run",
    {
      config: { access: { role: "operator", repository: "none" } },
      schema: {
        summary:
          "What came of the repositories that one schedule named: how many had not moved, and how many are scanned",
        description: "For whoever named them, and for a week.",
        tags: ["scans"],
        querystring: noQuery,
        params: { type: "object", properties: { run: { type: "string" } } },
        response: { 200: headRunTold, ...failuresOf(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request) => {
      const { run } = request.params;
      const told = await headRun(context, run, callerOf(request).id);
      if (!told) throw unknownRun(run);
      return told;
    },
  );
}

const unknownRun = (run: string) => new ApiError(404, "not_found", `there is no run ${run} of this caller's`);
