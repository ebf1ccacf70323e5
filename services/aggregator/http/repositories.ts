/** What concerns a repository as a whole: which there are, how they came to be what they are, and their end. */
import type { FastifyInstance } from "fastify";
import { repositories } from "../query/repositories.ts";
import { type LivesQuery, lives, points, type Track, trackAsked } from "../query/tracks.ts";
import type { Criticality } from "../repositories/criticality.ts";
import { requestRemoval } from "../retention/removals.ts";
import { callerOf, unknownRepository } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { historyQuery, life, livesQuery, point, repositoriesQuery, repository, trackPage } from "./history-schemas.ts";
import { failuresOf, noQuery, pageOf, removal, removed } from "./schemas.ts";

interface TrackQuery {
  readonly target: string;
  readonly ref?: string;
  readonly page: number;
  readonly size: number;
}

interface ListQuery {
  readonly page: number;
  readonly size: number;
  readonly search?: string;
  readonly team?: readonly string[];
  readonly tag?: readonly string[];
  readonly criticality?: readonly Criticality[];
}

const VIEWED = { access: { role: "viewer", repository: "stored" } } as const;

export function repositoryRoutes(app: FastifyInstance, { context, onRemoval }: HttpDependencies): void {
  const { store } = context;
  const failures = failuresOf(400, 401, 403, 404, 429, 503);
  const trackOf = async ({ target, ref }: TrackQuery): Promise<Track> => {
    const track = await trackAsked(store, target, ref);
    if (!track) throw unknownRepository();
    return track;
  };
  const paged = <T>(
    { page, size }: TrackQuery,
    { target, ref }: Track,
    { results, total }: { readonly results: readonly T[]; readonly total: number },
  ) => ({ target, ...(ref !== "" && { ref }), results, total, page, size, pages: Math.ceil(total / size) });

  app.get<{ Querystring: ListQuery }>(
    "/api/v1/repositories",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Repositories that were scanned, by name, each with its newest result and what is said of it",
        tags: ["repositories"],
        querystring: repositoriesQuery,
        response: { 200: pageOf(repository, "Repositories of this page."), ...failures },
      },
    },
    async (request) => {
      const { page, size, search, team, tag, criticality } = request.query;
      const { results, total } = await repositories(store, {
        page,
        size,
        ...(search !== undefined && { search }),
        ...(team && { teams: team }),
        ...(tag && { tags: tag }),
        ...(criticality && { criticalities: criticality }),
        reach: callerOf(request),
      });
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.get<{ Querystring: TrackQuery }>(
    "/api/v1/repositories/history",
    {
      config: VIEWED,
      schema: {
        summary: "What the scans of a repository found, one after another, newest first",
        tags: ["repositories"],
        querystring: historyQuery,
        response: {
          200: trackPage(point, "Scans with the same options, each compared with the one before."),
          ...failures,
        },
      },
    },
    async (request) => {
      const track = await trackOf(request.query);
      return paged(request.query, track, await points(store, track, request.query.page, request.query.size));
    },
  );

  app.get<{ Querystring: TrackQuery & LivesQuery }>(
    "/api/v1/repositories/lives",
    {
      config: VIEWED,
      schema: {
        summary: "When each use came into a repository, and when it went",
        tags: ["repositories"],
        querystring: livesQuery,
        response: { 200: trackPage(life, "Uses by when they came."), ...failures },
      },
    },
    async (request) => {
      const track = await trackOf(request.query);
      return paged(request.query, track, await lives(store, track, request.query));
    },
  );

  app.post<{ Body: { target: string } }>(
    "/api/v1/repositories/remove",
    {
      config: { access: { role: "admin", repository: "stored" } },
      schema: {
        summary:
          "Delete a repository's scans, findings, paths, snippets and history, the newest too; running scans end",
        tags: ["repositories"],
        querystring: noQuery,
        body: removal,
        response: { 202: removed, ...failures },
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
