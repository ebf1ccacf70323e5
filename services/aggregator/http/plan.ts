/** The migration plan and the forecast of what the caller reaches. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { unknownModules } from "@pqc-audit/reports/plan/plan.ts";
import type { WorkKind } from "@pqc-audit/reports/plan/work-kind.ts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { mandatesNamed } from "../join/mandates.ts";
import { milestonesOf } from "../join/milestones.ts";
import { forecastFor } from "../query/forecast.ts";
import { plansOf, withLifetimes } from "../query/plan.ts";
import { unknownRepository } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { type JudgingQuery, LONGEST_RESULT_MS } from "./judging.ts";
import { forecast, forecastQuery, plan, planQuery } from "./plan-schemas.ts";
import { type Reached, reachedBy } from "./reached.ts";
import { failuresOf } from "./schemas.ts";

interface ForecastQuery extends JudgingQuery {
  readonly target?: string;
  readonly team?: readonly string[];
}

interface PlanQuery extends ForecastQuery {
  readonly page: number;
  readonly size: number;
  readonly lead_months: number;
  readonly owner?: readonly string[];
  readonly without?: readonly string[];
  readonly depth: number;
  readonly kind?: readonly WorkKind[];
}

export function planRoutes(app: FastifyInstance, { context, policyAt, version }: HttpDependencies): void {
  const { store, clock } = context;
  const plans = plansOf(store, version);
  const failures = failuresOf(400, 401, 403, 404, 429, 503);

  /** Newest finished scans that the caller reaches. A repository that is asked for by name and not there is told as unknown. */
  const reached = async (request: FastifyRequest, { target, team }: ForecastQuery): Promise<Reached> => {
    const asked = { ...(target !== undefined && { target: [target] }), ...(team && { team }) };
    const found = await reachedBy(store, request, asked);
    if (target !== undefined && found.repositories.length === 0) throw unknownRepository();
    return found;
  };

  app.get<{ Querystring: PlanQuery }>(
    "/api/v1/plan",
    {
      handlerTimeout: LONGEST_RESULT_MS,
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary:
          "The migration as work packages, in the order of doing them: of all newest results, or of one repository",
        tags: ["plan"],
        querystring: planQuery,
        response: { 200: plan, ...failures },
      },
    },
    async (request) => {
      const { page, size, target, team = [], owner = [], without = [], depth, kind, lead_months } = request.query;
      if (target === undefined && owner.length > 0) {
        throw new UsageError("owner needs target: the owners of files are told of one repository at a time");
      }
      const { repositories: found } = await reached(request, request.query);
      const repositories = await withLifetimes(store, found);
      const query = {
        mandates: mandatesIn(request.query),
        leadMonths: lead_months,
        teams: team,
        without,
        ...(target !== undefined && { module: { depth, owners: owner } }),
      };
      const { packages, ...head } = await plans.of(repositories, query, policyAt(new Date(clock())), clock());
      const [unknown] = unknownModules(packages, without);
      if (unknown !== undefined)
        throw new UsageError(`without=${unknown}: no work package is of this module or repository`);
      const listed = kind ? packages.filter((work) => kind.includes(work.kind)) : packages;
      const total = listed.length;
      const some = listed.slice((page - 1) * size, page * size);
      return { ...head, packages: some, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.get<{ Querystring: ForecastQuery }>(
    "/api/v1/forecast",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary:
          "When nothing is left that a quantum computer breaks, if it goes on as in the last year, against each mandate",
        tags: ["plan"],
        querystring: forecastQuery,
        response: { 200: forecast, ...failures },
      },
    },
    async (request) => {
      const mandates = mandatesIn(request.query);
      const milestones = milestonesOf(mandates.length === 0 ? undefined : mandatesNamed(mandates));
      const { snapshot, repositories } = await reached(request, request.query);
      const told = await forecastFor(store, snapshot, repositories, milestones, clock());
      return { repositories: repositories.length, ...told };
    },
  );
}

function mandatesIn({ mandate = [] }: JudgingQuery): readonly string[] {
  return mandate.flatMap((ids) => ids.split(",").filter((id) => id !== ""));
}
