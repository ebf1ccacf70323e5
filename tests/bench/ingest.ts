/** What the service asks a git server for: a repository for the first time, again, with one file changed, and its fork. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serveGit } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { openGit } from "@pqc-audit/coordinator/sources/git.ts";
import { familyCpu } from "../servers/usage.ts";
import { buildBundle } from "./command.ts";
import { median } from "./measure.ts";
import { against, heading, megabytes, note, seconds, table } from "./report.ts";
import { makeLargeRepository } from "./repositories.ts";
import { type BenchService, scanThrough, startService } from "./service.ts";

const ROUNDS = 3;
const CHANGED = "pqc-audit-bench-changed.py";

/** What one scan took. */
interface Taken {
  /** From its claim to its end. */
  readonly wall: number;
  /** Of the service and the git processes it starts. */
  readonly cpu: number;
  readonly requests: number;
  /** That the git server sent. */
  readonly bytes: number;
  readonly fetched: number;
  readonly packs: number;
}

/** `brief`: one round. */
export async function ingest(brief: boolean): Promise<undefined> {
  heading("a repository again: nothing changed, one file changed, a fork");
  await buildBundle();
  const folder = mkdtempSync(join(tmpdir(), "bench-ingest-"));
  const traffic = new Traffic();
  const server = await serveGit(folder, traffic.count);
  try {
    const from = process.env.BENCH_GIT_REPOSITORY ?? makeLargeRepository(join(folder, "made")).folder;
    note(`${process.env.BENCH_GIT_REPOSITORY ? "BENCH_GIT_REPOSITORY" : "packages"}, ${filesOf(from)} files`);
    const rounds: (readonly (readonly [string, Taken])[])[] = [];
    for (let round = 0; round < (brief ? 1 : ROUNDS); round++) {
      const service = await startService(join(folder, `service-${round}`), folder, ["127.0.0.1"]);
      try {
        rounds.push(
          await oneRound(service, traffic, join(folder, `served-${round}`), from, `${server.url}/served-${round}`),
        );
      } finally {
        await service.stop();
      }
    }
    const whole = await wholeClone(`${server.url}/served-0/one.git`, traffic);
    print(rounds, whole);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneRound(service: BenchService, traffic: Traffic, served: string, from: string, url: string) {
  mkdirSync(served);
  const one = join(served, "one.git");
  git("clone", "--quiet", "--bare", "--depth=1", pathToFileURL(from).href, one);
  git("--git-dir", one, "config", "uploadpack.allowFilter", "true");
  const taken: [string, Taken][] = [];
  const scan = async (name: string, target: string) => taken.push([name, await measured(service, traffic, target)]);
  await scan("first", `${url}/one.git`);
  await scan("nothing changed", `${url}/one.git`);
  changeOneFile(one);
  await scan("one file changed", `${url}/one.git`);
  cpSync(one, join(served, "fork.git"), { recursive: true });
  await scan("a fork", `${url}/fork.git`);
  return taken;
}

async function measured(service: BenchService, traffic: Traffic, target: string): Promise<Taken> {
  const [cpu, sent, counted] = [familyCpu(service.pid), traffic.sofar(), await counters(service.url)];
  const { id } = await scanThrough(service.url, target);
  const answer = await fetch(`${service.url}/api/v1/scans/${id}`);
  const { startedAt, finishedAt } = (await answer.json()) as { startedAt: string; finishedAt: string };
  const after = await counters(service.url);
  const now = traffic.sofar();
  return {
    wall: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000,
    cpu: familyCpu(service.pid) - cpu,
    requests: now.requests - sent.requests,
    bytes: now.bytes - sent.bytes,
    fetched: after.fetched - counted.fetched,
    packs: after.packs - counted.packs,
  };
}

async function counters(service: string): Promise<{ readonly fetched: number; readonly packs: number }> {
  const text = await (await fetch(`${service}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^pqc_audit_${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  return { fetched: value("git_fetched_blobs_total"), packs: value("packs_total") };
}

/** What every scan took before there was anything to know: the commit with all its contents. */
async function wholeClone(url: string, traffic: Traffic): Promise<{ requests: number; bytes: number; wall: number }> {
  const before = traffic.sofar();
  const begun = performance.now();
  const source = await openGit(url, { allowHttp: true, allowPrivateAddresses: true });
  const wall = (performance.now() - begun) / 1000;
  await source.close();
  const after = traffic.sofar();
  return { requests: after.requests - before.requests, bytes: after.bytes - before.bytes, wall };
}

/** Counts what a server answers, on its way out. */
class Traffic {
  #requests = 0;
  #bytes = 0;

  count = ({ socket }: IncomingMessage, response: ServerResponse): boolean => {
    const before = socket.bytesWritten;
    this.#requests++;
    response.once("finish", () => {
      this.#bytes += socket.bytesWritten - before;
    });
    return false;
  };

  sofar(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#requests, bytes: this.#bytes };
  }
}

function print(
  rounds: readonly (readonly (readonly [string, Taken])[])[],
  whole: { requests: number; bytes: number; wall: number },
) {
  const rows = [["", "wall", "CPU", "of the first", "CPU of the first", "requests", "sent", "fetched by id", "packs"]];
  const names = (rounds[0] ?? []).map(([name]) => name);
  const middle = (at: number, of: (taken: Taken) => number) =>
    median(rounds.map((round) => of(round[at]?.[1] ?? NONE)));
  const shares = names.map((name, at) => {
    const [wall, cpu] = [middle(at, (taken) => taken.wall), middle(at, (taken) => taken.cpu)];
    const share = wall / middle(0, (taken) => taken.wall);
    rows.push([
      name,
      seconds(wall),
      seconds(cpu),
      percent(share),
      percent(cpu / middle(0, (taken) => taken.cpu)),
      `${middle(at, (taken) => taken.requests)}`,
      `${(middle(at, (taken) => taken.bytes) / 1e3).toFixed(1)} kB`,
      `${middle(at, (taken) => taken.fetched)}`,
      `${middle(at, (taken) => taken.packs)}`,
    ]);
    return { wall, share, packs: middle(at, (taken) => taken.packs), fetched: middle(at, (taken) => taken.fetched) };
  });
  table(rows);
  note(
    `everything, as each scan fetched it: ${whole.requests} requests, ${megabytes(whole.bytes)}, ${seconds(whole.wall)}`,
  );
  const [, again, changed, fork] = shares;
  if (!again || !changed || !fork) return;
  const short = ({ wall, share }: { wall: number; share: number }) => share < 0.03 || wall < 0.3;
  against(
    "target",
    "nothing changed: below 3 % or 0.3 s",
    `${percent(again.share)}, ${seconds(again.wall)}`,
    short(again),
  );
  against("target", "nothing changed: no pack", `${again.packs}`, again.packs === 0);
  against(
    "target",
    "one file changed: below 3 % or 0.3 s",
    `${percent(changed.share)}, ${seconds(changed.wall)}`,
    short(changed),
  );
  against("target", "one file changed: one content fetched", `${changed.fetched}`, changed.fetched === 1);
  against("target", "a fork: below 5 %", percent(fork.share), fork.share < 0.05);
}

const NONE: Taken = { wall: 0, cpu: 0, requests: 0, bytes: 0, fetched: 0, packs: 0 };
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function filesOf(repository: string): number {
  return git("-C", repository, "ls-tree", "-r", "--name-only", "HEAD").split("\n").length - 1;
}

/** A commit more on the branch, with one file more that has a finding. */
function changeOneFile(gitDir: string): void {
  const env = { ...process.env, GIT_INDEX_FILE: join(gitDir, "bench-index") };
  const inside = (args: readonly string[], input?: string) =>
    execFileSync("git", ["--git-dir", gitDir, "-c", "user.name=bench", "-c", "user.email=bench@example.org", ...args], {
      env,
      ...(input !== undefined && { input }),
      encoding: "utf8",
    }).trim();
  const blob = inside(["hash-object", "-w", "--stdin"], `import hashlib\nhashlib.md5(b"${Date.now()}")\n`);
  inside(["read-tree", "HEAD"]);
  inside(["update-index", "--add", "--cacheinfo", `100644,${blob},${CHANGED}`]);
  const commit = inside(["commit-tree", inside(["write-tree"]), "-p", "HEAD", "-m", "one file"]);
  inside(["update-ref", "HEAD", commit]);
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 1 << 28 });
}
