/**
 * Bare repositories of any size. One of very many paths is made of few trees: a folder of 20,000 different files stands in
 * it under as many names as are needed, so that making ten million takes seconds and the disk holds next to nothing, while
 * whoever lists it meets every path, and 5,000 different contents on each page of a plan.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { makeFile } from "./content.ts";

export interface ScaleRepository {
  readonly url: string;
  readonly files: number;
  /** How many of them differ. */
  readonly contents: number;
}

const FILES_OF_FOLDER = 100;
/** More than a page of a plan holds, so that each page meets different contents. */
const FILES_OF_MODULE = 20_000;
const MODULES_OF_AREA = 25;
/** Comment lines that make a file of about 3 KB, as sources are. */
const LINES_OF_SOURCE = 40;

const IDENTITY = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "scale",
  GIT_AUTHOR_EMAIL: "scale@example.org",
  GIT_COMMITTER_NAME: "scale",
  GIT_COMMITTER_EMAIL: "scale@example.org",
};

/** `files` paths: a multiple of `different`, or fewer than that. */
export async function makeTreeRepository(
  path: string,
  files: number,
  different = FILES_OF_MODULE,
): Promise<ScaleRepository> {
  const contents = Math.min(files, different);
  const modules = files / contents;
  if (!Number.isInteger(modules)) throw new Error(`${files} files are no multiple of ${different}`);
  await importFiles(path, contents, 0);
  const git = gitOf(path);
  const module = git(["rev-parse", "main^{tree}"]);
  const areas = Math.ceil(modules / MODULES_OF_AREA);
  const areaOf = (count: number) => treeOf(git, "module", module, count);
  const whole = areaOf(Math.min(modules, MODULES_OF_AREA));
  const rest = modules - (areas - 1) * MODULES_OF_AREA;
  const last = rest === Math.min(modules, MODULES_OF_AREA) ? whole : areaOf(rest);
  const lines = Array.from({ length: areas }, (_, at) => entry(`area-${padded(at)}`, at === areas - 1 ? last : whole));
  commit(git, git(["mktree"], lines.join("")));
  return { url: pathToFileURL(path).href, files, contents };
}

/** Every file different from the others and of the size of a source: what is listed is there to be read, byte by byte. */
export async function makeSourceRepository(path: string, files: number): Promise<ScaleRepository> {
  await importFiles(path, files, LINES_OF_SOURCE);
  return { url: pathToFileURL(path).href, files, contents: files };
}

type Git = (args: readonly string[], input?: string) => string;

function gitOf(path: string): Git {
  return (args, input) => execFileSync("git", ["-C", path, ...args], { env: IDENTITY, encoding: "utf8", input }).trim();
}

function treeOf(git: Git, name: string, tree: string, count: number): string {
  return git(["mktree"], Array.from({ length: count }, (_, at) => entry(`${name}-${padded(at)}`, tree)).join(""));
}

function entry(name: string, tree: string): string {
  return `040000 tree ${tree}\t${name}\n`;
}

function commit(git: Git, tree: string): void {
  git(["update-ref", "refs/heads/main", git(["commit-tree", "-m", "made to be large", tree])]);
}

function padded(number: number): string {
  return String(number).padStart(4, "0");
}

/** `main` is then a commit of these files, a hundred to a folder and a hundred folders to another. */
async function importFiles(path: string, files: number, lines: number): Promise<void> {
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", path], { env: IDENTITY });
  const git = gitOf(path);
  // A server that is asked for what a partial clone asks for, and disk that is not spared at the price of time.
  for (const [key, value] of [
    ["uploadpack.allowFilter", "true"],
    ["uploadpack.allowAnySHA1InWant", "true"],
    ["core.compression", "1"],
  ] as const) {
    git(["config", key, value]);
  }
  const child = spawn("git", ["-C", path, "fast-import", "--quiet", "--done", "--depth=0"], {
    env: IDENTITY,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(child, "close");
  child.stdin.write("commit refs/heads/main\ncommitter scale <scale@example.org> 1700000000 +0000\ndata 5\nfiles\n");
  for (let at = 0; at < files; at += FILES_OF_FOLDER) {
    const folder = `group-${padded(Math.floor(at / FILES_OF_FOLDER / 100))}/package-${padded((at / FILES_OF_FOLDER) % 100)}`;
    let text = "";
    for (let number = at; number < Math.min(files, at + FILES_OF_FOLDER); number++) {
      const { name, text: content } = makeFile(number, lines);
      text += `M 100644 inline ${folder}/${name}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
    }
    if (!child.stdin.write(text)) await once(child.stdin, "drain");
  }
  child.stdin.end("done\n");
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}
