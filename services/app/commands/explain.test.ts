import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const work = mkdtempSync(join(tmpdir(), "pqc-explain-"));
const repository = join(work, "repository");
const results = { json: join(work, "result.json"), ndjson: join(work, "result.ndjson") };
let result: AuditResult;

const JAVA = `import java.security.Signature;
class Signer {
  static final String NAME = "SHA1" + "withRSA";
  void f() throws Exception { Signature.getInstance(NAME); }
}
`;

beforeAll(async () => {
  mkdirSync(repository);
  writeFileSync(join(repository, "Signer.java"), JAVA);
  for (const format of ["json", "ndjson"] as const) {
    await runHere(["scan", repository, "--format", format, "--output", results[format], "--quiet"]);
  }
  result = JSON.parse((await runHere(["scan", repository, "--format", "json"])).stdout) as AuditResult;
}, 180_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

const idOf = () => result.findings[0]?.id ?? "";

test("a finding is explained: why, the chain of assignments, what to write instead, by when, and sources", async () => {
  const { stdout, stderr, code } = await runHere(["explain", idOf(), "--result", results.json]);
  expect({ stderr, code }).toEqual({ stderr: "", code: undefined });
  expect(stdout).toContain("RSA-PKCS1-v1_5-SHA-1  Signer.java:4:31  high\n");
  expect(stdout).toContain("Shor's algorithm computes the private key");
  expect(stdout).toContain("high: a signature over a broken digest");
  expect(stdout).toContain("the site is java.security.Signature.getInstance\n");
  expect(stdout).toContain('algorithm: "SHA1withRSA"\n    line 3: static final String NAME = "SHA1" + "withRSA"');
  expect(stdout).toContain("ML-DSA-65 (FIPS 204)\n");
  expect(stdout).toContain('java.security.Signature.getInstance("ML-DSA-65")  Java 24 (JEP 497)');
  expect(stdout).toContain("2035-12-31  nist-ir-8547: ");
  expect(stdout).toContain("us-eo-2026: US executive order");
  expect(stdout).toContain("https://openjdk.org/jeps/497");
});

test("what to write instead fits the mandates of the result", async () => {
  const file = join(work, "cnsa.json");
  await runHere(["scan", repository, "--mandate", "cnsa-2.0", "--format", "json", "--output", file, "--quiet"]);
  const { stdout } = await runHere(["explain", idOf(), "--result", file]);
  expect(stdout).toContain("ML-DSA-87 (FIPS 204)\n");
  expect(stdout).toContain('java.security.Signature.getInstance("ML-DSA-87")');
  expect(stdout).not.toContain("eu-roadmap");
});

test("the beginning of an id is enough, and ndjson is read too", async () => {
  const { stdout } = await runHere(["explain", idOf().slice(0, 12), "--result", results.ndjson]);
  expect(stdout).toContain("RSA-PKCS1-v1_5-SHA-1  Signer.java:4:31");
  // lines say nothing of the target
  expect(stdout).not.toContain("the site is");
  const with_ = await runHere(["explain", idOf(), "--result", results.ndjson, "--source", repository]);
  expect(with_.stdout).toContain("the site is java.security.Signature.getInstance");
});

test("a finding of a server is explained, with the sources at hand", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ["explain", idOf(), "--scan", "s1", "--server", url, "--source", repository];
  const { stdout } = await runHere(args);
  server.close();
  expect(asked).toEqual(["/api/v1/scans/s1/result"]);
  expect(stdout).toContain("the site is java.security.Signature.getInstance");
});

test("a rule is explained without any result", async () => {
  const { stdout } = await runHere(["explain", "java.jca.signature"]);
  expect(stdout).toContain("java.jca.signature  Signature\n  library java.jca, for java");
  expect(stdout).toContain("undetermined-signature where it is decided at run time");
  expect(stdout).toContain('Signature.getInstance("ML-DSA-65")');
});

test.each([
  [["java.jca.signatur"], "no rule is called java.jca.signatur, did you mean java.jca.signature"],
  [["0123456789ab", "--result", results.json], "none of the 1 findings has the id 0123456789ab"],
  [["0123456789ab", "--result", join(work, "nowhere")], "cannot read findings from"],
])("%j is one clear line", async (argv, message) => {
  const { code, stderr, stdout } = await runHere(["explain", ...argv]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr.split("\n")).toHaveLength(2);
});

test("a result leads to no file outside of the target, and prints no control characters", async () => {
  const outside = join(work, "Outside.java");
  writeFileSync(outside, JAVA);
  const inside = join(work, "inside");
  mkdirSync(inside);
  symlinkSync(outside, join(inside, "Link.java"));
  for (const path of ["../Outside.java", "Link.java"]) {
    const [finding] = result.findings;
    const hostile = { ...result, target: { location: inside }, findings: [{ ...finding, path, snippet: "\u001b[2J" }] };
    const file = join(work, "hostile.json");
    writeFileSync(file, JSON.stringify(hostile, undefined, 2));
    const { stdout } = await runHere(["explain", idOf(), "--result", file]);
    expect(stdout).toContain(`${path}:4:31`);
    expect(stdout).not.toContain("the site is");
    expect(stdout).not.toContain("\u001b");
  }
});
