/** Submit, list, look at and cancel scans. */
import type { FastifyInstance } from "fastify";
import { cancelScan, type Priority, submitScan } from "../ledger/scans.ts";
import { ACTIVE_SCANS } from "../ledger/transitions.ts";
import { progressOf } from "../query/progress.ts";
import { listScans, scanRow, viewOf } from "../query/scans.ts";
import { callerOf, scanOf, unknownScan } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { cancelled, failuresOf, listQuery, noQuery, pageOf, scan, scanId, submission, submitted } from "./schemas.ts";

interface Submission {
  readonly target: string;
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly lfs: boolean;
  readonly priority: Priority;
}

export function scanRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { context, config, engineDigest, traceparent } = dependencies;
  const { store } = context;
  const failures = failuresOf(400, 401, 403, 404, 429, 503);

  app.post<{ Body: Submission }>(
    "/api/v1/scans",
    {
      config: { access: { role: "operator", repository: "target" } },
      schema: {
        summary: "Scan a git repository; the same submission while a scan is under way joins it",
        tags: ["scans"],
        querystring: noQuery,
        body: submission,
        response: { 202: submitted, ...failures },
      },
    },
    async (request, reply) => {
      const { target, ref, include, exclude, lfs, priority } = request.body;
      const trace = traceparent?.();
      const { scanId: id, joined } = await submitScan(context, {
        target,
        options: { ...config.scan, include, exclude, ...(ref !== undefined && { ref }), ...(lfs && { lfs }) },
        engineDigest,
        priority,
        requester: callerOf(request).id,
        ...(trace !== undefined && { traceparent: trace }),
      });
      const row = await scanRow(store, id);
      return reply.status(202).header("location", `/api/v1/scans/${id}`).send({ id, state: row?.state, joined });
    },
  );

  app.get<{ Querystring: { page: number; size: number } }>(
    "/api/v1/scans",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Scans, newest first",
        tags: ["scans"],
        querystring: listQuery,
        response: { 200: pageOf(scan, "Scans without progress."), ...failures },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const { results, total } = await listScans(store, { page, size, reach: callerOf(request) });
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/api/v1/scans/:id",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "One scan: state, progress, coverage, summary, digest",
        tags: ["scans"],
        params: scanId,
        querystring: noQuery,
        response: { 200: scan, ...failures },
      },
    },
    async (request) => {
      const row = scanOf(request);
      return { ...viewOf(row), progress: await store.ask((db) => progressOf(db, row, context.clock())) };
    },
  );

  app.post<{ Params: { id: string } }>(
    "/api/v1/scans/:id/cancel",
    {
      config: { access: { role: "operator", repository: "scan" } },
      schema: {
        summary:
          "Take back one's own request for a scan; it stops when the last one is taken back, or at once for an admin",
        tags: ["scans"],
        params: scanId,
        querystring: noQuery,
        response: { 200: cancelled, ...failures },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { id: requester, name, role } = callerOf(request);
      const answer = await cancelScan(context, id, role === "admin" ? "everybody" : { requester });
      if (!answer) throw unknownScan(id);
      const { state, requesters, withdrawn } = answer;
      if (!withdrawn && ACTIVE_SCANS.includes(state)) {
        throw new ApiError(403, "forbidden", `${name} has not asked for scan ${id}: an admin cancels it for everybody`);
      }
      return { id, state, requesters };
    },
  );
}
