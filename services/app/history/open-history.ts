/** Which repository a location names: one that a folder of this machine belongs to, or one on a server. */
import { existsSync } from "node:fs";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import { openLocalHistory } from "@pqc-audit/coordinator/sources/git-local-history.ts";
import { looksLikeGitUrl } from "@pqc-audit/coordinator/sources/git-location.ts";
import { openUrlHistory } from "@pqc-audit/coordinator/sources/git-url-history.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { HistoryRequest } from "./request.ts";

export async function openHistory(request: HistoryRequest, signal: AbortSignal | undefined): Promise<GitHistory> {
  const { location, ref, since, until, maxFileSizeBytes, credentials, caFile } = request;
  const options = {
    maxFileSizeBytes,
    ...(ref !== undefined && { ref }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(signal && { signal }),
  };
  if (looksLikeGitUrl(location)) {
    return await openUrlHistory(location, {
      ...options,
      ...(credentials && { credentials }),
      ...(caFile !== undefined && { caFile }),
      // The person at the terminal may reach what the person at the terminal can reach.
      allowFileRoots: ["/"],
      allowHttp: true,
      allowPrivateAddresses: true,
      trustNewHosts: true,
    });
  }
  if (!existsSync(location)) {
    throw new UsageError(
      `${location} does not exist: give a folder of a git repository, or a git URL (https://…, ssh://…, user@host:path).`,
    );
  }
  return await openLocalHistory(location, options);
}
