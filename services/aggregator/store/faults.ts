/** Says of a database failure whether trying again can help. Every statement of the store passes through here. */
import { messageOf, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { SqliteFailure } from "./sqlite-client.ts";

/** SQLite primary result codes (sqlite.org/rescode.html): BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN, PROTOCOL. */
const SQLITE_AWAY = new Set([5, 6, 7, 10, 13, 14, 15]);
/** CORRUPT, NOTADB. */
const SQLITE_CORRUPT = new Set([11, 26]);

/**
 * PostgreSQL error classes (Appendix A): connection, authorization (a password that is being replaced, the server's first),
 * resources, operator intervention, system error; and 25006, a server that only reads: a standby that has the address of
 * the primary and is not promoted yet.
 */
const POSTGRES_AWAY = /^(08|28|53|57|58|25006)/;
/** Serialisation failure and deadlock: the same transaction may run again at once. */
const POSTGRES_CONFLICT = new Set(["40001", "40P01"]);
const SOCKET_AWAY =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|Connection terminated|connection error and is not queryable|timeout exceeded/;

function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "";
}

/** A conflict between transactions: nothing was written, the same work may be done again at once. */
export function isConflict(thrown: unknown): boolean {
  return POSTGRES_CONFLICT.has(codeOf(thrown));
}

/** `thrown` in the house's vocabulary; an error that already speaks it, or that is our own mistake, stays as it is. */
export function databaseFault(thrown: unknown): unknown {
  if (thrown instanceof RetryableError || thrown instanceof TerminalError || thrown instanceof UsageError)
    return thrown;
  const message = `the database did not answer as it should: ${messageOf(thrown)}`;
  if (thrown instanceof SqliteFailure) {
    const primary = thrown.code & 0xff;
    if (SQLITE_CORRUPT.has(primary)) {
      return new TerminalError(`${message}; restore the file from a backup or remove it`, { cause: thrown });
    }
    return SQLITE_AWAY.has(primary) ? new RetryableError(message, { cause: thrown }) : thrown;
  }
  const code = codeOf(thrown);
  if (isConflict(thrown) || POSTGRES_AWAY.test(code) || SOCKET_AWAY.test(`${code} ${messageOf(thrown)}`)) {
    return new RetryableError(message, { cause: thrown });
  }
  return thrown;
}
