/** What every route may answer besides its success, said once for all: status, when, and an example. */
import type { FastifyInstance, RouteOptions } from "fastify";
import { type ErrorCode, errorSchema } from "./errors.ts";

interface Failure {
  readonly when: string;
  readonly code: ErrorCode;
  readonly message: string;
}

const FAILURES: Readonly<Record<number, Failure>> = {
  400: {
    when: "Something of the request is wrong.",
    code: "invalid_request",
    message: "querystring.size must be <= 1000",
  },
  401: {
    when: "Nobody known asks.",
    code: "unauthorized",
    message: "send a token of this server: authorization: Bearer TOKEN",
  },
  403: {
    when: "The caller may not do that.",
    code: "forbidden",
    message: "this needs the role operator; ci is viewer",
  },
  404: {
    when: "It is not there, or the caller may not see it.",
    code: "not_found",
    message: "there is no scan 7f0c2d7e0a6f5d0c1b2a",
  },
  409: {
    when: "It cannot be answered as things stand.",
    code: "not_finished",
    message: "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed",
  },
  413: {
    when: "The body is too large.",
    code: "too_large",
    message: "the body is larger than 262144 bytes",
  },
  415: {
    when: "The body is of a kind that is not taken here.",
    code: "unsupported_type",
    message: "send a tar (plain, gzip or zstd) or zip archive",
  },
  422: {
    when: "The body is not what the request says of it.",
    code: "not_as_said",
    message: "what came has another SHA-256",
  },
  429: {
    when: "The address asked too often.",
    code: "too_many_requests",
    message: "Rate limit exceeded, retry in 1 minute",
  },
  503: {
    when: "Not now; `retry-after` says when.",
    code: "unavailable",
    message: "the database does not answer",
  },
};

/** Before any route is registered. */
export function documentFailures(app: FastifyInstance): void {
  app.addHook("onRoute", (route: RouteOptions) => {
    const { schema } = route;
    if (schema === undefined || schema.hide === true) return;
    const response = { ...(schema.response as Record<string, unknown> | undefined) };
    if (schema.body !== undefined) response[413] ??= errorSchema;
    for (const [status, { when, code, message }] of Object.entries(FAILURES)) {
      if (response[status] !== errorSchema) continue;
      response[status] = { ...errorSchema, description: when, examples: [{ error: { code, message } }] };
    }
    schema.response = response;
  });
}
