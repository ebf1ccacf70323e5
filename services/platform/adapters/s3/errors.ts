/** What an S3 failure means for the caller, decided from the store's error code, the HTTP status or the socket's error. */
import { S3ServiceException } from "@aws-sdk/client-s3";
import { CorruptInputError, messageOf, RetryableError, TerminalError, UsageError } from "../../errors.ts";

/**
 * Credentials that the store does not take (any more). Keys are replaced in the store and in our files, one before the
 * other: between the two they are refused, and no unit may be lost over it.
 */
const refusedKeys: Readonly<Record<string, string>> = {
  ExpiredToken: "replace the session token",
  InvalidToken: "replace the session token",
  InvalidAccessKeyId: "correct the access key",
  // versitygw's name for it.
  XAdminUserNotFound: "correct the access key",
  SignatureDoesNotMatch: "correct the secret key",
};

/** The new ones are there at once when they are there: waiting longer and longer would only make the gap longer. */
const refusedKeysPauseMs = 5_000;

/** Codes whose status (4xx) would say "terminal" though trying again helps. */
const passing = new Set([
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "SlowDown",
  "Throttling",
  "TooManyRequests",
  "OperationAborted",
  // The bytes were damaged on their way.
  "BadDigest",
  "XAmzContentSHA256Mismatch",
  "IncompleteBody",
]);

/** Codes that a person must clear up in the configuration. */
const advice: Readonly<Record<string, string>> = {
  NoSuchBucket: "create the bucket or correct its name",
  PermanentRedirect: "correct the region",
  AuthorizationHeaderMalformed: "correct the region",
  InvalidObjectState: "restore the object from the archive of its storage class, or move it elsewhere",
};

/** Of S3's permissions, what a request needs (https://docs.aws.amazon.com/AmazonS3/latest/API/). */
export type S3Permission = "s3:GetObject" | "s3:PutObject" | "s3:DeleteObject" | "s3:ListBucket" | "s3:CreateBucket";

/** `permission`: what the request needs, for whoever has to grant it. */
export function classifyS3Error(error: unknown, what: string, permission: S3Permission): Error {
  if (error instanceof RetryableError) return new RetryableError(`${what}: ${error.message}`, { cause: error });
  if (error instanceof CorruptInputError) return new CorruptInputError(`${what}: ${error.message}`, { cause: error });
  if (error instanceof TerminalError) return error;
  const cause = { cause: error };
  const message = `${what}: ${messageOf(error) || nameOf(error)}`;
  if (!(error instanceof S3ServiceException)) {
    if (nameOf(error) === "CredentialsProviderError") {
      return new UsageError(`${message}; give the store credentials`, cause);
    }
    // Sockets, names, deadlines, bodies cut short.
    return new RetryableError(message, cause);
  }
  const status = error.$metadata.httpStatusCode ?? 0;
  const denied = error.name === "AccessDenied" ? `allow these credentials ${permission}` : undefined;
  const help = denied ?? advice[error.name];
  const remedy = refusedKeys[error.name];
  if (remedy !== undefined) {
    return new RetryableError(`${message}: ${remedy}`, { ...cause, retryAfterMs: refusedKeysPauseMs });
  }
  if (passing.has(error.name) || status >= 500 || status === 429 || status === 408 || status === 0) {
    return new RetryableError(`${message} (${error.name})`, cause);
  }
  if (help !== undefined) return new TerminalError(`${message}: ${help}`, cause);
  if (error.name === "NoSuchKey" || error.name === "NotFound" || status === 404) {
    return new TerminalError(`${what}: there is no such object`, cause);
  }
  return new TerminalError(`${message} (${error.name}, HTTP ${status})`, cause);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
