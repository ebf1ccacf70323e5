/**
 * What a repository says of itself, on its way from the commit that is scanned to whoever judges findings. Reading it is
 * the business of sources, understanding it that of `services/aggregator/join`.
 */

/** At the root of what is scanned. */
export const POLICY_FILE = ".pqc-audit.yaml";
export const MAX_POLICY_BYTES = 128 * 1024;

/** Exactly one of both. */
export interface PolicyFile {
  /** UTF-8 without NUL, at most `MAX_POLICY_BYTES`. */
  readonly text?: string;
  /** Why there is no text, in one line that names the file. */
  readonly fault?: string;
}
