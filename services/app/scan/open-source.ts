/** Which source a location names: something on this disk, or a git URL. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Filter } from "@pqc-audit/coordinator/filter.ts";
import { openGit } from "@pqc-audit/coordinator/sources/git.ts";
import { openLocal } from "@pqc-audit/coordinator/sources/local.ts";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { ScanRequest } from "./request.ts";

/** `https://…`, `ssh://…`, `git://…`, `file://…`, and git's short form `user@host:path`. */
const GIT_URL = /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:)/i;

export function isGitUrl(location: string): boolean {
  return GIT_URL.test(location);
}

export async function openSource(request: ScanRequest, filter: Filter): Promise<Source> {
  const { location } = request;
  if (isGitUrl(location)) {
    return await openGit(location, {
      ...(request.ref !== undefined && { ref: request.ref }),
      ...(request.credentials && { credentials: request.credentials }),
      // The person at the terminal may read what the person at the terminal can read.
      allowFileRoots: ["/"],
    });
  }
  if (request.ref !== undefined) {
    throw new UsageError(
      `--ref goes with a git URL, and ${location} is a folder: scan file://${resolve(location)} to scan a commit of it.`,
    );
  }
  if (!existsSync(location)) {
    throw new UsageError(
      `${location} does not exist: give a folder, a file or a git URL (https://…, ssh://…, user@host:path).`,
    );
  }
  return await openLocal(location, { filter, gitignore: request.gitignore });
}
