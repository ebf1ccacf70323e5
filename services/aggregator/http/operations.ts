/** What operators look at: units, files that could not be scanned, the queue, and who scans. */
import type { FastifyInstance } from "fastify";
import type { UnitState } from "../ledger/states.ts";
import { quarantinePage, type Unscanned } from "../query/quarantine.ts";
import { queuePage } from "../query/queue.ts";
import { unitsPage } from "../query/units.ts";
import { workersPage } from "../query/workers.ts";
import { callerOf, scanOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { quarantineQuery, queue, unit, unitsQuery, unscannedFile, worker, workersQuery } from "./operations-schemas.ts";
import { failuresOf, listQuery, pageOf, scanId } from "./schemas.ts";

interface Paging {
  readonly page: number;
  readonly size: number;
}

export function operationRoutes(app: FastifyInstance, { context }: HttpDependencies): void {
  const { store } = context;
  const failures = failuresOf(400, 401, 403, 404, 429, 503);
  const list = { access: { role: "viewer", repository: "list" } } as const;
  const paged = <Row>({ page, size }: Paging, { results, total }: { results: readonly Row[]; total: number }) => ({
    results,
    total,
    page,
    size,
    pages: Math.ceil(total / size),
  });

  app.get<{ Params: { id: string }; Querystring: Paging & { readonly state?: readonly UnitState[] } }>(
    "/api/v1/scans/:id/units",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Units of a scan, in the order of its plan",
        tags: ["scans"],
        params: scanId,
        querystring: unitsQuery,
        response: { 200: pageOf(unit, "Units of this page."), ...failures },
      },
    },
    async (request) => {
      const { page, size, state } = request.query;
      return paged(request.query, await unitsPage(store, scanOf(request).id, { page, size, states: state ?? [] }));
    },
  );

  app.get<{ Querystring: Paging & { readonly status?: readonly Unscanned[] } }>(
    "/api/v1/quarantine",
    {
      config: list,
      schema: {
        summary: "Files that failed or were quarantined in the newest scan of every repository",
        tags: ["operations"],
        querystring: quarantineQuery,
        response: { 200: pageOf(unscannedFile, "Files of this page, newest scan first."), ...failures },
      },
    },
    async (request) => {
      const { page, size, status } = request.query;
      const reach = callerOf(request);
      return paged(request.query, await quarantinePage(store, { page, size, statuses: status ?? [], reach }));
    },
  );

  app.get<{ Querystring: Paging }>(
    "/api/v1/queue",
    {
      config: list,
      schema: {
        summary: "What waits: units, plans and heads, in all and by scan",
        description: "Of the repositories that the caller reaches; for others than those the metrics speak.",
        tags: ["operations"],
        querystring: listQuery,
        response: { 200: queue, ...failures },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const found = await queuePage(store, { page, size, reach: callerOf(request) });
      return { ...paged(request.query, found), depth: found.depth, heads: found.heads };
    },
  );

  app.get<{ Querystring: Paging & { readonly minutes: number } }>(
    "/api/v1/workers",
    {
      config: list,
      schema: {
        summary: "Workers that began units lately",
        description: "By what the ledger was told; of units of repositories that the caller reaches.",
        tags: ["operations"],
        querystring: workersQuery,
        response: { 200: pageOf(worker, "Those that were seen last come first."), ...failures },
      },
    },
    async (request) => {
      const { page, size, minutes } = request.query;
      const since = context.clock() - minutes * 60_000;
      return paged(request.query, await workersPage(store, { page, size, since, reach: callerOf(request) }));
    },
  );
}
