/**
 * Whom a repository names as owners of its files, on its way from the commit that is scanned to whoever joins findings. Reading it is the
 * business of sources, understanding it that of `services/aggregator/join`.
 */
import type { PolicyFile } from "./policy-file.ts";

/** Where GitHub and GitLab look for it: the first that is there counts. */
export const OWNERS_FILES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"] as const;
export const MAX_OWNERS_BYTES = 256 * 1024;

/** With a path exactly one of text and fault; without one it was looked for, and there is none. */
export interface OwnersFile extends PolicyFile {
  readonly path?: string;
}
