/** What `blame` does: find the finding, find its line in the commit, and ask git where that line comes from. */
import { join } from "node:path";
import { type BlamedLine, blame } from "@pqc-audit/coordinator/sources/git-blame.ts";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import { runGit } from "@pqc-audit/coordinator/sources/git-process.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { terminalText } from "@pqc-audit/reports/terminal.ts";
import type { Context } from "../context.ts";
import { openHistory } from "../history/open-history.ts";
import { contentBelow } from "./known-rule.ts";
import { findingNamed, foundIn } from "./read-result.ts";
import { gitAccessOf } from "./scan-action.ts";
import type { ServerFlags } from "./server-options.ts";

export interface BlameOptions extends ServerFlags {
  readonly result?: string;
  readonly scan?: string;
  readonly source?: string;
  readonly author?: boolean;
  readonly json?: boolean;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

interface Origin {
  readonly finding: string;
  readonly path: string;
  readonly line: number;
  readonly algorithm: string;
  /** Absent where the line is in no commit yet. */
  readonly introduced?: Told;
  /** The newest commit of the lines that the finding spans, where that is another. */
  readonly changed?: Told;
}

interface Told {
  readonly commit: string;
  /** ISO date-time, by the author's clock. */
  readonly authored: string;
  readonly author?: string;
  /** Nobody can look further back here: it came with this commit or before. */
  readonly before?: true;
}

export async function blameFinding(id: string, options: BlameOptions, context: Context): Promise<void> {
  if (options.result === undefined && options.scan === undefined) {
    throw new UsageError("say where the finding is: --result FILE, or --scan ID");
  }
  const { findings, location, commit } = await foundIn(options, context);
  const finding = findingNamed(findings, id);
  // Where to look is for the person at the terminal to say, and not for a server.
  const source = options.source ?? (options.result === undefined ? undefined : location);
  if (source === undefined) throw new UsageError("say with --source where the repository is");
  const repository = await open(source, commit, options, context);
  try {
    const origin = await originOf(finding, repository, commit === undefined ? source : undefined, options, context);
    context.stdout.write(options.json ? `${JSON.stringify(origin)}\n` : told(origin));
  } finally {
    await repository.close();
  }
}

function open(location: string, ref: string | undefined, options: BlameOptions, context: Context): Promise<GitHistory> {
  const config = loadConfig(options.config, context.environment);
  return openHistory(
    {
      location,
      firstParent: false,
      uses: { rules: [], algorithms: [] },
      include: [],
      exclude: [],
      maxFileSizeBytes: MOST_BYTES,
      chunkSize: config.performance.chunk_size,
      ...(ref !== undefined && { ref }),
      ...gitAccessOf(config),
    },
    context.signal,
  );
}

/** `folder`: what lies there was scanned, which may be something else than what was committed. */
async function originOf(
  finding: Finding,
  { context: git, window, prefix, location, shallow }: GitHistory,
  folder: string | undefined,
  { author = false }: BlameOptions,
  { signal }: Context,
): Promise<Origin> {
  const { algorithm, path, line, endLine } = finding;
  const head = { finding: finding.id, path, line, algorithm };
  const commit = window.head;
  const whole = join("/", prefix, path).slice(1);
  const from = folder === undefined ? line : await committedLine(line);
  if (from === undefined) return head;
  const lines = await blame(git, location, { commit, path: whole, from, to: from + endLine - line, signal });
  const [first] = lines;
  if (!first) throw new TerminalError(`git told nothing of line ${from} of ${whole}`);
  const newest = lines.reduce((latest, each) => (each.time > latest.time ? each : latest), first);
  return {
    ...head,
    introduced: toldOf(first),
    ...(newest.commit !== first.commit && { changed: toldOf(newest) }),
  };

  function toldOf({ commit: id, time, author: name }: BlamedLine): Told {
    return {
      commit: id,
      authored: new Date(time * 1000).toISOString().replace(".000Z", "Z"),
      ...(author && { author: name }),
      ...(shallow.has(id) && { before: true }),
    };
  }

  /** Where the line that was scanned is in the commit: the nearest that reads the same. */
  async function committedLine(wanted: number): Promise<number | undefined> {
    const scanned = contentBelow(folder ?? ".", path);
    const text = scanned && textLines(scanned)[wanted - 1];
    if (text === undefined) throw new TerminalError(`${path} is not as it was scanned: scan again`);
    const failed = new Error("not in the commit");
    const show = ["cat-file", "blob", `${commit}:${whole}`];
    const limits = { timeoutMs: TIMEOUT_MS, maxOutputBytes: MOST_BYTES, signal };
    const content = await runGit(git, show, limits, () => failed).catch((thrown: unknown) => {
      if (thrown === failed) return undefined;
      throw thrown;
    });
    const same = (content?.split("\n") ?? []).flatMap((each, at) => (each.trim() === text.trim() ? [at + 1] : []));
    return same.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
  }
}

function textLines(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes).toString("utf8").split("\n");
}

function told({ path, line, algorithm, introduced, changed }: Origin): string {
  const place = `${algorithm}  ${path}:${line}`;
  const lines = introduced
    ? [`introduced  ${moment(introduced)}`, ...(changed ? [`changed     ${moment(changed)}`] : [])]
    : ["in no commit yet"];
  return [place, ...lines].map((each) => `${terminalText(each)}\n`).join("");
}

function moment({ commit, authored, author, before }: Told): string {
  return `${commit}  ${authored}${author === undefined ? "" : `  ${author}`}${before ? "  or before: the clone has no more" : ""}`;
}
