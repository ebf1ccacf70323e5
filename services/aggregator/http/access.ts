/**
 * Who may use which route. Every route says so in its own definition (`config: { access: … }`), a route that does not is
 * refused when it is registered, and the hooks here are the only place where it is enforced.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Selectable } from "kysely";
import { type ExceptionRow, exceptionRow } from "../exceptions/exceptions.ts";
import { scanRow } from "../query/scans.ts";
import { TeamIndex } from "../repositories/team-index.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { authenticate } from "./auth.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { type Identity, inTeams, isLimited, isPlainTarget, mayAct, type Role } from "./identity.ts";
import type { FindIdentity } from "./tokens.ts";

export interface Access {
  /** The least role; `anyone` needs no token. */
  readonly role: Role | "anyone";
  /**
   * What names the repository that the caller must reach. `scan`: the scan of `:id`, absent to whoever may not see it.
   * `target`: `target` of the body, which is replaced by the form it is stored in. `targets`: that of each of its
   * `repositories`. `upload`: `target` of the query, likewise. `stored`: `target` of the body or the query, of a repository that was scanned, absent to whoever may not
   * see it, whether it could be scanned today or not. `list`: many; the handler answers
   * those only that the caller reaches: `withinReach(store, callerOf(request), column)`. `stored-or-all`: as `stored`, or no
   * `target`, which stands for every repository and is for those only whom nothing limits. `exception`: that of the exception
   * of `:id`, absent to whoever may not see it; one for every repository is seen by everybody.
   */
  readonly repository:
    | "none"
    | "scan"
    | "target"
    | "targets"
    | "upload"
    | "stored"
    | "stored-or-all"
    | "exception"
    | "list";
}

export const OPEN: Access = { role: "anyone", repository: "none" };

export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  readonly lasting: boolean;
}

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** Answers as long as its caller listens: neither counted among requests under way nor given a time limit. */
    lasting?: true;
  }
  interface FastifyRequest {
    /** Who asks; null only on routes open to anyone. */
    identity: Identity | null;
    /** The scan of `:id`, read when access to it was checked; null on routes of no scan. */
    scan: Selectable<ScanTable> | null;
    /** The exception of `:id`, likewise. */
    exception: ExceptionRow | null;
  }
  interface FastifyInstance {
    /** Every route with its policy. */
    declaredRoutes: readonly DeclaredRoute[];
    /** Who asks, as of now: for answers that last. Throws `ApiError` where that is nobody any more, or of a lesser role. */
    identify: (request: FastifyRequest, role: Role) => Promise<Identity>;
  }
}

export function accessOf(request: FastifyRequest): Access | undefined {
  return request.is404 ? undefined : request.routeOptions.config.access;
}

/** Before any route is registered. */
export function requireDeclaredAccess(app: FastifyInstance): void {
  const declared: DeclaredRoute[] = [];
  app.decorate("declaredRoutes", declared);
  app.decorateRequest("identity", null);
  app.decorateRequest("scan", null);
  app.decorateRequest("exception", null);
  app.addHook("onRoute", ({ method, url, config }) => {
    const access = config?.access;
    if (access === undefined) throw new Error(`the route ${String(method)} ${url} does not say who may use it`);
    if (["scan", "exception"].includes(access.repository) && !url.includes("/:id")) {
      throw new Error(`the route ${url} names no ${access.repository}`);
    }
    for (const each of [method].flat()) declared.push({ method: each, url, access, lasting: config?.lasting === true });
  });
}

export function enforceAccess(
  app: FastifyInstance,
  { context, checkTarget, logger }: Pick<HttpDependencies, "context" | "checkTarget" | "logger">,
  find: FindIdentity | undefined,
): void {
  const { store } = context;
  const index = new TeamIndex(store);
  const identify = async (request: FastifyRequest, role: Role): Promise<Identity> => {
    const identity = await authenticate(request, find);
    if (!mayAct(identity, role)) {
      throw new ApiError(403, "forbidden", `this needs the role ${role}; ${identity.name} is ${identity.role}`);
    }
    if (identity.teams) await index.refresh();
    return inTeams(identity, index);
  };
  app.decorate("identify", identify);
  app.addHook("onRequest", async (request) => {
    // What is not there needs no policy: the answer is 404 to everyone.
    const access = accessOf(request);
    if (access === undefined || access.role === "anyone") return;
    request.identity = await identify(request, access.role);
  });
  app.addHook("preHandler", async (request) => {
    const { identity } = request;
    const access = accessOf(request);
    if (access === undefined || identity === null) return;
    if (access.repository === "scan") {
      const { id } = request.params as { readonly id: string };
      const scan = await scanRow(store, id);
      // One answer for what is absent and what is not theirs: ids of others cannot be found out.
      if (scan === undefined || !identity.reaches(scan.target)) throw unknownScan(id);
      request.scan = scan;
    }
    if (access.repository === "exception") {
      const { id } = request.params as { readonly id: string };
      const exception = await exceptionRow(store, id);
      if (!exception || (exception.target !== null && !identity.reaches(exception.target))) throw unknownException(id);
      request.exception = exception;
    }
    for (const named of namedTargets(access, request)) {
      named.target = await checkTarget(named.target);
      if (!isPlainTarget(named.target)) {
        throw new ApiError(400, "invalid_request", "target holds .., an empty part or an encoded /: write it plainly");
      }
      if (!identity.reaches(named.target)) {
        throw new ApiError(403, "forbidden", `${identity.name} is not for this repository`);
      }
    }
    if (access.repository === "stored") {
      const { target } = (request.body ?? request.query) as { readonly target: string };
      if (!identity.reaches(target)) throw unknownRepository();
    }
    if (access.repository === "stored-or-all") {
      const { target } = (request.body ?? request.query) as { readonly target?: string };
      if (target === undefined && isLimited(identity)) {
        throw new ApiError(403, "forbidden", `${identity.name} is not for every repository: say which target`);
      }
      if (target !== undefined && !identity.reaches(target)) throw unknownRepository();
    }
    if (access.role !== "viewer") {
      logger.info("an action through the API", {
        by: identity.name,
        role: identity.role,
        route: request.routeOptions.url,
      });
    }
  });
}

function namedTargets({ repository }: Access, { body, query }: FastifyRequest): readonly { target: string }[] {
  if (repository === "upload") return [query as { target: string }];
  if (repository === "target") return [body as { target: string }];
  return repository === "targets" ? (body as { repositories: { target: string }[] }).repositories : [];
}

/** The scan that a route with `repository: "scan"` is about. */
export function scanOf(request: FastifyRequest): Selectable<ScanTable> {
  if (request.scan === null) throw new Error(`the route ${request.routeOptions.url} is about no scan`);
  return request.scan;
}

/** The exception that a route with `repository: "exception"` is about. */
export function exceptionOf(request: FastifyRequest): ExceptionRow {
  if (request.exception === null) throw new Error(`the route ${request.routeOptions.url} is about no exception`);
  return request.exception;
}

/** Who asks, on a route that is not open to anyone. */
export function callerOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Error(`the route ${request.routeOptions.url} is open to anyone`);
  return request.identity;
}

export function unknownRepository(): ApiError {
  return new ApiError(404, "not_found", "there is no scan of this repository");
}

export function unknownScan(id: string): ApiError {
  return new ApiError(404, "not_found", `there is no scan ${id}`);
}

function unknownException(id: string): ApiError {
  return new ApiError(404, "not_found", `there is no exception ${id}`);
}
