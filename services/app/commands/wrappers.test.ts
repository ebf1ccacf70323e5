import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 180_000 });

const work = mkdtempSync(join(tmpdir(), "pqc-wrappers-"));
const repository = join(work, "repository");
const file = (path: string, text: string) => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
};

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
ignore:
  - { rules: [wrapper.companycrypto.sign], paths: [old/], reason: goes with the old product }
`;
const CALL = 'import companycrypto\n\nALG = "RS256"\ncompanycrypto.sign(data, ALG)\n';

beforeEach(() => {
  rmSync(repository, { recursive: true, force: true });
  file("src/a.py", CALL);
  file("src/b.py", "import hashlib\nhashlib.md5(x)\n");
  file("old/a.py", CALL);
  file(".pqc-audit.yaml", POLICY);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const scan = async (...args: string[]) =>
  JSON.parse((await runHere(["scan", repository, "--format", "json", "--quiet", ...args])).stdout) as AuditResult;
const told = ({ findings }: AuditResult) =>
  findings.map(({ path, ruleId, algorithm, suppressed }) => [path, ruleId, algorithm, suppressed?.by]);

test("a repository's own functions are found beside everything else, and are judged like it", async () => {
  const result = await scan();
  expect(told(result)).toEqual([
    ["old/a.py", "wrapper.companycrypto.sign", "RSA-PKCS1-v1_5-SHA-256", "policy"],
    ["src/a.py", "wrapper.companycrypto.sign", "RSA-PKCS1-v1_5-SHA-256", undefined],
    ["src/b.py", "python.hashlib.digest", "MD5", undefined],
  ]);
  expect(result.findings[1]).toMatchObject({
    library: "companycrypto",
    quantum: "broken",
    purpose: "signature",
    line: 4,
  });
  expect(result.coverage).toMatchObject({ present: 4, scanned: 4, failed: 0 });
  for (const [workers, chunk] of [
    ["1", "1"],
    ["3", "2"],
  ] as const) {
    const again = JSON.parse(
      (
        await runHere(["scan", repository, "--format", "json", "--workers", workers], {
          environment: { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: chunk },
        })
      ).stdout,
    ) as AuditResult;
    expect(again.digest).toBe(result.digest);
  }
});

test("nothing is left of them where the repository is not to be heard, or another's policy holds", async () => {
  expect(told(await scan("--no-policy")).map(([path]) => path)).toEqual(["src/b.py"]);
  const other = join(work, "other.yaml");
  writeFileSync(other, POLICY.replaceAll("companycrypto", "othercrypto"));
  expect(told(await scan("--policy", other)).map(([path]) => path)).toEqual(["src/b.py"]);
});

test("a declaration that is not understood makes the file void, with its line", async () => {
  file(".pqc-audit.yaml", POLICY.replace("operation: sign", "operation: bless"));
  const { findings, errors } = await scan();
  expect(findings.map(({ path }) => path)).toEqual(["src/b.py"]);
  expect(errors.map(({ path, status, message }) => [path, status, message])).toEqual([
    [
      ".pqc-audit.yaml",
      "malformed",
      expect.stringMatching(/^\.pqc-audit\.yaml line 10, wrappers\[0\]\.models\[0\]\.operation: must be one of keygen/),
    ],
  ]);
});

test("explain says where it is declared and how it was read, and what the rule looks for", async () => {
  const output = join(work, "result.json");
  await runHere(["scan", repository, "--format", "json", "--output", output, "--quiet"]);
  const { findings } = await scan();
  const id = findings.find(({ path }) => path === "src/a.py")?.id ?? "";
  const { stdout } = await runHere(["explain", id, "--result", output]);
  expect(stdout).toContain("Signature of the company's library (companycrypto, declared in .pqc-audit.yaml)");
  expect(stdout).toContain("the site is companycrypto.sign\n");
  expect(stdout).toContain('algorithm: "RS256"\n    line 3: ALG = "RS256"');
  const without = await runHere(["explain", id, "--result", output, "--source", work]);
  expect(without.stdout).toContain("read as python by companycrypto, declared in .pqc-audit.yaml");
  const rule = await runHere(["explain", "wrapper.companycrypto.sign", "--source", repository]);
  expect(rule.stdout).toContain("library companycrypto, declared in .pqc-audit.yaml, for python");
  expect(rule.stdout).toContain("the algorithm is read from 1|alg in the notation jose");
  const unknown = await runHere(["explain", "wrapper.companycrypto.seal", "--source", repository]);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining("declares no rule wrapper.companycrypto.seal"),
  ]);
});

test("SARIF names the rule after what it is", async () => {
  const { stdout } = await runHere(["scan", repository, "--format", "sarif", "--quiet"]);
  expect(stdout).toContain("Function of the repository's own, declared in .pqc-audit.yaml");
});

test("models test runs the examples of a declaration", async () => {
  const example = (finds: string) =>
    POLICY.replace(
      "        operation: sign\n",
      `        operation: sign\n        examples:\n          - { code: "import companycrypto\\ncompanycrypto.sign(d, 'ES256')", finds: [${finds}] }\n        counterExamples: ["sign(d, 'ES256')"]\n`,
    );
  const ran = async (text: string) => {
    file(".pqc-audit.yaml", text);
    return runHere(["models", "test", join(repository, ".pqc-audit.yaml")]);
  };
  expect((await ran(example("ECDSA-P-256-SHA-256"))).stdout).toBe("1 models, 2 examples, 0 failed\n");
  const wrong = await ran(example("RSA"));
  expect(wrong.stderr).toContain("wrapper.companycrypto.sign: finds [ECDSA-P-256-SHA-256], not [RSA]");
  expect((await ran("version: 1\n")).stderr).toContain("declares no wrappers");
  expect((await ran("wrappers: [{}]\n")).stderr).toContain("line 1, wrappers[0]: lacks library");
});
