/** Repositories that go on changing: packages that `npm ci` installed, and one with very many findings. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { makeRepositories } from "../bench/repositories.ts";

const run = promisify(execFile);
const COMMENTABLE = /\.(?:c?js|mjs|ts|py|java|go|c)$/;
/** One file in so many gets new contents with every change. */
const SHARE = 5;

export interface ChangingRepository {
  readonly name: string;
  readonly url: string;
  readonly files: number;
  /** Commits new contents for a fifth of its files, so that the next scan has work to do and joins no other. */
  change(): Promise<void>;
}

export async function makeChangingRepositories(root: string): Promise<readonly ChangingRepository[]> {
  const repositories = makeRepositories(join(root, "packages"));
  return Promise.all(
    repositories.map(async ({ name, folder, url, files }) => {
      const { stdout } = await run("git", ["ls-files", "-z"], { cwd: folder, maxBuffer: 1 << 26 });
      const sources = stdout.split("\0").filter((path) => COMMENTABLE.test(path));
      // Each of them is read by its own language, where this line is a comment or an unused name.
      let turn = 0;
      const change = async () => {
        turn++;
        for (let at = turn % SHARE; at < sources.length; at += SHARE) {
          const path = sources[at] ?? "";
          const comment = path.endsWith(".py") ? "#" : "//";
          await appendFile(join(folder, path), `\n${comment} change ${turn} ${randomBytes(6).toString("hex")}\n`);
        }
        await commit(folder, `change ${turn}`);
      };
      return { name, url, files, change };
    }),
  );
}

const FINDINGS_PER_FILE = 100;

/** `findings` uses of MD5 and SHA-1 in files of a hundred. */
export async function makeRepositoryOfFindings(root: string, findings: number): Promise<string> {
  const folder = join(root, "many-findings");
  for (let file = 0; file * FINDINGS_PER_FILE < findings; file++) {
    const parent = join(folder, "src", `module-${String(file % 50).padStart(2, "0")}`, "package");
    await mkdir(parent, { recursive: true });
    const uses = Array.from(
      { length: FINDINGS_PER_FILE },
      (_, line) =>
        `def use_${line}(x):\n    return hashlib.${line % 2 === 0 ? "md5" : "sha1"}(x + b"${file}.${line}")\n`,
    );
    await writeFile(join(parent, `hashes_${file}.py`), `import hashlib\n\n${uses.join("\n")}`);
  }
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await commit(folder, "many findings");
  return pathToFileURL(folder).href;
}

async function commit(folder: string, message: string): Promise<void> {
  await git(folder, "add", "--all", "--force");
  await git(folder, "-c", "gc.auto=0", "commit", "--quiet", "--message", message);
}

async function git(folder: string, ...args: string[]): Promise<void> {
  await run("git", ["-c", "user.name=load", "-c", "user.email=load@example.org", ...args], { cwd: folder });
}
