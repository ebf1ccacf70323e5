/** A file that takes more memory to parse than there is: quarantined, all others scanned, and the process stays below its ceiling. */
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { loopback, runCommand, startService } from "./command.ts";
import { commitAll } from "./repository.ts";

const CEILING_MB = 512;
const ORDINARY = 300;
/** Two mebibytes of list each, whose syntax trees take some four hundred. */
const list = `[${"a,".repeat(1 << 20)}]`;
const LARGE = {
  "large.js": `require("crypto").createHash("md5");\ny = ${list};\n`,
  "large.py": `import hashlib\nhashlib.md5(x)\ny = ${list}\n`,
};

let folder: string;
let sources: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-ceiling-"));
  sources = join(folder, "sources");
  await mkdir(sources);
  for (const [name, text] of Object.entries(LARGE)) await writeFile(join(sources, name), text);
  for (let index = 0; index < ORDINARY; index++) {
    await writeFile(join(sources, `ordinary-${index}.py`), `import hashlib\nhashlib.md5(b"${index}")\n`);
  }
  commitAll(sources);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function configured(name: string, config: object): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, stringify({ ...config, performance: { max_memory_mb: CEILING_MB, max_workers: 2 } }));
  return file;
}

function check(road: string, { coverage, errors, findings }: AuditResult, peakMb: number): void {
  console.log(`${road}: at most ${peakMb} MiB resident, ceiling ${CEILING_MB} MiB`);
  expect(errors.map(({ path, status }) => [path, status]).toSorted()).toEqual(
    Object.keys(LARGE).map((path) => [path, "quarantined"]),
  );
  for (const { message } of errors) expect(message).toMatch(/needs more memory than the \d+ MiB/);
  expect(coverage).toMatchObject({ scanned: ORDINARY, failed: 0, quarantined: 2 });
  expect(findings).toHaveLength(ORDINARY);
  expect(peakMb).toBeLessThan(CEILING_MB);
}

const PEAK = /^peak (\d+) KiB$/m;
const SAYS_PEAK = `--import=data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from "node:worker_threads";
   if (isMainThread) process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS + " KiB\\n"));`,
)}`;

test("scan", async () => {
  const config = await configured("direct.yaml", {});
  const { code, stdout, stderr } = await runCommand(["scan", sources, "--format", "json", "--config", config], {
    env: { NODE_OPTIONS: SAYS_PEAK },
  });
  const kibibytes = PEAK.exec(stderr)?.[1];
  expect(kibibytes, stderr).toBeDefined();
  check("scan", JSON.parse(stdout) as AuditResult, Math.ceil(Number(kibibytes) / 1024));
  expect(code).toBe(3);
});

/** Their lexers are single functions of more than 100 KB of WASM: an optimising compiler would take gigabytes for them. */
const OF_LARGE_LEXERS = {
  "a.ps1": "function Get-Sum { $m = [System.Security.Cryptography.MD5]::Create(); $m.ComputeHash($p) }",
  "a.sh": "openssl dgst -md5 file | cut -d' ' -f2",
  "a.kt": 'fun sum() { val m = java.security.MessageDigest.getInstance("MD5"); m.digest() }',
  "a.cpp": "int sum(std::string x) { auto m = EVP_md5(); return EVP_DigestInit(ctx, m); }",
};

test("a few small files, whatever their grammar", async () => {
  const few = join(folder, "few");
  await mkdir(few);
  for (const [name, line] of Object.entries(OF_LARGE_LEXERS)) await writeFile(join(few, name), `${line}\n`.repeat(100));
  const { stdout, stderr } = await runCommand(["scan", few, "--format", "json"], { env: { NODE_OPTIONS: SAYS_PEAK } });
  const { coverage, findings } = JSON.parse(stdout) as AuditResult;
  expect(coverage.scanned).toBe(4);
  expect(new Set(findings.map(({ path }) => path)).size).toBe(4);
  const peakMb = Math.ceil(Number(PEAK.exec(stderr)?.[1]) / 1024);
  console.log(`few small files: at most ${peakMb} MiB resident`);
  expect(peakMb).toBeLessThan(CEILING_MB);
});

test("the embedded service", async () => {
  const http = await loopback();
  const config = await configured("embedded.yaml", {
    http: { listen: http },
    health: { listen: await loopback() },
    embedded: { data_dir: join(folder, "data") },
    sources: { file_roots: [sources] },
  });
  const service = await startService("pqc-audit", "all", config, `http://${http}/readyz`);
  try {
    const ask = (...args: string[]) => runCommand([...args, "--server", `http://${http}`]);
    const id = (await ask("submit", `file://${sources}`)).stdout.trim();
    const { code, stdout, stderr } = await ask("watch", id, "--format", "json");
    expect(code, stderr).toBe(3);
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${service.pid}/status`, "utf8"))?.[1];
    check("serve", JSON.parse(stdout) as AuditResult, Math.ceil(Number(kibibytes) / 1024));
  } finally {
    await service.stop();
  }
});
