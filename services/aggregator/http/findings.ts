/** Findings of a finished scan: by page, or the whole result as a stream. */
import { Readable } from "node:stream";
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import type { FastifyInstance } from "fastify";
import type { FindingState } from "../lives/changes.ts";
import { findingsPage } from "../query/findings.ts";
import { resultText } from "../query/result.ts";
import { fixedBy } from "../query/tracks.ts";
import type { HttpDependencies } from "./app.ts";
import { finishedScan } from "./finished.ts";
import { fixedQuery, life } from "./history-schemas.ts";
import { type JudgingQuery, judgeFor, LONGEST_RESULT_MS } from "./judging.ts";
import { reportRoute } from "./report.ts";
import { failuresOf, finding, findingsQuery, pageOf, result, resultQuery, scanId } from "./schemas.ts";

interface FindingsQuery extends JudgingQuery {
  readonly page: number;
  readonly size: number;
  readonly severity?: readonly Severity[];
  readonly state?: readonly FindingState[];
  readonly file_pattern?: string;
}

const JSON_TEXT = "application/json; charset=utf-8";

export function findingRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { store } = dependencies.context;
  const judgeOf = judgeFor(dependencies);
  const failures = failuresOf(400, 401, 403, 404, 409, 429, 503);

  app.get<{ Params: { id: string }; Querystring: FindingsQuery }>(
    "/api/v1/scans/:id/findings",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Findings of a finished scan, by path and position",
        tags: ["findings"],
        params: scanId,
        querystring: findingsQuery,
        response: { 200: pageOf(finding, "Findings of this page."), ...failures },
      },
    },
    async (request, reply) => {
      const { page, size, severity, state, file_pattern } = request.query;
      const scan = finishedScan(request);
      const judge = await judgeOf(request.query, scan.id);
      const { results, total } = await findingsPage(store, scan.id, {
        page,
        size,
        severities: severity ?? [],
        states: state ?? [],
        ...(file_pattern !== undefined && { filePattern: file_pattern }),
      });
      const rest = JSON.stringify({ total, page, size, pages: Math.ceil(total / size) });
      return reply
        .type(JSON_TEXT)
        .send(`{"results":[${(judge ? results.map(judge) : results).join(",")}],${rest.slice(1)}`);
    },
  );

  app.get<{ Params: { id: string }; Querystring: { page: number; size: number } }>(
    "/api/v1/scans/:id/fixed",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Uses that are gone with a finished scan",
        tags: ["findings"],
        params: scanId,
        querystring: fixedQuery,
        response: { 200: pageOf(life, "Lives that ended, by when they came."), ...failures },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const { results, total } = await fixedBy(store, finishedScan(request).id, page, size);
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.get<{ Params: { id: string }; Querystring: JudgingQuery }>(
    "/api/v1/scans/:id/result",
    {
      handlerTimeout: LONGEST_RESULT_MS,
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "The whole result as one JSON object",
        tags: ["findings"],
        params: scanId,
        querystring: resultQuery,
        response: { 200: result, ...failures },
      },
    },
    async (request, reply) => {
      const scan = finishedScan(request);
      const judge = await judgeOf(request.query, scan.id);
      const text = Readable.from(resultText(store, scan, dependencies.version, judge));
      return reply.type(JSON_TEXT).send(text);
    },
  );

  reportRoute(app, dependencies, judgeOf);
}
