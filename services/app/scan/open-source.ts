/** Which source a location names: something on this disk, or a git URL. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Filter } from "@pqc-audit/coordinator/filter.ts";
import { openGit } from "@pqc-audit/coordinator/sources/git.ts";
import { looksLikeGitUrl } from "@pqc-audit/coordinator/sources/git-url.ts";
import { openLocal } from "@pqc-audit/coordinator/sources/local.ts";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { ScanRequest } from "./request.ts";

export async function openSource(request: ScanRequest, filter: Filter): Promise<Source> {
  const { location } = request;
  if (looksLikeGitUrl(location)) {
    return await openGit(location, {
      ...(request.ref !== undefined && { ref: request.ref }),
      maxFileSizeBytes: request.maxFileSizeBytes,
      ...(request.credentials && { credentials: request.credentials }),
      // The person at the terminal may reach what the person at the terminal can reach.
      allowFileRoots: ["/"],
      allowHttp: true,
      allowPrivateAddresses: true,
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
