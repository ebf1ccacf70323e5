/** What a second scan asks a git server for: nothing, or what changed; and that its result is that of the whole repository. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveGit, type TestServer } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEPLOYMENTS, type Deployment, direct } from "./deployments.ts";
import { commitAll, makeRealRepository, plantFiles, type RealRepository } from "./repository.ts";

const COUNTED = {
  refs: 'pqc_audit_git_requests_total{request="refs"}',
  trees: 'pqc_audit_git_requests_total{request="trees"}',
  contents: 'pqc_audit_git_requests_total{request="contents"}',
  everything: 'pqc_audit_git_requests_total{request="everything"}',
  fetched: "pqc_audit_git_fetched_blobs_total",
  packs: "pqc_audit_packs_total",
  repeated: "pqc_audit_plans_repeated_total",
  continued: "pqc_audit_plans_continued_total",
} as const;
type Counts = Record<keyof typeof COUNTED, number>;

const NOTHING: Counts = {
  refs: 0,
  trees: 0,
  contents: 0,
  everything: 0,
  fetched: 0,
  packs: 0,
  repeated: 0,
  continued: 0,
};

let repository: RealRepository;
let folder: string;
let server: TestServer;
let deployment: Deployment;

beforeAll(async () => {
  repository = makeRealRepository(["pg", "nats", "nkeys.js"]);
  // Above a megabyte, and above the limit of ten: the second is nowhere scanned.
  plantFiles(repository.folder, {
    "large.txt": `import hashlib\n${"# a line of many\n".repeat(100_000)}`,
    "too-large.txt": "0123456789abcdef\n".repeat(700_000),
  });
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-served-"));
  server = await serveGit(folder);
  deployment = await DEPLOYMENTS.embedded([folder], { internal_hosts: ["127.0.0.1"] });
});
afterAll(async () => {
  await deployment?.stop();
  await server?.close();
  repository?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What the server has under this name is what the folder has now. */
function publish(name: string, from = repository.folder, partialClone = true): string {
  const target = join(folder, name);
  const git = (...args: string[]) => execFileSync("git", args, { stdio: "pipe" });
  git("init", "--quiet", "--bare", "--initial-branch=main", target);
  git("--git-dir", target, "config", "uploadpack.allowFilter", String(partialClone));
  git("--git-dir", target, "fetch", "--quiet", "--force", from, "main:main");
  return `${server.url}/${name}`;
}

async function counted(): Promise<Counts> {
  const text = await (await fetch(`${deployment.server}/metrics`, { headers: { connection: "close" } })).text();
  const value = (name: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  return Object.fromEntries(Object.entries(COUNTED).map(([key, name]) => [key, value(name) || 0])) as Counts;
}

/** What a scan takes, and that its result is the expected one. */
async function scanned(url: string, expected: AuditResult): Promise<Counts> {
  const before = await counted();
  const result = await deployment.scan(url);
  const after = await counted();
  const shown = ({ digest, coverage, errors, summary, findings }: AuditResult) => [
    digest,
    coverage,
    errors,
    summary,
    // A server gives a use the id it had there before, and says whether it is new.
    findings.map(({ id: _, state: _1, cause: _2, ...finding }) => finding),
  ];
  expect(shown(result)).toEqual(shown(expected));
  const difference = (key: keyof Counts) => after[key] - before[key];
  return Object.fromEntries((Object.keys(COUNTED) as (keyof Counts)[]).map((key) => [key, difference(key)])) as Counts;
}

const REPEATED: Counts = { ...NOTHING, refs: 1, repeated: 1 };

test("a second scan costs what changed since", async () => {
  const url = publish("one.git");
  let expected = await direct(url);
  expect(expected.coverage.skipped["too-large"]).toBe(1);
  expect(await scanned(url, expected), "the first").toMatchObject({ refs: 1, trees: 1, everything: 0, repeated: 0 });
  expect(await scanned(url, expected), "nothing changed").toEqual(REPEATED);
  expect(await scanned(url, expected), "once more").toEqual(REPEATED);

  const digest = randomBytes(4).toString("hex");
  plantFiles(repository.folder, { "src/changed.py": `import hashlib\nhashlib.md5(b"${digest}")\n` });
  publish("one.git");
  expected = await direct(url);
  const changed = { ...NOTHING, refs: 1, trees: 1, contents: 1, fetched: 1, packs: 1, continued: 1 };
  expect(await scanned(url, expected), "one file changed").toEqual(changed);
  expect(await scanned(url, expected), "nothing changed again").toEqual(REPEATED);

  // What the limit leaves out was seen in the first repository, not told by its server: its plan holds for a fork.
  const fork = publish("fork.git");
  expect(await scanned(fork, expected), "a fork").toEqual({ ...REPEATED, trees: 1 });

  // Only its path is new.
  const copy = "import hashlib\n\ndef token(x):\n    return hashlib.md5(x).hexdigest()\n";
  plantFiles(repository.folder, { "src/copy.py": copy });
  publish("fork.git");
  expected = await direct(fork);
  expect(await scanned(fork, expected), "a copy").toEqual({ ...NOTHING, refs: 1, trees: 1, continued: 1 });

  const plain = publish("plain.git", repository.folder, false);
  expect(await scanned(plain, expected), "without partial clone").toEqual({ ...REPEATED, trees: 1 });
  expect(await scanned(plain, expected), "nothing changed").toEqual(REPEATED);
});

test("a fork at a commit that was scanned before costs its trees", async () => {
  const own = mkdtempSync(join(tmpdir(), "pqc-audit-own-"));
  try {
    mkdirSync(join(own, "src"));
    for (const name of ["a", "b", "c"])
      writeFileSync(join(own, `src/${name}.py`), `import hashlib\nhashlib.md5(b"${name}")\n`);
    commitAll(own);
    const expected = await direct(publish("upstream.git", own));
    expect(await scanned(`${server.url}/upstream.git`, expected)).toMatchObject({ packs: 1, repeated: 0 });
    const fork = publish("same.git", own);
    expect(await scanned(fork, expected), "the fork").toEqual({ ...REPEATED, trees: 1 });
    plantFiles(own, { "src/d.py": 'import hashlib\nhashlib.md5(b"d")\n' });
    publish("same.git", own);
    const changed = { ...NOTHING, refs: 1, trees: 1, contents: 1, fetched: 1, packs: 1, continued: 1 };
    expect(await scanned(fork, await direct(fork)), "one file changed in it").toEqual(changed);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test("what the repository says of itself counts as well", async () => {
  const own = mkdtempSync(join(tmpdir(), "pqc-audit-own-"));
  try {
    mkdirSync(join(own, "src"));
    writeFileSync(join(own, "src/names.py"), 'import hashlib\nhashlib.md5(b"x")\n');
    writeFileSync(join(own, ".pqc-audit.yaml"), "version: 1\n");
    commitAll(own);
    const url = publish("own.git", own);
    const before = await direct(url);
    expect(await scanned(url, before)).toMatchObject({ trees: 1, repeated: 0 });
    expect(await scanned(url, before)).toEqual(REPEATED);
    plantFiles(own, { ".pqc-audit.yaml": "version: 1\nscopes:\n  - { paths: [src/], scope: test }\n" });
    publish("own.git", own);
    const after = await direct(url);
    expect(after.findings.map(({ scope }) => scope)).toEqual(["test"]);
    expect(await scanned(url, after)).toMatchObject({ trees: 1, repeated: 0 });
    expect(await scanned(url, after)).toEqual(REPEATED);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});
