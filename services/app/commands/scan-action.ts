/** What `scan` does: ask, scan, print, and say with the exit code how it went. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { againstBaseline } from "@pqc-audit/reports/baseline.ts";
import { plural } from "@pqc-audit/reports/coverage.ts";
import type { Format } from "@pqc-audit/reports/formats.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { memoryLimit } from "@pqc-audit/worker/guard/memory-limit.ts";
import { cacheFolder } from "../cache/folder.ts";
import type { Context } from "../context.ts";
import type { ProgressListener, ScanRequest } from "../scan/request.ts";
import { runScan } from "../scan/scan.ts";
import { checkOutput } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import { checkModules, writeModuleInventories } from "./module-inventories.ts";
import { openBaseline } from "./open-baseline.ts";
import { leadMonthsOf, type PolicyFlags } from "./policy-options.ts";
import { printResult } from "./print-result.ts";
import { type ProfileFlags, withProfile } from "./profile.ts";

export interface ScanOptions extends PolicyFlags, ProfileFlags {
  readonly ref?: string;
  readonly since?: string;
  readonly lfs?: boolean;
  readonly format: Format;
  readonly output?: string;
  /** Folder for inventories of each module. */
  readonly cbomPerModule?: string;
  /** False: the repository may neither suppress nor re-scope itself. A file: instead of its own. */
  readonly policy?: string | boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly workers?: number;
  readonly config?: string;
  /** False: results of earlier runs are neither used nor kept. */
  readonly cache?: boolean;
  readonly gitignore?: boolean;
  readonly quiet?: boolean;
}

export async function runScanCommand(location: string, options: ScanOptions, context: Context): Promise<void> {
  const config = loadConfig(options.config, context.environment);
  if (options.since !== undefined && options.format === "baseline") {
    throw new UsageError(
      "--since and --format baseline do not go together: a baseline says what is there in all files",
    );
  }
  const kept = options.cache === false ? {} : cacheOf(config, context.environment);
  const request = { ...requestOf(location, options, config), ...kept };
  if (options.output !== undefined) await checkOutput(options.output);
  const inventories = options.cbomPerModule;
  if (inventories !== undefined) await checkModules(location, options.ref, inventories);
  const baseline = openBaseline(options.baseline);
  const result = await withProfile(config, options, context, (nodeArguments) =>
    scanWithProgress({ ...request, ...(nodeArguments && { nodeArguments }) }, options, context),
  );
  if (inventories !== undefined) {
    const version = options.format === "cbom-1.6" ? "1.6" : "1.7";
    const modules = await writeModuleInventories(result, location, inventories, version, context);
    const note = `inventories of ${plural(modules, "module")} written to ${inventories}`;
    if (!options.quiet) context.stderr.write(`pqc-audit: ${note}\n`);
  }
  await printResult(baseline ? againstBaseline(result, baseline) : result, options, context);
}

export async function scanWithProgress(
  request: ScanRequest,
  { quiet = false }: Pick<ScanOptions, "quiet">,
  context: Context,
): Promise<AuditResult> {
  const progress = await createProgress(context, quiet);
  const notes: string[] = [];
  try {
    const listener: ProgressListener = {
      found: (files, complete) => progress.found(files, complete),
      advanced: (files, bytes) => progress.advanced(files, bytes),
      noticed: (line) => notes.push(line),
    };
    return await runScan(request, listener, context.signal);
  } finally {
    progress.stop();
    if (!quiet) for (const line of notes) context.stderr.write(`pqc-audit: ${line}\n`);
  }
}

export function requestOf(location: string, options: ScanOptions, config: Config): ScanRequest {
  const { performance } = config;
  const leadMonths = leadMonthsOf(options);
  const workers = options.workers ?? (performance.max_workers || undefined);
  return {
    location,
    include: options.include,
    exclude: options.exclude,
    maxFileSizeBytes: Math.floor(performance.max_file_size_mb * 1024 * 1024),
    chunkSize: performance.chunk_size,
    memory: memoryLimit(performance),
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
    ...gitAccessOf(config),
    ...(options.lfs && { lfs: { hosts: config.sources.lfs_hosts } }),
  };
}

/** Files by which git servers are asked; nothing where none is configured. */
export function gitAccessOf({ sources }: Config): Pick<ScanRequest, "credentials" | "caFile"> {
  const credentials = {
    ...(sources.token_file !== "" && { tokenFile: sources.token_file }),
    ...(sources.ssh_key_file !== "" && { sshKeyFile: sources.ssh_key_file }),
    ...(sources.known_hosts_file !== "" && { knownHostsFile: sources.known_hosts_file }),
    ...(sources.credentials_dir !== "" && { folder: sources.credentials_dir }),
  };
  return {
    ...(Object.keys(credentials).length > 0 && { credentials }),
    ...(sources.ca_file !== "" && { caFile: sources.ca_file }),
  };
}

/** Nothing where it is switched off, or where this user has no place for caches. */
export function cacheOf({ performance, command }: Config, environment: NodeJS.ProcessEnv): Pick<ScanRequest, "cache"> {
  const folder = cacheFolder(command.cache_dir, environment);
  if (!performance.enable_cache || performance.cache_size_mb === 0 || folder === undefined) return {};
  const maxBytes = performance.cache_size_mb * 1024 * 1024;
  const ttlMs = performance.cache_ttl_hours * 3_600_000;
  return { cache: { folder, maxBytes, ttlMs, index: performance.incremental_scan } };
}
