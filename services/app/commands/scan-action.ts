/** What `scan` does: ask, scan, print, and say with the exit code how it went. */
import { reaches } from "@pqc-audit/aggregator/join/severity.ts";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { FORMATS } from "@pqc-audit/reports/formats.ts";
import type { AuditResult, Severity } from "@pqc-audit/reports/model/finding.ts";
import { isComplete } from "@pqc-audit/reports/model/result.ts";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { type Context, wantsColor } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { ScanRequest } from "../scan/request.ts";
import { runScan } from "../scan/scan.ts";
import { checkOutput, withOutput } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import type { ScanOptions } from "./scan.ts";

export async function runScanCommand(location: string, options: ScanOptions, context: Context): Promise<void> {
  const config = loadConfig(options.config, context.environment);
  if (options.output !== undefined) await checkOutput(options.output);
  const result = await scanWithProgress(requestOf(location, options, config), options, context);
  const write = await FORMATS[options.format]();
  await withOutput(options.output, context, (out) =>
    write(result, out, {
      color: options.output === undefined && wantsColor(context.stdout, context.environment),
      ruleTitle: ruleTitles(),
    }),
  );
  const code = exitCode(result, options.failOn);
  if (!options.quiet) for (const note of notes(result, options)) context.stderr.write(`pqc-audit: ${note}\n`);
  context.exit(code);
}

export function requestOf(location: string, options: ScanOptions, config: Config): ScanRequest {
  const { performance, sources } = config;
  const workers = options.workers ?? (performance.max_workers || undefined);
  const credentials = {
    ...(sources.token_file !== "" && { tokenFile: sources.token_file }),
    ...(sources.ssh_key_file !== "" && { sshKeyFile: sources.ssh_key_file }),
    ...(sources.known_hosts_file !== "" && { knownHostsFile: sources.known_hosts_file }),
  };
  return {
    location,
    include: options.include,
    exclude: options.exclude,
    maxFileSizeBytes: Math.floor(performance.max_file_size_mb * 1024 * 1024),
    chunkSize: performance.chunk_size,
    gitignore: options.gitignore ?? false,
    ...(options.ref !== undefined && { ref: options.ref }),
    ...(workers !== undefined && { workers }),
    ...(Object.keys(credentials).length > 0 && { credentials }),
  };
}

/** Incomplete wins over findings: a scan that missed files must not pass for one that judged them all. */
export function exitCode(result: AuditResult, failOn: Severity | undefined): number {
  if (!isComplete(result.coverage)) return EXIT.incomplete;
  const reached = failOn !== undefined && result.findings.some((f) => !f.suppressed && reaches(f.severity, failOn));
  return reached ? EXIT.findings : EXIT.done;
}

async function scanWithProgress(request: ScanRequest, options: ScanOptions, context: Context): Promise<AuditResult> {
  const progress = await createProgress(context, options.quiet ?? false);
  try {
    return await runScan(request, progress, context.signal);
  } finally {
    progress.stop();
  }
}

/** Things the text report says itself, for those who read another format or a file. */
function* notes(result: AuditResult, options: ScanOptions): Generator<string> {
  const { failed, quarantined } = result.coverage;
  if (failed + quarantined > 0) {
    const [first] = result.errors.filter((error) => error.status !== "malformed");
    const example = first ? `, such as ${first.path}: ${first.message}` : "";
    yield `incomplete: ${failed + quarantined} of ${result.coverage.present} files could not be scanned${example}`;
  }
  if (options.output !== undefined) yield `${result.summary.findings} findings written to ${options.output}`;
}

function ruleTitles(): (ruleId: string) => string | undefined {
  let titles: ReadonlyMap<string, string> | undefined;
  return (ruleId) => {
    titles ??= new Map([...loadCatalogue().libraryOf.keys()].map((model) => [model.rule, model.title]));
    return titles.get(ruleId);
  };
}
