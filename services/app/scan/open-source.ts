/** Which source a location names: something on this disk, an archive, a repository on this disk, or a git URL. What reads with git is loaded where git is needed. */
import { existsSync, realpathSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Filter } from "@pqc-audit/coordinator/filter.ts";
import { isArchiveName } from "@pqc-audit/coordinator/sources/archive/format.ts";
import { findLocalRepository } from "@pqc-audit/coordinator/sources/git-local.ts";
import { looksLikeGitUrl } from "@pqc-audit/coordinator/sources/git-location.ts";
import type { InPlaceOptions } from "@pqc-audit/coordinator/sources/in-place.ts";
import { openLocal } from "@pqc-audit/coordinator/sources/local.ts";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { ScanRequest } from "./request.ts";

/** `noticed`: told what is asked for and did not come. */
export async function openSource(
  request: ScanRequest,
  filter: Filter,
  signal?: AbortSignal,
  noticed?: (line: string) => void,
): Promise<Source> {
  const { location, ref, since, maxFileSizeBytes } = request;
  const stop = signal && { signal };
  const part: InPlaceOptions = {
    maxFileSizeBytes,
    ...(ref !== undefined && { ref }),
    ...(since !== undefined && { since }),
    ...stop,
  };
  if (looksLikeGitUrl(location)) {
    const folder = folderOfUrl(location);
    if (folder !== undefined && !request.lfs) return await inPlace(folder, location, part);
    if (since !== undefined) {
      throw new UsageError(`--since needs the history of ${location}: clone it, and scan the clone.`);
    }
    const options = {
      ...(ref !== undefined && { ref }),
      maxFileSizeBytes,
      ...(request.credentials && { credentials: request.credentials }),
      ...(request.caFile !== undefined && { caFile: request.caFile }),
      ...stop,
      // The person at the terminal may reach what the person at the terminal can reach.
      allowFileRoots: ["/"],
      allowHttp: true,
      allowPrivateAddresses: true,
      trustNewHosts: true,
    };
    if (request.lfs) {
      const { openFollowed } = await import("@pqc-audit/coordinator/sources/lfs/followed.ts");
      const { createHostList } = await import("@pqc-audit/coordinator/sources/host-list.ts");
      const { hosts } = request.lfs;
      const lfsHosts = hosts.length > 0 ? createHostList("sources.lfs_hosts", hosts) : undefined;
      const missing = (count: number, reason: string) => noticed?.(`${count} × lfs-missing: ${reason}`);
      return await openFollowed(location, options, { filter, lfsHosts, missing });
    }
    const { openGit } = await import("@pqc-audit/coordinator/sources/git.ts");
    return await openGit(location, options);
  }
  if (request.lfs) throw new UsageError("--lfs needs the URL of a repository: a checkout has the contents itself.");
  if (!existsSync(location)) {
    throw new UsageError(
      `${location} does not exist: give a folder, a file, an archive or a git URL (https://…, ssh://…, user@host:path).`,
    );
  }
  if (isArchiveName(location) && statSync(location).isFile()) {
    if (ref !== undefined || since !== undefined) {
      throw new UsageError(`${location} is an archive: --ref and --since need a git repository.`);
    }
    const { openArchive } = await import("@pqc-audit/coordinator/sources/archive/archive.ts");
    return await openArchive(location, { maxFileSizeBytes, ...stop });
  }
  if (ref !== undefined || isBare(location)) return await inPlace(location, location, part);
  const tree = openLocal(location, { filter, gitignore: request.gitignore });
  if (since === undefined) return tree;
  const { comparedWith } = await import("@pqc-audit/coordinator/sources/since.ts");
  return await comparedWith(tree, location, since, { maxFileSizeBytes, ...stop });
}

async function inPlace(folder: string, location: string, options: InPlaceOptions): Promise<Source> {
  const { openInPlace } = await import("@pqc-audit/coordinator/sources/in-place.ts");
  return await openInPlace(folder, location, options);
}

/** The repository of a file:// URL, where there is one; what is wrong with another is for `openGit` to say. */
function folderOfUrl(location: string): string | undefined {
  if (!/^file:/i.test(location)) return undefined;
  try {
    const folder = fileURLToPath(location);
    return findLocalRepository(folder).prefix === "" ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** The repository itself, without files to look at. */
function isBare(location: string): boolean {
  try {
    return findLocalRepository(location).gitDir === realpathSync(location);
  } catch {
    return false;
  }
}
