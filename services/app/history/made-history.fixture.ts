/** Repositories with a history that a test knows by heart, made by `git fast-import`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface MadeCommit {
  /** Numbers of commits made before, first parent first. */
  readonly parents?: readonly number[];
  /** Against the first parent: contents by path, undefined for what goes. */
  readonly files: Readonly<Record<string, string | undefined>>;
  /** Modes other than that of a file, by path: `120000` with the link's text, `160000` with a commit id. */
  readonly modes?: Readonly<Record<string, string>>;
  /** Of the commit, days after 2020-01-01. Default: its number. */
  readonly day?: number;
}

const FIRST_DAY = Date.UTC(2020, 0, 1) / 1000;

export class MadeHistory {
  readonly folder = mkdtempSync(join(tmpdir(), "pqc-audit-history-"));
  readonly path = join(this.folder, "repository");
  /** By number. */
  readonly ids: readonly string[];

  /** The last commit is that of the branch `main`. Bare, unless `workTree`. */
  constructor(commits: readonly MadeCommit[], workTree = false) {
    this.#git("init", "--quiet", ...(workTree ? [] : ["--bare"]), "--initial-branch=main", this.path);
    const marks = join(this.folder, "marks");
    execFileSync("git", ["-C", this.path, "fast-import", "--quiet", `--export-marks=${marks}`], {
      input: Buffer.concat([...stream(commits)]),
      env: environment(),
      maxBuffer: 1 << 28,
    });
    const ids = new Map(
      readFileSync(marks, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.slice(1).split(" ") as [string, string]),
    );
    this.ids = commits.map((_, number) => ids.get(String(number + 1)) ?? "");
    if (commits.length > 0) this.git("update-ref", "refs/heads/main", this.ids.at(-1) ?? "");
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", args, { env: environment(), encoding: "utf8", maxBuffer: 1 << 28 }).trim();
  }

  git(...args: readonly string[]): string {
    return this.#git("-C", this.path, ...args);
  }

  /** Number of a commit. */
  numberOf(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.ids.indexOf(id);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
}

function* stream(commits: readonly MadeCommit[]): Generator<Buffer> {
  for (const [number, { parents, files, modes, day }] of commits.entries()) {
    const [from, ...merged] = parents ?? (number === 0 ? [] : [number - 1]);
    yield Buffer.from(`commit refs/made/${number}\nmark :${number + 1}\n`);
    yield Buffer.from(`committer Made <made@example.org> ${FIRST_DAY + (day ?? number) * 86_400} +0000\ndata 0\n`);
    if (from !== undefined) yield Buffer.from(`from :${from + 1}\n`);
    for (const parent of merged) yield Buffer.from(`merge :${parent + 1}\n`);
    for (const [path, content] of Object.entries(files)) yield change(path, content, modes?.[path]);
    yield Buffer.from("\n");
  }
}

function change(path: string, content: string | undefined, mode = "100644"): Buffer {
  const name = Buffer.from(
    `"${path.replace(/[\\"\n]/g, (each) => (each === "\n" ? "\\n" : `\\${each}`))}"\n`,
    "latin1",
  );
  if (content === undefined) return Buffer.concat([Buffer.from("D "), name]);
  if (mode === "160000") return Buffer.concat([Buffer.from(`M 160000 ${content} `), name]);
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from(`M ${mode} inline `),
    name,
    Buffer.from(`data ${bytes.length}\n`),
    bytes,
    Buffer.from("\n"),
  ]);
}
