/**
 * The whole error vocabulary. An error is given its class at the boundary where its cause is known; everything above
 * decides by class alone. Every message names the thing, the values involved, and what to do.
 */

/** Trying again later may succeed: a server that is down, a queue that is full, a lock that is held. */
export class RetryableError extends Error {
  override readonly name = "RetryableError";
  /** Milliseconds to wait before the next try, when the cause knows. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Trying again cannot succeed: a repository that does not exist, an access that is refused. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** The input is not what it claims to be: a pack that is no pack, a digest that differs. Never believed in part. */
export class CorruptInputError extends Error {
  override readonly name = "CorruptInputError";
}

/** The person who called us must change something: arguments, configuration, environment. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The one-line message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
