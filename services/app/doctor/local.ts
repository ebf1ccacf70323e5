/** What every target needs on this machine: Node, git, and the scanner's own parts. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { Engine } from "@pqc-audit/scanner/engine.ts";
import { LANGUAGES } from "@pqc-audit/scanner/languages/all.ts";
import { loadGrammar } from "@pqc-audit/scanner/languages/grammars.ts";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import type { Check } from "./check.ts";

const run = promisify(execFile);
const NODE = 24;
/** Partial clones by a list of ids from standard input. */
const GIT = [2, 31] as const;

export const LOCAL_CHECKS: readonly Check[] = [
  { name: "Node", run: async () => checkNode(process.versions.node) },
  { name: "git", run: async () => checkGit((await git()).trim()) },
  {
    name: "models",
    run: async () => `${loadCatalogue().libraryOf.size} models in ${loadCatalogue().libraries.length} libraries`,
  },
  { name: "kernel", run: checkKernel },
  { name: "grammars", run: checkGrammars },
];

export function checkNode(version: string): string {
  if (Number.parseInt(version, 10) < NODE)
    throw new TerminalError(`${version} is too old: install Node ${NODE} or newer`);
  return version;
}

/** Takes the text of `git --version`. */
export function checkGit(text: string): string {
  const [version = "", major, minor] = /(?<!\d)(\d+)\.(\d+)[.\d]*/.exec(text) ?? [];
  const [neededMajor, neededMinor] = GIT;
  const enough = Number(major) > neededMajor || (Number(major) === neededMajor && Number(minor) >= neededMinor);
  if (!enough) {
    throw new TerminalError(
      `"${text}" is too old for git URLs: install git ${GIT.join(".")} or newer (folders scan without it)`,
    );
  }
  return version;
}

async function git(): Promise<string> {
  try {
    return (await run("git", ["--version"])).stdout;
  } catch (error) {
    throw new TerminalError("not found: install git to scan git URLs (folders scan without it)", { cause: error });
  }
}

async function checkKernel(): Promise<string> {
  const engine = new Engine();
  engine.reserve(1024);
  return "WebAssembly with SIMD";
}

async function checkGrammars(): Promise<string> {
  for (const language of LANGUAGES) await loadGrammar(language);
  return LANGUAGES.map((language) => language.id).join(", ");
}

/** The folder of `--target=all`, or where it will be made. Makes nothing. */
export function folderCheck(folder: string): Check {
  return {
    name: "data folder",
    keys: "embedded.data_dir",
    run: async () => {
      const path = resolve(folder);
      let existing = path;
      while (!existsSync(existing)) existing = dirname(existing);
      await access(existing, constants.W_OK).catch((error: unknown) => {
        throw new TerminalError(`${existing} cannot be written`, { cause: error });
      });
      return path;
    },
  };
}
