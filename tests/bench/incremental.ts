/** The second scan of a tree, of one with a changed file, and of a copy of a repository, against the first. */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { PlainSources } from "@pqc-audit/scanner/plain-sources.ts";
import { plainTable } from "@pqc-audit/scanner/plain-table.ts";
import { buildBundle, bundledPqcAudit } from "./command.ts";
import { type Command, type Cost, runInTurn } from "./measure.ts";
import { costRatios, type Ratio } from "./ratios.ts";
import { absent, against, costTable, heading, note, seconds } from "./report.ts";
import { filesUnder, linux, openjdk, type Tree } from "./trees.ts";

const RUNS = 5;
const BRIEF_RUNS = 3;
/** A second scan takes at most this part of the first, or this many seconds, whichever is more; the first of a copy this part. */
const SECOND = { share: 0.03, seconds: 0.3 };
const COPY_SHARE = 0.05;
/** What keeping results may add to a first scan. */
const KEEPING_SHARE = 0.05;
/** A file that was changed later than this is compared by its content. */
const SETTLED_MS = 2_500;

const UNCACHED = "without a cache";
const FIRST = "first scan";
const AGAIN = "second scan";
const CHANGED = "one file changed";
const ANCHORED = "one with anchors changed";
const COPY = "copy elsewhere";

export async function incremental(brief: boolean): Promise<readonly Ratio[]> {
  await buildBundle();
  const ratios: Ratio[] = [];
  for (const tree of [openjdk(), linux()]) {
    heading(`scan again of ${"what" in tree ? tree.what : tree.name}`);
    if ("what" in tree) absent(tree.what, tree.remedy);
    else ratios.push(...(await inFolder((folder) => workingTree(tree, folder, brief))));
  }
  const tree = openjdk();
  heading("scan again of a bare repository");
  if ("what" in tree) absent(tree.what, tree.remedy);
  else ratios.push(...(await inFolder((folder) => repository(tree, folder, brief))));
  return ratios;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-incremental-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the tree itself, which stays as it is; a copy of a small one has a file that changes each time. */
async function workingTree(tree: Tree, folder: string, brief: boolean): Promise<readonly Ratio[]> {
  const changing = tree.bytes < 500e6 ? join(folder, "tree") : undefined;
  if (changing !== undefined) {
    cpSync(tree.path, changing, { recursive: true });
    await new Promise((goOn) => setTimeout(goOn, SETTLED_MS));
  }
  const target = changing ?? tree.path;
  const commands = [
    scanOf(UNCACHED, target, folder, "--no-cache"),
    afresh(scanOf(FIRST, target, folder), folder),
    scanOf(AGAIN, target, folder),
  ];
  if (changing !== undefined) {
    commands.push(afterChange(scanOf(CHANGED, target, folder), aFileOf(changing)));
    commands.push(afterChange(scanOf(ANCHORED, target, folder), anAnchoredFileOf(changing)));
  }
  const costs = runInTurn(brief ? BRIEF_RUNS : RUNS, commands);
  costTable(costs);
  judge(costs);
  if (changing === undefined) expectWork(scanOf(AGAIN, target, folder), folder, { scanned: 0 });
  else {
    // Of files that were changed just now more is read than of others.
    await new Promise((goOn) => setTimeout(goOn, SETTLED_MS));
    runInTurn(1, [scanOf(AGAIN, target, folder)]);
    appendFileSync(aFileOf(changing), "\n// changed\n");
    expectWork(scanOf(CHANGED, target, folder), folder, { scanned: 1 });
  }
  return costRatios(`incremental, ${tree.name}`, costs);
}

async function repository(tree: Tree, folder: string, brief: boolean): Promise<readonly Ratio[]> {
  const made = join(folder, "tree");
  const [one, other] = [join(folder, "one.git"), join(folder, "other.git")];
  cpSync(tree.path, made, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.org", ...args], {
      cwd: made,
      stdio: "pipe",
    });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all", "--force");
  git("commit", "--quiet", "--message", "real files");
  git("clone", "--quiet", "--bare", made, one);
  rmSync(made, { recursive: true });
  cpSync(one, other, { recursive: true });
  const costs = runInTurn(brief ? BRIEF_RUNS : RUNS, [
    scanOf(UNCACHED, one, folder, "--no-cache"),
    afresh(scanOf(FIRST, one, folder), folder),
    scanOf(COPY, other, folder),
    scanOf(AGAIN, one, folder),
  ]);
  costTable(costs);
  judge(costs);
  expectWork(scanOf(AGAIN, one, folder), folder, { scanned: 0, read: 0 });
  return costRatios("incremental, bare repository", costs);
}

function scanOf(name: string, target: string, folder: string, ...more: string[]): Command {
  const args = ["scan", target, "--format", "json", "--output", join(folder, "result.json"), "--quiet", ...more];
  const environment = { XDG_CACHE_HOME: join(folder, "caches"), PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "true" };
  return { name, argv: bundledPqcAudit(...args), environment };
}

/** What V8 compiled stays: it is there on any machine but at the very first start. */
function afresh(command: Command, folder: string): Command {
  const results = join(folder, "caches", "pqc-audit", "results.sqlite");
  return { ...command, argv: ["/bin/sh", "-c", 'rm -f "$0"*; exec "$@"', results, ...command.argv] };
}

function afterChange(command: Command, file: string): Command {
  return { ...command, argv: ["/bin/sh", "-c", 'echo "// changed" >> "$0"; exec "$@"', file, ...command.argv] };
}

function aFileOf(folder: string): string {
  const files = filesUnder(folder).filter((file) => file.endsWith(".java"));
  return files[files.length >> 1] ?? "";
}

/** One of those few that the engine has to look at. */
function anAnchoredFileOf(folder: string): string {
  const plain = new PlainSources(plainTable());
  const files = filesUnder(folder).filter((file) => file.endsWith(".java"));
  return files.slice(files.length >> 1).find((file) => !plain.isPlain(file, readFileSync(file))) ?? "";
}

function judge(costs: ReadonlyMap<string, Cost>): void {
  const wall = (name: string) => costs.get(name)?.wall ?? Number.NaN;
  const first = wall(FIRST);
  const most = Math.max(SECOND.share * first, SECOND.seconds);
  for (const name of [AGAIN, CHANGED, ANCHORED, COPY].filter((each) => costs.has(each))) {
    const limit = name === COPY ? Math.max(COPY_SHARE * first, SECOND.seconds) : most;
    const share = `${((100 * wall(name)) / first).toFixed(1)} %`;
    against(
      "target",
      `${name}: at most ${seconds(limit)}`,
      `${seconds(wall(name))} (${share} of the first)`,
      wall(name) <= limit,
    );
  }
  const cpu = (name: string) => costs.get(name)?.cpu ?? costs.get(name)?.wall ?? Number.NaN;
  const more = cpu(FIRST) / cpu(UNCACHED) - 1;
  against(
    "target",
    `keeping results adds at most ${KEEPING_SHARE * 100} %`,
    `${(100 * more).toFixed(1)} %`,
    more <= KEEPING_SHARE,
  );
}

/** Throws where more was done than had to be. */
function expectWork(command: Command, folder: string, expected: Partial<NonNullable<AuditResult["work"]>>): void {
  runInTurn(1, [command]);
  const { work } = JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as AuditResult;
  note(`${command.name}: ${work?.scanned} scanned, ${work?.read} read, ${work?.fromCache} from the cache`);
  for (const [what, count] of Object.entries(expected)) {
    const done = work?.[what as keyof typeof work];
    if (done !== count) throw new Error(`${command.name}: ${what} ${done} files instead of ${count}`);
  }
}
