/** Every error the API answers has one shape: `{error: {code, message}}`. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { messageOf, RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export type ErrorCode =
  | "invalid_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "not_finished"
  | "too_large"
  | "unsupported_type"
  | "not_as_said"
  | "conflict"
  | "too_many_requests"
  | "unavailable"
  | "internal";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode;

  constructor(status: number, code: ErrorCode, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" } },
    },
  },
} as const;

/** Of a request, in bytes. */
export const MAX_BODY = 256 * 1_024;

type Validation = NonNullable<FastifyError["validation"]>[number];

/** Names the key, what it is and what it should be. */
function complaint(context: string, fault: Validation): string {
  const where = `${context}${fault.instancePath.replaceAll("/", ".")}`;
  const { params } = fault;
  if (fault.keyword === "additionalProperties")
    return `unknown key ${JSON.stringify(params.additionalProperty)} in ${where}`;
  if (fault.keyword === "enum") return `${where} must be one of ${String(params.allowedValues)}`;
  return `${where} ${fault.message ?? "is not valid"}`;
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  413: "too_large",
  415: "unsupported_type",
  429: "too_many_requests",
};

function apiError(error: FastifyError | Error): ApiError {
  if (error instanceof ApiError) return error;
  if ("validation" in error && error.validation) {
    const context = "validationContext" in error ? String(error.validationContext) : "request";
    const complaints = [...new Set(error.validation.map((fault) => complaint(context, fault)))];
    return new ApiError(400, "invalid_request", complaints.join("; "));
  }
  if (error instanceof UsageError) return new ApiError(400, "invalid_request", error.message);
  if (error instanceof RetryableError) return new ApiError(503, "unavailable", error.message);
  if ("code" in error && error.code === "FST_ERR_HANDLER_TIMEOUT") {
    return new ApiError(503, "unavailable", "the answer took longer than performance.response_timeout_seconds");
  }
  if ("code" in error && error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new ApiError(413, "too_large", `the body is larger than ${MAX_BODY} bytes`);
  }
  const status = "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return new ApiError(status, CODES[status] ?? "invalid_request", messageOf(error));
  // What went wrong inside is for the log, not for the caller.
  return new ApiError(500, "internal", "something went wrong here; the log of the aggregator says what");
}

export interface ErrorAnswers {
  readonly onInternal: (error: unknown, url: string) => void;
  /** Asked first where no route is there; undefined leaves the answer to the API's own 404. */
  readonly otherwise: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;
}

export function answerErrors(app: FastifyInstance, { onInternal, otherwise }: ErrorAnswers): void {
  app.setErrorHandler((thrown: FastifyError | Error, request, reply: FastifyReply) => {
    const error = apiError(thrown);
    if (error.status >= 500 && error !== thrown) onInternal(thrown, request.url);
    if (error.status === 503) reply.header("retry-after", "2");
    if (error.status === 401) reply.header("www-authenticate", "Bearer");
    return reply.status(error.status).send({ error: { code: error.code, message: error.message } });
  });
  app.setNotFoundHandler(
    (request, reply) =>
      otherwise(request, reply) ??
      reply
        .status(404)
        .send({ error: { code: "not_found", message: `there is no ${request.method} ${request.url.split("?")[0]}` } }),
  );
}

/** What is no HTTP request gets an answer of the same shape, and the connection ends. */
export function answerBrokenRequest(error: Error, socket: Socket): void {
  if (!socket.writable || ("code" in error && error.code === "ECONNRESET")) return void socket.destroy();
  const large = "code" in error && error.code === "HPE_HEADER_OVERFLOW";
  const message = large ? "the headers are too large" : "this is no HTTP/1.1 request";
  const body = JSON.stringify({ error: { code: "invalid_request", message } });
  socket.end(
    `HTTP/1.1 ${large ? "431 Request Header Fields Too Large" : "400 Bad Request"}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A path that cannot be decoded never comes as far as the error handler. */
export function answerBadUrl(error: Error, response: ServerResponse): void {
  const body = JSON.stringify({ error: { code: "invalid_request", message: error.message } });
  response.writeHead(400, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
