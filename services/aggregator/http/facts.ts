/** What people say of repositories, and the teams that come of it. */
import type { FastifyInstance } from "fastify";
import { judgeAgain } from "../exceptions/judge-again.ts";
import { factsOfTargets, type RepositoryFacts, setFacts } from "../repositories/facts.ts";
import { listTeams } from "../repositories/teams.ts";
import { callerOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { factsGiven, factsStored, team, teamsQuery } from "./facts-schemas.ts";
import { failuresOf, noQuery, pageOf } from "./schemas.ts";

export function factRoutes(app: FastifyInstance, { context, logger }: HttpDependencies): void {
  const { store, clock } = context;

  app.put<{ Body: RepositoryFacts & { readonly target: string } }>(
    "/api/v1/repositories/facts",
    {
      config: { access: { role: "operator", repository: "target" } },
      schema: {
        summary:
          "Say all that is known of a repository, in the place of what was said before; it need not be scanned yet",
        tags: ["repositories"],
        querystring: noQuery,
        body: factsGiven,
        response: { 200: factsStored, ...failuresOf(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request) => {
      const { target, ...given } = request.body;
      const { id, name, teams } = callerOf(request);
      if (teams && !(given.team !== undefined && teams.includes(given.team))) {
        throw new ApiError(
          403,
          "forbidden",
          `${name} is for the teams ${teams.join(", ")}: the repository has to stay in one`,
        );
      }
      const before = (await store.read((db) => factsOfTargets(db, [target]))).get(target);
      await store.write((transaction) => setFacts(transaction, target, given, { by: name, at: clock() }));
      logger.info("what is said of a repository was changed", { target, by: name, team: given.team });
      if ((before?.confidentialityYears ?? 0) !== (given.confidentialityYears ?? 0)) {
        await judgeAgain(context, target, id);
      }
      const stored = await store.read((db) => factsOfTargets(db, [target]));
      return { target, facts: stored.get(target) ?? { tags: [] } };
    },
  );

  app.get<{ Querystring: { page: number; size: number } }>(
    "/api/v1/teams",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Teams, by name, with how many repositories of each the caller reaches",
        tags: ["repositories"],
        querystring: teamsQuery,
        response: { 200: pageOf(team, "Teams of this page."), ...failuresOf(400, 401, 403, 429, 503) },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const { results, total } = await listTeams(store, { page, size, reach: callerOf(request) });
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );
}
