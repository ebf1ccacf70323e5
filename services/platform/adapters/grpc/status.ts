/** The error vocabulary over gRPC: its classes become status codes, and status codes become its classes. */
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { CorruptInputError, messageOf, RetryableError, TerminalError, UsageError } from "../../errors.ts";

/** Details travel in HTTP headers, which have a limit. */
const detailsLimit = 1_000;
/** Set on every error that an implementation of ours has classified; its details are the whole message. */
const classKey = "pqc-error";
const retryAfterKey = "pqc-retry-after-ms";

export interface Status {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

export function toStatus(error: unknown): Status {
  const metadata = new Metadata();
  const code = codeOf(error);
  // What nobody classified is a defect or a secret; the server reports it, the client learns only that it happened.
  const details = code === status.UNKNOWN ? "the server failed unexpectedly; see its log" : messageOf(error);
  if (code !== status.UNKNOWN && error instanceof Error) metadata.set(classKey, error.name);
  if (error instanceof RetryableError && error.retryAfterMs !== undefined) {
    metadata.set(retryAfterKey, String(error.retryAfterMs));
  }
  return { code, details: printable(details), metadata };
}

function codeOf(error: unknown): status {
  if (error instanceof RetryableError) return status.UNAVAILABLE;
  if (error instanceof TerminalError) return status.FAILED_PRECONDITION;
  if (error instanceof CorruptInputError) return status.DATA_LOSS;
  if (error instanceof UsageError) return status.INVALID_ARGUMENT;
  return status.UNKNOWN;
}

/** One line of bounded length; grpc-js percent-encodes what ASCII headers cannot hold. */
function printable(details: string): string {
  return details
    .slice(0, detailsLimit)
    .replaceAll(/[\p{Cc}]+/gu, " ")
    .toWellFormed();
}

/** @param where the method and the address, for messages of the transport. */
export function fromStatus(error: unknown, where: string): Error {
  if (!isServiceError(error))
    return error instanceof Error ? error : new RetryableError(`${where}: ${messageOf(error)}`);
  const { code, details, metadata } = error;
  const classified = metadata?.get(classKey)[0] !== undefined;
  const message = classified ? details : `${where}: ${explained(code, details)}`;
  switch (code) {
    case status.FAILED_PRECONDITION:
    case status.UNIMPLEMENTED:
    case status.OUT_OF_RANGE:
      return new TerminalError(message, { cause: error });
    case status.DATA_LOSS:
      return new CorruptInputError(message, { cause: error });
    case status.INVALID_ARGUMENT:
      return new UsageError(message, { cause: error });
    case status.PERMISSION_DENIED:
    case status.UNAUTHENTICATED:
      return new UsageError(`${message}: check the certificate of this process`, { cause: error });
    default:
      return new RetryableError(message, { cause: error, ...retryAfter(metadata) });
  }
}

/** The server is of a release that does not know the method. */
export function isUnknownMethod(error: unknown): boolean {
  return error instanceof TerminalError && isServiceError(error.cause) && error.cause.code === status.UNIMPLEMENTED;
}

/** The client waits for a connection until the deadline, and then says only what it waited for. */
function explained(code: status, details: string): string {
  const unconnected = code === status.DEADLINE_EXCEEDED && /LB pick|name resolution/.test(details);
  if (unconnected) return "no connection came about in time: check that it runs there and that both certificates fit";
  return details || status[code];
}

function retryAfter(metadata: Metadata | undefined): { retryAfterMs?: number } {
  const value = Number(metadata?.get(retryAfterKey)[0]);
  return Number.isFinite(value) && value >= 0 ? { retryAfterMs: value } : {};
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && typeof error.code === "number";
}
