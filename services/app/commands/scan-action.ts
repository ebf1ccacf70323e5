/** What `scan` does: it puts together what is asked for, begins to look at the files, and leaves the rest to `scan-and-print.ts`. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { cacheFolder } from "../cache/folder.ts";
import type { Context } from "../context.ts";
import { lookAhead } from "../scan/ahead.ts";
import type { ScanRequest } from "../scan/request.ts";
import { leadMonthsOf } from "./policy-options.ts";
import { withProfile } from "./profile.ts";
import type { ScanOptions } from "./scan.ts";

/** The rest of what it takes is loaded while other threads look at the files. */
export async function runScanCommand(location: string, options: ScanOptions, context: Context): Promise<void> {
  const config = loadConfig(options.config, context.environment);
  if (options.since !== undefined && options.format === "baseline") {
    throw new UsageError(
      "--since and --format baseline do not go together: a baseline says what is there in all files",
    );
  }
  const kept = options.cache === false ? {} : cacheOf(config, context.environment);
  const request = { ...requestOf(location, options, config), ...kept };
  const ahead = lookAhead(request);
  try {
    const { scanAndPrint } = await import("./scan-and-print.ts");
    await withProfile(config, context, (folder) =>
      scanAndPrint({ ...request, ...(folder !== undefined && { profileFolder: folder }) }, ahead, options, context),
    );
  } finally {
    ahead?.cache.close();
  }
}

export function requestOf(location: string, options: ScanOptions, config: Config): ScanRequest {
  const { performance } = config;
  const leadMonths = leadMonthsOf(options);
  const workers = options.workers ?? (performance.max_workers || undefined);
  const credentials = credentialsOf(config);
  return {
    location,
    include: options.include,
    exclude: options.exclude,
    maxFileSizeBytes: Math.floor(performance.max_file_size_mb * 1024 * 1024),
    chunkSize: performance.chunk_size,
    memory: { maxBytes: performance.max_memory_mb * 1024 * 1024, threshold: performance.gc_threshold },
    gitignore: options.gitignore ?? false,
    judging: {
      mandates: options.mandate ?? [],
      honourRepository: options.policy !== false,
      ...(leadMonths !== undefined && { leadMonths }),
      ...(typeof options.policy === "string" && { policyFile: options.policy }),
    },
    ...(options.ref !== undefined && { ref: options.ref }),
    ...(options.since !== undefined && { since: options.since }),
    ...(workers !== undefined && { workers }),
    ...(credentials && { credentials }),
  };
}

/** Files of git credentials; undefined where none is configured. */
export function credentialsOf({ sources }: Config): ScanRequest["credentials"] {
  const credentials = {
    ...(sources.token_file !== "" && { tokenFile: sources.token_file }),
    ...(sources.ssh_key_file !== "" && { sshKeyFile: sources.ssh_key_file }),
    ...(sources.known_hosts_file !== "" && { knownHostsFile: sources.known_hosts_file }),
  };
  return Object.keys(credentials).length > 0 ? credentials : undefined;
}

/** Nothing where it is switched off, or where this user has no place for caches. */
function cacheOf({ performance, command }: Config, environment: NodeJS.ProcessEnv): Pick<ScanRequest, "cache"> {
  const folder = cacheFolder(command.cache_dir, environment);
  if (!performance.enable_cache || performance.cache_size_mb === 0 || folder === undefined) return {};
  const maxBytes = performance.cache_size_mb * 1024 * 1024;
  const ttlMs = performance.cache_ttl_hours * 3_600_000;
  return { cache: { folder, maxBytes, ttlMs, index: performance.incremental_scan } };
}
