import { generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-cache-command-"));
const tree = join(work, "tree");
const environment = { HOME: work };
const caches = join(work, ".cache", "pqc-audit");
const key = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { format: "pem", type: "pkcs8" },
  publicKeyEncoding: { format: "pem", type: "spki" },
}).privateKey;

const POLICY = `version: 1
wrappers:
  - library: companycrypto
    languages: [python]
    models:
      - rule: companycrypto.sign
        title: Signature of the company's library
        calls: [companycrypto.sign]
        algorithm: { from: "1|alg", notation: jose }
        operation: sign
`;

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => {
  mkdirSync(join(tree, "src"), { recursive: true });
  writeFileSync(
    join(tree, "src", "a.py"),
    'import hashlib\nimport companycrypto\nhashlib.md5(b"x")\ncompanycrypto.sign(data, "RS256")\n',
  );
  writeFileSync(join(tree, "src", "plain.c"), "int main;\n");
  writeFileSync(join(tree, "key.pem"), key);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<AuditResult> {
  const { stdout, stderr } = await runHere(["scan", tree, "--format", "json", ...args], { environment });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as AuditResult;
}

const timeless = (result: AuditResult): unknown => ({ ...result, startedAt: 0, durationMs: 0, work: 0 });

test("what the cache gives is what a scan finds, also of a repository's own functions", async () => {
  const cold = await scan("--no-cache");
  expect(existsSync(caches)).toBe(false);
  expect(cold.work).toEqual({ read: 3, scanned: 3, fromCache: 0 });
  expect(timeless(await scan())).toEqual(timeless(cold));
  const warm = await scan();
  expect(timeless(warm)).toEqual(timeless(cold));
  expect(warm.work).toMatchObject({ scanned: 0, fromCache: 3 });
  writeFileSync(join(tree, ".pqc-audit.yaml"), POLICY);
  const own = await scan("--no-cache");
  expect(own.findings.length).toBe(cold.findings.length + 1);
  expect(timeless(await scan())).toEqual(timeless(own));
  const again = await scan();
  expect(timeless(again)).toEqual(timeless(own));
  expect(again.work?.scanned).toBe(0);
  expect(again.findings.map(({ ruleId }) => ruleId)).toContain("wrapper.companycrypto.sign");
  rmSync(join(tree, ".pqc-audit.yaml"));
  expect(timeless(await scan())).toEqual(timeless(cold));
});

test("no key material is kept", async () => {
  await scan();
  const [body = ""] = key.split("\n").filter((line) => line.length > 40);
  for (const name of readdirSync(caches)) {
    if (name !== "compiled") expect(readFileSync(join(caches, name), "latin1")).not.toContain(body.slice(0, 24));
  }
});

test("configuration says whether anything is kept, where, and whether unchanged files are read", async () => {
  const set = async (...keys: string[]) => {
    const file = join(work, "config.yaml");
    writeFileSync(file, keys.join("\n"));
    return (await scan("--config", file)).work;
  };
  expect(await set("performance: { enable_cache: false }")).toEqual({ read: 3, scanned: 3, fromCache: 0 });
  expect(await set("performance: { cache_size_mb: 0 }")).toEqual({ read: 3, scanned: 3, fromCache: 0 });
  // Of a file in which nothing was found nobody knows the content again.
  expect(await set("performance: { incremental_scan: false }")).toEqual({ read: 3, scanned: 1, fromCache: 2 });
  const elsewhere = join(work, "elsewhere");
  expect((await set(`command: { cache_dir: ${elsewhere} }`))?.scanned).toBe(3);
  expect((await set(`command: { cache_dir: ${elsewhere} }`))?.scanned).toBe(0);
  expect(readdirSync(elsewhere)).toContain("results.sqlite");
});

test("a cache that cannot be used is said in one line, and the scan goes on", async () => {
  const cold = await scan("--no-cache");
  const said = async (...args: string[]) => {
    const ran = await runHere(["scan", tree, "--format", "json", ...args], { environment });
    expect(ran.code).toBe(0);
    expect(timeless(JSON.parse(ran.stdout) as AuditResult)).toEqual(timeless(cold));
    return ran.stderr;
  };
  writeFileSync(join(caches, "results.sqlite"), "no database at all ".repeat(500));
  expect(await said()).toMatch(/^pqc-audit: the result cache \S+ could not be read \(.*\) and is begun anew\n$/);
  expect(await said()).toBe("");
  chmodSync(join(caches, "results.sqlite"), 0o666);
  expect(await said()).toMatch(/^pqc-audit: results are not kept: others may write to \S+: chmod 600 it\n$/);
  expect(await said("--quiet")).toBe("");
  chmodSync(join(caches, "results.sqlite"), 0o600);
});

test("many runs at once give the same result", async () => {
  rmSync(caches, { recursive: true, force: true });
  const results = await Promise.all(Array.from({ length: 4 }, () => scan()));
  expect(new Set(results.map(({ digest }) => digest)).size).toBe(1);
  expect((await scan()).work?.scanned).toBe(0);
});
