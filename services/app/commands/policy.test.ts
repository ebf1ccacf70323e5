import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 180_000 });

const work = mkdtempSync(join(tmpdir(), "pqc-policy-"));
const repository = join(work, "repository");
const file = (path: string, text: string) => {
  mkdirSync(join(repository, path, ".."), { recursive: true });
  writeFileSync(join(repository, path), text);
};
const RSA = "from cryptography.hazmat.primitives.asymmetric import rsa, ec\n";
const KEY = "key = rsa.generate_private_key(65537, 2048)\n";
const EXCHANGE = "shared = mine.exchange(ec.ECDH(), theirs)\n";

beforeAll(() => mkdirSync(repository));
beforeEach(() => {
  rmSync(repository, { recursive: true });
  file("src/a.py", `${RSA}${KEY}`);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<AuditResult> {
  return JSON.parse(
    (await runHere(["scan", repository, "--format", "json", "--quiet", ...args])).stdout,
  ) as AuditResult;
}
const code = async (...args: string[]) => (await runHere(["scan", repository, "--quiet", ...args])).code;

test("--mandate lets only those bind that are named, and what to move to fits them", async () => {
  file("src/b.py", `${RSA}${EXCHANGE}`);
  const one = (result: AuditResult) => result.findings.find((finding) => finding.family === "ECDH");
  expect(one(await scan())?.replacement?.algorithm).toBe("ML-KEM-768");
  const strict = one(await scan("--mandate", "cnsa-2.0"));
  expect(strict?.replacement?.algorithm).toBe("ML-KEM-1024");
  expect(new Set(strict?.deadlines.map(({ mandate }) => mandate))).toEqual(new Set(["cnsa-2.0"]));
  const both = one(await scan("--mandate", "cnsa-2.0,us-eo-2026", "--mandate", "eu-roadmap"));
  expect([...new Set(both?.deadlines.map(({ mandate }) => mandate))].sort()).toEqual([
    "cnsa-2.0",
    "eu-roadmap",
    "us-eo-2026",
  ]);
});

test("a mandate that is none ends with 2 before anything is scanned", async () => {
  const ran = await runHere(["scan", repository, "--mandate", "cnsa2.0"]);
  expect(ran).toEqual({
    code: 2,
    stdout: "",
    stderr: 'pqc-audit: no mandate is called "cnsa2.0": did you mean cnsa-2.0?\n',
  });
});

test("--fail-on overdue fails once a deadline is within the lead time, and can be joined with a severity", async () => {
  const early = ["--mandate", "us-eo-2026", "--fail-on", "overdue"];
  expect(await code(...early)).toBe(0);
  expect(await code(...early, "--lead-months", "600")).toBe(1);
  expect(await code("--mandate", "us-eo-2026", "--fail-on", "high,overdue")).toBe(1);
  expect(await code("--mandate", "us-eo-2026", "--fail-on", "critical,overdue")).toBe(0);
  expect((await scan("--lead-months", "600")).findings.map((finding) => finding.overdue)).toEqual([true]);
  expect((await scan()).findings[0]).not.toHaveProperty("overdue");
});

test("what is disallowed already is overdue without any lead time", async () => {
  file("src/b.py", "from Crypto.Cipher import DES3\nDES3.new(key, DES3.MODE_CBC).encrypt(data)\n");
  expect(await code("--mandate", "nist-sp-800-131a", "--fail-on", "overdue")).toBe(1);
  file("test/b.py", readFileSync(join(repository, "src/b.py"), "utf8"));
  rmSync(join(repository, "src/b.py"));
  expect(await code("--mandate", "nist-sp-800-131a", "--fail-on", "overdue")).toBe(0);
});

test("a baseline lets what is there pass, and neither a second identical use nor a new one", async () => {
  const baseline = join(work, "baseline.json");
  expect((await runHere(["baseline", repository, "--output", baseline, "--quiet"])).code).toBe(0);
  const gate = ["--fail-on", "high", "--baseline", baseline];
  expect(await code("--fail-on", "high")).toBe(1);
  expect(await code(...gate)).toBe(0);
  file("src/a.py", `${RSA}\n\n# moved\n${KEY}`);
  expect(await code(...gate)).toBe(0);
  file("src/a.py", `${RSA}${KEY}${KEY}`);
  expect(await code(...gate)).toBe(1);
  expect((await scan("--baseline", baseline)).summary.baseline).toEqual({ existing: 1, new: 1, fixed: 0 });
  file("src/a.py", `${RSA}key = rsa.generate_private_key(65537, 1024)\n`);
  expect(await code(...gate)).toBe(1);
});

test("a baseline does not keep deadlines from passing", async () => {
  const baseline = join(work, "baseline.json");
  await runHere(["baseline", repository, "--output", baseline, "--quiet"]);
  const late = ["--baseline", baseline, "--lead-months", "600"];
  expect(await code(...late, "--fail-on", "low")).toBe(0);
  expect(await code(...late, "--fail-on", "overdue")).toBe(1);
});

test.each([
  ["--baseline", "nowhere.json"],
  ["--policy", "nowhere.yaml"],
])("%s that cannot be read ends with 2 in one line", async (option, name) => {
  const ran = await runHere(["scan", repository, option, join(work, name)]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/^pqc-audit: cannot use the (baseline|policy) .*nowhere.*\n$/);
});

test("the repository's own policy suppresses and re-scopes, and can be turned off or replaced", async () => {
  file("fake/b.py", `${RSA}${KEY}`);
  file(
    ".pqc-audit.yaml",
    "scopes: [{ paths: [fake/], scope: test }]\nignore: [{ paths: [src/], reason: replaced in May }]\n",
  );
  const seen = async (...args: string[]) =>
    (await scan(...args)).findings.map(({ path, scope, suppressed }) => [path, scope, suppressed?.reason]);
  expect(await seen()).toEqual([
    ["fake/b.py", "test", undefined],
    ["src/a.py", "production", "replaced in May"],
  ]);
  expect(await seen("--no-policy")).toEqual([
    ["fake/b.py", "production", undefined],
    ["src/a.py", "production", undefined],
  ]);
  expect(await seen("--include", "src/**")).toEqual([["src/a.py", "production", "replaced in May"]]);
  const other = join(work, "other.yaml");
  writeFileSync(other, "scopes: [{ paths: [src/], scope: example }]\n");
  expect(await seen("--policy", other)).toEqual([
    ["fake/b.py", "production", undefined],
    ["src/a.py", "example", undefined],
  ]);
  expect(await code("--fail-on", "medium", "--policy", other)).toBe(1);
});

test("a policy that is not understood is void, and said to be", async () => {
  file(".pqc-audit.yaml", "ignore: [{ paths: [src/] }]\n");
  const result = await scan();
  expect(result.findings[0]?.suppressed).toBeUndefined();
  expect(result.errors).toEqual([
    {
      path: ".pqc-audit.yaml",
      status: "malformed",
      message: ".pqc-audit.yaml line 1, ignore[0].reason: nothing is no text of 1 to 500 characters: it is not heeded",
    },
  ]);
});

test("--no-policy heeds no comment either", async () => {
  file("src/a.py", `${RSA}${KEY.trimEnd()}  # pqc-audit: ignore until=2999-01-01 legacy\n`);
  expect((await scan()).findings[0]?.suppressed).toEqual({ reason: "legacy", until: "2999-01-01", by: "comment" });
  expect((await scan("--no-policy")).findings[0]?.suppressed).toBeUndefined();
});

test("policy never changes the digest", async () => {
  const { digest } = await scan();
  file("a.txt", "");
  expect((await scan("--mandate", "asd-ism", "--lead-months", "12", "--no-policy")).digest).toBe(digest);
});
