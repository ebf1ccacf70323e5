/** Scans, prints, and says with the exit code how it went. */
import { againstBaseline } from "@pqc-audit/reports/baseline.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import type { Context } from "../context.ts";
import type { Ahead } from "../scan/ahead.ts";
import type { ProgressListener, ScanRequest } from "../scan/request.ts";
import { runScan } from "../scan/scan.ts";
import { checkOutput } from "../terminal/output.ts";
import { createProgress } from "../terminal/progress.ts";
import { openBaseline } from "./open-baseline.ts";
import { printResult } from "./print-result.ts";
import type { ScanOptions } from "./scan.ts";

export async function scanAndPrint(
  request: ScanRequest,
  ahead: Ahead | undefined,
  options: ScanOptions,
  context: Context,
): Promise<void> {
  if (options.output !== undefined) await checkOutput(options.output);
  const baseline = openBaseline(options.baseline);
  const result = await scanWithProgress(request, ahead, options.quiet ?? false, context);
  await printResult(baseline ? againstBaseline(result, baseline) : result, options, context);
}

async function scanWithProgress(
  request: ScanRequest,
  ahead: Ahead | undefined,
  quiet: boolean,
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
    return await runScan(request, listener, context.signal, ahead);
  } finally {
    progress.stop();
    if (!quiet) for (const line of notes) context.stderr.write(`pqc-audit: ${line}\n`);
  }
}
