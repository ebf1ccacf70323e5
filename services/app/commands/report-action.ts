/** What `report` does: read a result, or ask a server, and write each format where it is wanted. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { againstBaseline } from "@pqc-audit/reports/baseline.ts";
import { ENDINGS, FORMATS, type Format } from "@pqc-audit/reports/formats.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { parseResult } from "@pqc-audit/reports/parse-result.ts";
import { ruleTitles } from "@pqc-audit/reports/rule-titles.ts";
import { type Context, wantsColor } from "../context.ts";
import { EXIT } from "../exit.ts";
import { openClient } from "../server/open-client.ts";
import { checkOutput, withOutput } from "../terminal/output.ts";
import { openBaseline } from "./open-baseline.ts";
import type { ServerFlags } from "./server-options.ts";

export interface ReportOptions extends ServerFlags {
  readonly format: readonly Format[];
  readonly output?: string;
  readonly folder?: string;
  readonly scan?: string;
  readonly module?: string;
  readonly baseline?: string;
  readonly quiet?: boolean;
}

type Write = (format: Format, out: Writable) => Promise<void>;

export async function report(input: string | undefined, options: ReportOptions, context: Context): Promise<void> {
  const places = placesOf(options);
  for (const { file } of places) if (file !== undefined) await checkOutput(file);
  const write =
    options.scan === undefined ? await ofResult(input, options, context) : ofServer(input, options, context);
  for (const { format, file } of places) {
    await withOutput(file, context, (out) => write(format, out));
    if (file !== undefined && !options.quiet) context.stderr.write(`pqc-audit: ${format} written to ${file}\n`);
  }
  context.exit(EXIT.done);
}

interface Place {
  readonly format: Format;
  /** Standard output where absent. */
  readonly file?: string;
}

function placesOf({ format, output, folder }: ReportOptions): readonly Place[] {
  if (folder !== undefined) {
    if (output !== undefined) throw new UsageError("--output and --folder do not go together: say one of them");
    return [...new Set(format)].map((each) => ({
      format: each,
      file: join(folder, `pqc-audit${ENDINGS[each].ending}`),
    }));
  }
  const [first, second] = format;
  if (first === undefined || second !== undefined) {
    throw new UsageError("several formats need a file each: say with --folder where they go");
  }
  return [{ format: first, ...(output !== undefined && { file: output }) }];
}

async function ofResult(input: string | undefined, options: ReportOptions, context: Context): Promise<Write> {
  if (input === undefined)
    throw new UsageError("which result? Name a file of scan --format json, or a scan with --scan ID");
  if (options.module !== undefined) {
    throw new UsageError(
      "--module is for a scan of a server: of what lies here scan --cbom-per-module writes every one",
    );
  }
  const { result, notes } = await readFrom(input);
  if (!options.quiet) for (const note of notes) context.stderr.write(`pqc-audit: ${note}\n`);
  const baseline = openBaseline(options.baseline);
  const shown: AuditResult = baseline ? againstBaseline(result, baseline) : result;
  const color = options.output === undefined && wantsColor(context.stdout, context.environment);
  return async (format, out) => (await FORMATS[format]())(shown, out, { color, ruleTitle: ruleTitles() });
}

async function readFrom(input: string): Promise<ReturnType<typeof parseResult>> {
  const name = input === "-" ? "standard input" : input;
  try {
    return parseResult(input === "-" ? await textOf(process.stdin) : await readFile(input, "utf8"), name);
  } catch (error) {
    throw new UsageError(`cannot read a result from ${name}: ${messageOf(error)}`, { cause: error });
  }
}

function ofServer(input: string | undefined, options: ReportOptions, context: Context): Write {
  if (input !== undefined)
    throw new UsageError(`say either a result (${input}) or a scan of a server (--scan), not both`);
  if (options.baseline !== undefined) {
    throw new UsageError("a server compares with its own scan before: --baseline is for results that lie here");
  }
  const server = openClient(options, context);
  return (format, out) => server.report(options.scan ?? "", format, out, options.module);
}
