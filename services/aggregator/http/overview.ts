/** All repositories at once: what there is now, and how it came to be so. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { FastifyInstance } from "fastify";
import { filterKey } from "../query/filter.ts";
import { type TeamTotal, type Totals, teamTotals, totalsOf } from "../query/overview.ts";
import { Remembered } from "../query/remembered.ts";
import { DAY_MS, type Interval, intervalEnds, trendsOf } from "../query/trends.ts";
import { unscannedTargets } from "../query/unscanned.ts";
import { overview, overviewQuery, trends, trendsQuery } from "./asset-schemas.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { dayOf, type FilterQuery, filterOf, policyFor } from "./finding-filters.ts";
import { type RepositoryQuery, reachedBy } from "./reached.ts";
import { failuresOf } from "./schemas.ts";

interface TrendsQuery extends RepositoryQuery {
  readonly from?: string;
  readonly to?: string;
  readonly interval: Interval;
}

const LIST = { access: { role: "viewer", repository: "list" } } as const;
const DEFAULT_DAYS = 90;
/** Ten years by day. */
const MOST_POINTS = 3_700;

export function overviewRoutes(app: FastifyInstance, { context, policyAt }: HttpDependencies): void {
  const { store, clock } = context;
  const failures = failuresOf(400, 401, 403, 429, 503);
  const known = new Remembered<Totals & { readonly byTeam: readonly TeamTotal[] }>();

  app.get<{ Querystring: FilterQuery & RepositoryQuery }>(
    "/api/v1/overview",
    {
      config: LIST,
      schema: {
        summary: "Totals over the newest scans of all repositories",
        tags: ["overview"],
        querystring: overviewQuery,
        response: { 200: overview, ...failures },
      },
    },
    async (request) => {
      const { query } = request;
      const { inventory, repositories, isMeant } = await reachedBy(store, request, query);
      const counted = { filter: filterOf(query), policy: policyFor(policyAt, query) };
      const unscanned = (await unscannedTargets(store)).filter(isMeant);
      return {
        repositories: {
          scanned: repositories.length,
          neverScanned: unscanned.length,
          incomplete: repositories.filter(({ scan }) => !scan.complete).length,
        },
        ...known.of(repositories, filterKey(counted.filter, counted.policy), () => ({
          ...totalsOf(inventory.dictionary, repositories, counted),
          byTeam: teamTotals(inventory.dictionary, repositories, counted),
        })),
      };
    },
  );

  app.get<{ Querystring: TrendsQuery }>(
    "/api/v1/trends",
    {
      config: LIST,
      schema: {
        summary: "Open uses that a quantum computer breaks or that are weak, over time, over all repositories",
        tags: ["overview"],
        querystring: trendsQuery,
        response: { 200: trends, ...failures },
      },
    },
    async (request) => {
      const { query } = request;
      const today = Math.floor(clock() / DAY_MS);
      const to = query.to === undefined ? today : dayOf(query.to, "to") / DAY_MS;
      const from = query.from === undefined ? to - DEFAULT_DAYS : dayOf(query.from, "from") / DAY_MS;
      if (from > to) throw new UsageError(`querystring.from is behind to: ${dateOf(from)} and ${dateOf(to)}`);
      if (to - from > MOST_POINTS) throw new UsageError(`querystring.from is more than ${MOST_POINTS} days before to`);
      const { snapshot, repositories } = await reachedBy(store, request, query);
      const history = trendsOf(store);
      await history.upTo(snapshot);
      const points = history.points(repositories, intervalEnds(from, to, query.interval));
      return { from: dateOf(from), to: dateOf(to), interval: query.interval, points };
    },
  );
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
