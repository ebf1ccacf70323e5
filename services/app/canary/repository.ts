/** The planted files as a bare git repository with one commit; git itself writes it, nothing is checked out. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "@pqc-audit/coordinator/sources/git-environment.ts";
import { type GitContext, killGit, runGit, spawnGit } from "@pqc-audit/coordinator/sources/git-process.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { PlantedFile } from "./planted.ts";

export interface PlantedRepository {
  readonly gitDir: string;
  readonly commit: string;
}

const TIMEOUT_MS = 60_000;
const MODES = { file: "100644", symlink: "120000", submodule: "160000" } as const;

/** Nothing but this repository is read. */
export function canaryGit(home: string, extra: Readonly<Record<string, string>> = {}): GitContext {
  return { env: { ...cleanEnvironment(home), GIT_ALLOW_PROTOCOL: "", ...extra }, secrets: [] };
}

/** `folder` is empty and stays the caller's. Throws `TerminalError` where git is missing or fails. */
export async function plantRepository(
  folder: string,
  files: readonly PlantedFile[],
  signal: AbortSignal,
): Promise<PlantedRepository> {
  const gitDir = join(folder, "canary.git");
  mkdirSync(gitDir);
  const context = canaryGit(folder);
  const failed = (message: string) => new TerminalError(`Cannot make the planted repository: ${message}.`);
  const options = { timeoutMs: TIMEOUT_MS, signal };
  await runGit(context, ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", gitDir], options, failed);
  await fastImport(context, gitDir, importStream(files), failed);
  const parse = ["--git-dir", gitDir, "rev-parse", "--verify", "refs/heads/main"];
  return { gitDir, commit: (await runGit(context, parse, options, failed)).trim() };
}

async function fastImport(
  context: GitContext,
  gitDir: string,
  stream: Buffer,
  failed: (message: string) => Error,
): Promise<void> {
  const { child, tail } = spawnGit(context, ["--git-dir", gitDir, "fast-import", "--quiet"]);
  const timer = setTimeout(() => killGit(child), TIMEOUT_MS);
  child.stdout.resume();
  child.stdin.end(stream);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  if (code !== 0) throw failed(tail().split("\n", 1)[0] || `git fast-import ended with ${code}`);
}

/** git-fast-import(1). */
function importStream(files: readonly PlantedFile[]): Buffer {
  const parts: (string | Uint8Array)[] = [];
  const data = (content: string | Uint8Array) => {
    const bytes = Buffer.from(content);
    parts.push(`data ${bytes.length}\n`, bytes, "\n");
  };
  const links: string[] = [];
  for (const [index, { path, content, type = "file" }] of files.entries()) {
    if (type === "submodule") {
      links.push(`M ${MODES.submodule} ${Buffer.from(content).toString()} ${path}\n`);
      continue;
    }
    parts.push(`blob\nmark :${index + 1}\n`);
    data(content);
    links.push(`M ${MODES[type]} :${index + 1} ${path}\n`);
  }
  const time = Math.floor(Date.now() / 1000);
  parts.push(`commit refs/heads/main\ncommitter pqc-audit canary <canary@localhost> ${time} +0000\n`);
  data("planted");
  parts.push(...links);
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}
