/** Findings: of one finished scan, by page or as a stream; or of the newest scans of all repositories. */
import { Readable } from "node:stream";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import type { FastifyInstance } from "fastify";
import {
  findingOf,
  findingsPage,
  pageOf as pageOfFindings,
  scannedAlone,
  selectedFindings,
} from "../query/findings.ts";
import { resultText } from "../query/result.ts";
import { fixedBy, lifeAt, trackAsked } from "../query/tracks.ts";
import { unknownRepository } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { sendLines, sendPage, tellAnywhereOf, tellOf } from "./finding-answers.ts";
import {
  type FilterQuery,
  filterOf,
  findingFilters,
  type PagedQuery,
  pagedFindings,
  pageQueryOf,
  policyFor,
  repositoryFilters,
  sort,
} from "./finding-filters.ts";
import { finishedScan } from "./finished.ts";
import { fixedQuery, introduced, introducedQuery, life } from "./history-schemas.ts";
import { type JudgingQuery, judgeFor, LONGEST_RESULT_MS } from "./judging.ts";
import { type RepositoryQuery, reachedBy } from "./reached.ts";
import { reportRoute } from "./report.ts";
import {
  failuresOf,
  finding,
  findingAnywhere,
  judging,
  keyedPageOf,
  pageOf,
  result,
  resultQuery,
  scanId,
} from "./schemas.ts";

type FindingsQuery = FilterQuery & PagedQuery;
type LinesQuery = FilterQuery & Pick<PagedQuery, "sort">;

const JSON_TEXT = "application/json; charset=utf-8";

const queryOf = (...properties: readonly object[]) =>
  ({ type: "object", additionalProperties: false, properties: Object.assign({}, ...properties) }) as const;

const lines = {
  description: "A JSON object a line; it breaks off where it cannot be completed.",
  content: { "application/x-ndjson": { schema: { type: "string" } } },
} as const;

const findingQuery = {
  type: "object",
  required: ["target"],
  additionalProperties: false,
  properties: {
    ...judging,
    target: { type: "string", minLength: 1, maxLength: 2000, description: "The repository as its scans name it." },
  },
} as const;

const findingId = {
  type: "object",
  required: ["findingId"],
  properties: { findingId: { type: "string", minLength: 1, maxLength: 200, description: "Id of the finding." } },
} as const;

export function findingRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { context, policyAt } = dependencies;
  const { store } = context;
  const judgeOf = judgeFor(dependencies);
  const failures = failuresOf(400, 401, 403, 404, 409, 429, 503);

  app.get<{ Params: { id: string }; Querystring: FindingsQuery }>(
    "/api/v1/scans/:id/findings",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Findings of a finished scan",
        tags: ["findings"],
        params: scanId,
        querystring: queryOf(pagedFindings, findingFilters),
        response: { 200: keyedPageOf(finding, "Findings of this page."), ...failures },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const asked = { ...filterOf(query), ...pageQueryOf(query) };
      const found = await findingsPage(store, finishedScan(request).id, asked, {
        policy: policyFor(policyAt, query),
        tell: tellOf(judgeOf, query),
      });
      return sendPage(reply, found, query.size);
    },
  );

  app.get<{ Params: { id: string }; Querystring: LinesQuery }>(
    "/api/v1/scans/:id/findings.ndjson",
    {
      handlerTimeout: LONGEST_RESULT_MS,
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Findings of a finished scan, as a stream",
        tags: ["findings"],
        params: scanId,
        querystring: queryOf({ sort }, findingFilters),
        response: { 200: lines, ...failures },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const filter = { ...filterOf(query), order: query.sort };
      const scanned = await scannedAlone(store, finishedScan(request).id, filter);
      const options = { query: filter, policy: policyFor(policyAt, query), tell: tellOf(judgeOf, query) };
      return sendLines(reply, selectedFindings(store, scanned, options));
    },
  );

  app.get<{ Querystring: FindingsQuery & RepositoryQuery }>(
    "/api/v1/findings",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Findings of the newest scans of all repositories",
        tags: ["findings"],
        querystring: queryOf(pagedFindings, findingFilters, repositoryFilters),
        response: { 200: keyedPageOf(findingAnywhere, "Findings of this page."), ...failures },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { repositories } = await reachedBy(store, request, query);
      const found = await pageOfFindings(store, repositories, {
        query: { ...filterOf(query), ...pageQueryOf(query) },
        policy: policyFor(policyAt, query),
        tell: tellAnywhereOf(judgeOf, query),
      });
      return sendPage(reply, found, query.size);
    },
  );

  app.get<{ Querystring: LinesQuery & RepositoryQuery }>(
    "/api/v1/findings.ndjson",
    {
      handlerTimeout: LONGEST_RESULT_MS,
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Findings of the newest scans of all repositories, as a stream",
        tags: ["findings"],
        querystring: queryOf({ sort }, findingFilters, repositoryFilters),
        response: { 200: lines, ...failures },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { repositories } = await reachedBy(store, request, query);
      const options = {
        query: { ...filterOf(query), order: query.sort },
        policy: policyFor(policyAt, query),
        tell: tellAnywhereOf(judgeOf, query),
      };
      return sendLines(reply, selectedFindings(store, repositories, options));
    },
  );

  app.get<{ Params: { findingId: string }; Querystring: JudgingQuery & { target: string } }>(
    "/api/v1/findings/:findingId",
    {
      config: { access: { role: "viewer", repository: "stored" } },
      schema: {
        summary: "One finding of a repository's newest scan",
        tags: ["findings"],
        params: findingId,
        querystring: findingQuery,
        response: { 200: findingAnywhere, ...failures },
      },
    },
    async (request, reply) => {
      const { query, params } = request;
      const { repositories } = await reachedBy(store, request, { target: [query.target] });
      const [repository] = repositories;
      if (!repository) throw unknownRepository();
      const found = await findingOf(store, repository, params.findingId);
      if (!found) {
        const { id } = repository.scan;
        throw new ApiError(404, "not_found", `scan ${id}, the newest of this repository, has no such finding`);
      }
      return reply.type(JSON_TEXT).send(await tellAnywhereOf(judgeOf, query)(found));
    },
  );

  app.get<{ Params: { findingId: string }; Querystring: { target: string } }>(
    "/api/v1/findings/:findingId/introduced",
    {
      config: { access: { role: "viewer", repository: "stored" } },
      schema: {
        summary: "With which scan a finding of a repository's newest scan was first seen, and the commit of that scan",
        tags: ["findings"],
        params: findingId,
        querystring: introducedQuery,
        response: { 200: introduced, ...failures },
      },
    },
    async (request) => {
      const { query, params } = request;
      const { repositories } = await reachedBy(store, request, { target: [query.target] });
      const [repository] = repositories;
      if (!repository) throw unknownRepository();
      const found = await findingOf(store, repository, params.findingId);
      const track = found && (await trackAsked(store, query.target, repository.scan.ref ?? undefined));
      const { path } = found ? (JSON.parse(found.text) as Finding) : { path: "" };
      const life = track && (await lifeAt(store, track, path, params.findingId));
      if (!life) {
        const { id } = repository.scan;
        throw new ApiError(404, "not_found", `scan ${id}, the newest of this repository, has no such finding`);
      }
      return { id: life.id, path: life.path, ...life.opened, ...(life.reopens && { reopens: true }) };
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
