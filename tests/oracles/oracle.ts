/** Runs the oracle of a language over a folder. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { OracleCall, Question, Unread } from "./protocol.ts";

export interface Oracle {
  readonly language: string;
  /** Languages whose models it is asked for. */
  readonly models: readonly string[];
  /** The program it runs on, looked for on PATH, and what to do where it is not there or lacks something. */
  readonly program: string;
  readonly advice: string;
  /** Arguments with which the program ends well where it has all it needs; it need only be there where absent. */
  readonly check?: readonly string[];
  /** What is started in its place: the shell, of a script that uses it. */
  readonly start?: string;
  /** Arguments before the folder, and variables, given this folder. */
  readonly args: (here: string) => readonly string[];
  readonly env?: (here: string) => Readonly<Record<string, string>>;
  /** Folder to run it in; this one where absent. */
  readonly folder?: string;
  /** Where the sources of its standard library lie: arguments with which the program prints a folder, and one in that. */
  readonly library?: { readonly args: readonly string[]; readonly folder?: string };
}

export interface Testimony {
  readonly calls: readonly OracleCall[];
  readonly unread: readonly Unread[];
}

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** Path of what is to be started; undefined where the oracle's program is absent or lacks what it needs. */
export async function readyProgram({ program, check, start }: Oracle): Promise<string | undefined> {
  const path = await findProgram(program);
  const isReady = path !== undefined && (check === undefined || (await endsWell(path, check)));
  return isReady && start !== undefined ? findProgram(start) : isReady ? path : undefined;
}

/** The sources of the language's own standard library, on every machine that has the language. */
export async function standardLibrary(oracle: Oracle): Promise<string | undefined> {
  const { library } = oracle;
  const program = await readyProgram(oracle);
  if (library === undefined || program === undefined) return undefined;
  const { stdout } = await promisify(execFile)(program, library.args);
  return join(stdout.trim(), library.folder ?? "");
}

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    if (folder !== "" && (await access(path, constants.X_OK).then(yes, no))) return path;
  }
  return undefined;
}

async function endsWell(program: string, args: readonly string[]): Promise<boolean> {
  const [code] = await once(spawn(program, args, { stdio: "ignore" }), "close");
  return code === 0;
}

const yes = () => true;
const no = () => false;

/** Throws where the oracle's program is absent, ends badly, or says what is no testimony. */
export async function ask(oracle: Oracle, question: Question, folder: string): Promise<Testimony> {
  const program = await readyProgram(oracle);
  if (program === undefined) {
    throw new Error(`the oracle for ${oracle.language} needs ${oracle.program} on PATH: ${oracle.advice}`);
  }
  const child = spawn(program, [...oracle.args(HERE), folder], {
    cwd: join(HERE, oracle.folder ?? ""),
    env: { ...process.env, ...oracle.env?.(HERE) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  // One that ends before it has read the question says why on stderr.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(question));
  const calls: OracleCall[] = [];
  const unread: Unread[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "") continue;
    const record = JSON.parse(line) as OracleCall | Unread;
    if ("unread" in record) unread.push(record);
    else calls.push(record);
  }
  const code = await closed;
  if (code !== 0) throw new Error(`the oracle for ${oracle.language} ended with ${code}: ${said.trim()}`);
  return { calls, unread };
}
