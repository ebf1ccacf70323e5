/** What `history` does: ask, read, print, and say with the exit code how it went. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { incompleteText } from "@pqc-audit/reports/coverage.ts";
import { HISTORY_FORMATS, type HistoryFormat } from "@pqc-audit/reports/history/formats.ts";
import type { HistoryResult } from "@pqc-audit/reports/history/model.ts";
import { isComplete } from "@pqc-audit/reports/model/result.ts";
import { memoryLimit } from "@pqc-audit/worker/guard/memory-limit.ts";
import { type Context, wantsColor } from "../context.ts";
import { EXIT } from "../exit.ts";
import { runHistory } from "../history/history.ts";
import type { HistoryRequest } from "../history/request.ts";
import { checkOutput, withOutput } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import { type ProfileFlags, withProfile } from "./profile.ts";
import { gitAccessOf } from "./scan-action.ts";

export interface HistoryOptions extends ProfileFlags {
  readonly ref?: string;
  readonly since?: string;
  readonly until?: string;
  readonly firstParent?: boolean;
  readonly rule: readonly string[];
  readonly algorithm: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly format: HistoryFormat;
  readonly output?: string;
  readonly workers?: number;
  readonly config?: string;
  readonly quiet?: boolean;
}

export async function runHistoryCommand(location: string, options: HistoryOptions, context: Context): Promise<void> {
  const config = loadConfig(options.config, context.environment);
  if (options.output !== undefined) await checkOutput(options.output);
  const request = requestOf(location, options, config);
  const result = await withProfile(config, options, context, (nodeArguments) =>
    runWithProgress({ ...request, ...(nodeArguments && { nodeArguments }) }, options, context),
  );
  const write = await HISTORY_FORMATS[options.format]();
  const color = options.output === undefined && wantsColor(context.stdout, context.environment);
  await withOutput(options.output, context, (out) => write(result, out, { color }));
  if (!options.quiet) for (const note of notes(result, options)) context.stderr.write(`pqc-audit: ${note}\n`);
  context.exit(isComplete(result.coverage) ? EXIT.done : EXIT.incomplete);
}

function requestOf(location: string, options: HistoryOptions, config: Config): HistoryRequest {
  const { performance } = config;
  const { ref, since, until } = options;
  const workers = options.workers ?? (performance.max_workers || undefined);
  return {
    location,
    firstParent: options.firstParent ?? false,
    uses: { rules: options.rule, algorithms: options.algorithm },
    include: options.include,
    exclude: options.exclude,
    maxFileSizeBytes: Math.floor(performance.max_file_size_mb * 1024 * 1024),
    chunkSize: performance.chunk_size,
    memory: memoryLimit(performance),
    ...(ref !== undefined && { ref }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(workers !== undefined && { workers }),
    ...gitAccessOf(config),
  };
}

async function runWithProgress(
  request: HistoryRequest,
  options: HistoryOptions,
  context: Context,
): Promise<HistoryResult> {
  const bar = await createProgress(context, options.quiet ?? false, "commits");
  const listener = {
    commits(read: number, all: number) {
      if (read === 1) bar.found(all, true);
      bar.advanced(1, 0);
    },
    advanced: (_contents: number, bytes: number) => bar.advanced(0, bytes),
  };
  try {
    return await runHistory(request, listener, context.signal);
  } finally {
    bar.stop();
  }
}

/** What the text report says itself, for those who read another format or a file. */
function* notes({ coverage, target, lives }: HistoryResult, { format, output }: HistoryOptions): Generator<string> {
  const incomplete = incompleteText(coverage);
  if (incomplete !== undefined) yield incomplete.replace(/files? /, "contents ");
  if (target.shallow && (format !== "text" || output !== undefined)) {
    yield "this clone is shallow: what its oldest commits have may be older (git fetch --unshallow)";
  }
  if (output !== undefined) yield `${lives.length} uses written to ${output}`;
}
