/** Exceptions: an operator asks, an admin approves, and who, when and why stays. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  type Actor,
  approveException,
  askException,
  type ExceptionAsked,
  type ExceptionRow,
  type ExceptionState,
  exceptionView,
  listExceptions,
  revokeException,
  stateOf,
} from "../exceptions/exceptions.ts";
import { scopeOfRow } from "../exceptions/in-force.ts";
import { judgeAgain, judgeEverywhere } from "../exceptions/judge-again.ts";
import { globMatcher } from "../query/glob.ts";
import { callerOf, exceptionOf, unknownRepository } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { exception, exceptionAsked, exceptionId, exceptionsQuery, revocation } from "./exception-schemas.ts";
import { isLimited, mayAct } from "./identity.ts";
import { failuresOf, noQuery, pageOf } from "./schemas.ts";

const DAY_MS = 86_400_000;
export const EXCEPTION_DEFAULTS = { longestDays: 365, approveOwn: false };

export function exceptionRoutes(app: FastifyInstance, { context, config, logger }: HttpDependencies): void {
  const { store, clock } = context;
  const { longestDays, approveOwn } = config.exceptions ?? EXCEPTION_DEFAULTS;
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  const today = () => dayOf(clock());
  const failures = failuresOf(400, 401, 403, 404, 409, 429, 503);
  const actorOf = (request: FastifyRequest): Actor => {
    const { id, name } = callerOf(request);
    return { id, name, at: clock() };
  };
  /** What it does for findings is seen once they are judged again, which is soon. */
  const changed = async (request: FastifyRequest, what: string, row: ExceptionRow) => {
    logger.info(`an exception was ${what}`, { exception: row.id, by: callerOf(request).name, target: row.target });
    const { id } = callerOf(request);
    if (row.approved_at !== null && row.target !== null) await judgeAgain(context, row.target, id);
    else if (row.approved_at !== null) await judgeEverywhere(context, scopeOfRow(row), id);
    return exceptionView(row, today());
  };

  app.get<{
    Querystring: {
      page: number;
      size: number;
      state?: readonly ExceptionState[];
      target?: readonly string[];
    };
  }>(
    "/api/v1/exceptions",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Exceptions, newest first: those of repositories that the caller reaches, and those for all",
        tags: ["exceptions"],
        querystring: exceptionsQuery,
        response: { 200: pageOf(exception, "Exceptions of this page."), ...failuresOf(400, 401, 403, 429, 503) },
      },
    },
    async (request) => {
      const { page, size, state, target } = request.query;
      const { results, total } = await listExceptions(store, {
        page,
        size,
        ...(state && { states: state }),
        ...(target && { targets: target }),
        reach: callerOf(request),
        today: today(),
      });
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );

  app.post<{ Body: ExceptionAsked }>(
    "/api/v1/exceptions",
    {
      config: { access: { role: "operator", repository: "stored-or-all" } },
      schema: {
        summary: "Ask that uses be accepted until a day; nothing is, before an admin approves",
        tags: ["exceptions"],
        querystring: noQuery,
        body: exceptionAsked,
        response: { 201: exception, ...failures },
      },
    },
    async (request, reply) => {
      const asked = request.body;
      checkScope(asked);
      const latest = dayOf(clock() + longestDays * DAY_MS);
      if (asked.until < today() || asked.until > latest) {
        throw new ApiError(400, "invalid_request", `until ${asked.until} is not between ${today()} and ${latest}`);
      }
      const { target } = asked;
      if (target !== undefined && !(await isKnown(target))) throw unknownRepository();
      const row = await store.write((transaction) => askException(transaction, asked, actorOf(request)));
      return reply.status(201).send(await changed(request, "asked for", row));
    },
  );

  app.post<{ Params: { id: string } }>(
    "/api/v1/exceptions/:id/approve",
    {
      config: { access: { role: "admin", repository: "exception" } },
      schema: {
        summary: "Approve an exception that somebody else has asked for",
        tags: ["exceptions"],
        params: exceptionId,
        querystring: noQuery,
        response: { 200: exception, ...failures },
      },
    },
    async (request) => {
      const asked = exceptionOf(request);
      const caller = callerOf(request);
      refuseLimited(request, asked);
      if (!approveOwn && asked.asked_by_id === caller.id) {
        throw new ApiError(403, "forbidden", `${caller.name} has asked for this exception: somebody else approves it`);
      }
      const row = await store.write((transaction) =>
        approveException(transaction, asked.id, actorOf(request), today()),
      );
      if (!row) throw noLonger(asked, today());
      return changed(request, "approved", row);
    },
  );

  app.post<{ Params: { id: string }; Body: { reason?: string } | null | undefined }>(
    "/api/v1/exceptions/:id/revoke",
    {
      config: { access: { role: "operator", repository: "exception" } },
      schema: {
        summary: "Revoke an exception, or refuse one that is asked for; who asked may take it back",
        tags: ["exceptions"],
        params: exceptionId,
        querystring: noQuery,
        body: { anyOf: [revocation, { type: "null" }] },
        response: { 200: exception, ...failures },
      },
    },
    async (request) => {
      const standing = exceptionOf(request);
      const caller = callerOf(request);
      if (standing.asked_by_id !== caller.id) {
        if (!mayAct(caller, "admin")) {
          throw new ApiError(403, "forbidden", `${caller.name} has not asked for this exception: an admin revokes it`);
        }
        refuseLimited(request, standing);
      }
      const row = await store.write((transaction) =>
        revokeException(transaction, standing.id, actorOf(request), request.body?.reason),
      );
      if (!row) throw noLonger(standing, today());
      return changed(request, "revoked", row);
    },
  );

  async function isKnown(target: string): Promise<boolean> {
    return store.ask(async (db) => {
      const scanned = db.selectFrom("scan").select("id").where("target", "=", target).limit(1);
      const described = db.selectFrom("repository_facts").select("target").where("target", "=", target);
      return (await scanned.execute()).length > 0 || (await described.execute()).length > 0;
    });
  }
}

/** Throws `ApiError`, or `UsageError` for a pattern that is none. */
function checkScope({ target, finding, rule, algorithm, family, filePattern }: ExceptionAsked): void {
  if (filePattern !== undefined) globMatcher(filePattern);
  if (finding !== undefined && target === undefined) {
    throw new ApiError(400, "invalid_request", "finding needs its target: ids are a repository's own");
  }
  if ([target, finding, rule, algorithm, family, filePattern].every((each) => each === undefined)) {
    throw new ApiError(
      400,
      "invalid_request",
      "an exception for everything: say which of target, finding, rule, algorithm, family, filePattern it is for",
    );
  }
}

function refuseLimited(request: FastifyRequest, { target }: ExceptionRow): void {
  const caller = callerOf(request);
  if (target === null && isLimited(caller)) {
    throw new ApiError(403, "forbidden", `this is for every repository, ${caller.name} is not`);
  }
}

function noLonger(row: ExceptionRow, today: string): ApiError {
  return new ApiError(
    409,
    "conflict",
    `exception ${row.id} is ${stateOf(row, today)}: ask GET /api/v1/exceptions again`,
  );
}
