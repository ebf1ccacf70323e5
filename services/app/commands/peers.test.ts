/** What other tools of this kind are known to get wrong, as far as results, duplicates and baselines go: each is a test here. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 180_000 });

const work = mkdtempSync(join(tmpdir(), "pqc-peers-"));
const repository = join(work, "repository");
const file = (path: string, text: string) => {
  mkdirSync(join(repository, path, ".."), { recursive: true });
  writeFileSync(join(repository, path), text);
};
beforeEach(() => rmSync(repository, { recursive: true, force: true }));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function scan(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<AuditResult> {
  const { stdout } = await runHere(["scan", repository, "--format", "json", "--quiet", ...args], { environment });
  return JSON.parse(stdout) as AuditResult;
}
const listed = (result: AuditResult, what: (finding: Finding) => unknown) => result.findings.map(what);

test("the inventory is the same on one thread and on three, what is in order included", async () => {
  for (let at = 0; at < 60; at++) {
    const digest = ["md5", "sha256", "sha3_512"][at % 3];
    file(`src/${at % 7}/f${at}.py`, `import hashlib\nhashlib.${digest}(b"${at}")\nhashlib.${digest}(b"${at}")\n`);
  }
  const one = await scan(["--workers", "1"]);
  const three = await scan(["--workers", "3"], { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: "7" });
  expect(one.findings).toHaveLength(120);
  expect(three.findings).toEqual(one.findings);
  expect(three.digest).toBe(one.digest);
  expect(one.summary.bySeverity).toMatchObject({ medium: 40, info: 80 });
});

test("equal uses are each a finding with an id of its own, and none is lost", async () => {
  file("a.py", `import hashlib\n${"hashlib.md5(data)\n".repeat(5)}`);
  file("b/a.py", "import hashlib\nhashlib.md5(data)\n");
  const result = await scan();
  expect(new Set(listed(result, ({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(new Set(listed(result, ({ id }) => id)).size).toBe(6);
  expect(listed(result, ({ path, line }) => `${path}:${line}`)).toEqual([
    "a.py:2",
    "a.py:3",
    "a.py:4",
    "a.py:5",
    "a.py:6",
    "b/a.py:2",
  ]);
});

test("under a baseline the second identical use in a file is new, wherever it stands", async () => {
  const use = "hashlib.md5(data)\n";
  file("a.py", `import hashlib\n${use}`);
  const baseline = join(work, "baseline.json");
  await runHere(["baseline", repository, "--output", baseline, "--quiet"]);
  file("a.py", `import hashlib\n${use}x = 1\n${use}`);
  const result = await scan(["--baseline", baseline]);
  expect(listed(result, (finding) => finding.baseline)).toEqual(["existing", "new"]);
  expect((await runHere(["scan", repository, "--baseline", baseline, "--fail-on", "medium", "--quiet"])).code).toBe(1);
});

test("folders called build, out, target, dist and vendor are scanned, and marked", async () => {
  for (const folder of ["build", "out", "target", "dist", "vendor", "bin", "obj"]) {
    file(`${folder}/a.py`, "import hashlib\nhashlib.md5(data)\n");
  }
  expect(listed(await scan(), ({ path, scope }) => [path, scope])).toEqual([
    ["bin/a.py", "production"],
    ["build/a.py", "generated"],
    ["dist/a.py", "generated"],
    ["obj/a.py", "production"],
    ["out/a.py", "generated"],
    ["target/a.py", "generated"],
    ["vendor/a.py", "vendored"],
  ]);
});

test("a constant handed to getInstance is followed, and what cannot be told is told to be so", async () => {
  file(
    "A.java",
    `import java.security.*;
class A {
  static final String HASH = "MD" + 5, KEY = "RSA";
  void f(String given) throws Exception {
    MessageDigest.getInstance(HASH);
    KeyPairGenerator k = KeyPairGenerator.getInstance(KEY);
    k.initialize(1024);
    KeyPairGenerator.getInstance(given);
  }
}
`,
  );
  expect(
    listed(await scan(), ({ line, algorithm, resolved, quantum }) => [line, algorithm, resolved, quantum]),
  ).toEqual([
    [5, "MD5", true, expect.any(String)],
    [6, "RSA-1024", true, "broken"],
    [8, "undetermined-key-pair", false, "broken"],
  ]);
});

test("TLS groups are read one by one, and a hybrid is told from its classical half", async () => {
  file(
    "nginx.conf",
    "http {\n  server {\n    listen 443 ssl;\n    ssl_protocols TLSv1.3;\n    ssl_ecdh_curve X25519MLKEM768:X25519;\n  }\n}\n",
  );
  const groups = (await scan()).findings.filter((finding) => finding.line === 5);
  expect(
    groups.map(({ algorithm, quantum, halves }) => [algorithm, quantum, halves?.map((half) => half.quantum)]),
  ).toEqual([
    ["X25519", "broken", undefined],
    ["X25519MLKEM768", "hybrid", ["broken", "post-quantum"]],
  ]);
});

test("every finding says for itself what primitive it is: a signature with RSA is no encryption", async () => {
  file(
    "A.java",
    `import java.security.Signature;
import javax.crypto.Cipher;
class A { void f() throws Exception { Signature.getInstance("SHA256withRSA"); Cipher.getInstance("RSA/ECB/OAEPPadding"); } }
`,
  );
  expect(listed(await scan(), ({ family, primitive, purpose }) => [family, primitive, purpose])).toEqual([
    ["RSA", "signature", "signature"],
    ["RSA", "pke", "key-establishment"],
  ]);
});

test("a report that finds nothing says what was looked at", async () => {
  file("notes.txt", "nothing\n");
  const { stdout, code } = await runHere(["scan", repository]);
  expect(code).toBe(0);
  expect(stdout).toContain("0 findings");
  expect(stdout).toContain("scanned 1 of 1 file");
  expect((await scan()).digest).toBe(createHash("sha256").digest("hex"));
});
