/** What `submit`, `status`, `watch` and `cancel` do. */
import { setTimeout as sleep } from "node:timers/promises";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { againstBaseline } from "@pqc-audit/reports/baseline.ts";
import { coverageText, incompleteText } from "@pqc-audit/reports/coverage.ts";
import type { Format } from "@pqc-audit/reports/formats.ts";
import { terminalText } from "@pqc-audit/reports/terminal.ts";
import type { Context } from "../context.ts";
import { type AggregatorScan, FINAL, type Submission } from "../server/answers.ts";
import type { ServerClient } from "../server/client.ts";
import { openClient } from "../server/open-client.ts";
import { checkOutput } from "../terminal/output.ts";
import { openBaseline } from "./open-baseline.ts";
import { leadMonthsOf, type PolicyFlags } from "./policy-options.ts";
import { printResult } from "./print-result.ts";
import type { ServerFlags } from "./server-options.ts";

export interface WatchOptions extends ServerFlags, PolicyFlags {
  readonly format: Format;
  readonly output?: string;
  readonly quiet?: boolean;
}

export interface SubmitOptions extends ServerFlags {
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly lfs?: boolean;
  readonly priority: NonNullable<Submission["priority"]>;
}

export interface StatusOptions extends ServerFlags {
  readonly json?: boolean;
}

const LISTED = 20;
const PAGE = 1000;
const POLL_MS = 1000;

export async function submit(target: string, options: SubmitOptions, context: Context): Promise<void> {
  const { ref, include, exclude, lfs, priority } = options;
  const submission = { target, include, exclude, priority, ...(ref !== undefined && { ref }), ...(lfs && { lfs }) };
  const { id, joined } = await openClient(options, context).submit(submission);
  context.stdout.write(`${id}\n`);
  if (joined) context.stderr.write("pqc-audit: the same scan was under way already; this joined it\n");
}

export async function status(id: string | undefined, options: StatusOptions, context: Context): Promise<void> {
  const server = openClient(options, context);
  const answer = id === undefined ? await server.scans(1, LISTED) : await server.scan(id);
  if (options.json) context.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
  else if ("results" in answer) for (const scan of answer.results) context.stdout.write(`${line(scan)}\n`);
  else {
    context.stdout.write(`${[...details(answer)].join("\n")}\n`);
    if (answer.state === "incomplete") await writeMissed(answer.id, server, context);
  }
}

/** Every file that was not scanned, a page at a time. */
async function writeMissed(id: string, server: ServerClient, { stdout }: Context): Promise<void> {
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { results, total } = await server.errors(id, page, PAGE, ["failed", "quarantined"]);
    for (const { path, status, message } of results) {
      stdout.write(`          ${terminalText(path)}: ${status}: ${terminalText(message)}\n`);
    }
    pages = Math.ceil(total / PAGE);
  }
}

/** Ends with the exit code the scan would have had here; throws `TerminalError` where it has no result. */
export async function watch(id: string, options: WatchOptions, context: Context): Promise<void> {
  if (options.output !== undefined) await checkOutput(options.output);
  const baseline = openBaseline(options.baseline);
  const server = openClient(options, context);
  const shows = options.quiet !== true && context.stderr.isTTY === true;
  for (let before = ""; ; ) {
    const scan = await server.scan(id);
    const now = `${scan.state}${progress(scan)}`;
    if (shows && now !== before) context.stderr.write(`\r\u001b[K${terminalText(now)}`);
    before = now;
    if (FINAL.includes(scan.state)) {
      if (shows) context.stderr.write("\r\u001b[K");
      if (scan.state === "failed" || scan.state === "cancelled") {
        throw new TerminalError(`scan ${id} is ${scan.state}${scan.error ? `: ${scan.error}` : ""}`);
      }
      const leadMonths = leadMonthsOf(options);
      const judging = { mandates: options.mandate ?? [], ...(leadMonths !== undefined && { leadMonths }) };
      const result = await server.result(id, judging);
      await printResult(baseline ? againstBaseline(result, baseline) : result, options, context);
      return;
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

export async function cancel(id: string, options: ServerFlags, context: Context): Promise<void> {
  const { state, requesters } = await openClient(options, context).cancel(id);
  const ended = state === "completed" || state === "incomplete" || state === "failed";
  const others = requesters === 1 ? "1 other still wants it" : `${requesters} others still want it`;
  const left = ended ? " already" : requesters > 0 ? `, ${others}` : "";
  context.stdout.write(`${id} ${state}${left}\n`);
}

function line(scan: AggregatorScan): string {
  return terminalText(`${scan.id}  ${scan.state.padEnd(10)}  ${scan.createdAt}  ${scan.target}`);
}

function* details(scan: AggregatorScan): Generator<string> {
  const { summary, coverage } = scan;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["scan", scan.id],
    ["state", `${scan.state}${progress(scan)}`],
    ["target", scan.target],
    ["commit", scan.commit],
    ["created", scan.createdAt],
    ["finished", scan.finishedAt],
    ["files", coverage && coverageText(coverage)],
    ["", coverage && incompleteText(coverage)],
    ["findings", summary && `${summary.findings}: ${severities(summary.bySeverity)}`],
    ["digest", scan.digest],
    ["error", scan.error],
  ];
  for (const [name, value] of fields) if (value !== undefined) yield `${name.padEnd(9)} ${terminalText(value)}`;
}

function severities(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.map(([severity, count]) => `${count} ${severity}`).join(", ") || "none";
}

function progress({ progress: so, state }: AggregatorScan): string {
  if (!so || FINAL.includes(state)) return "";
  return `, ${so.files}${so.sealed ? "" : "+"} files, ${so.unitsDone} of ${so.units}${so.sealed ? "" : "+"} units done`;
}
