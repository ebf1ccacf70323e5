import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { summarise } from "@pqc-audit/reports/model/summary.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Planted, plant, scanPlanted } from "./planted.fixture.ts";
import { coverageOf, verifyResult } from "./verify.ts";

let planted: Planted;
let direct: AuditResult;

beforeAll(async () => {
  planted = await plant();
  direct = await scanPlanted(planted);
});
afterAll(() => planted?.remove());

const verify = (result: AuditResult) => [...verifyResult(planted.files, planted.repository.commit, result, direct)];

/** As a service would answer that believes what it says: digest and summary fit the findings. */
function answering(findings: readonly Finding[]): AuditResult {
  return { ...direct, findings, summary: summarise(findings), digest: digestOfFindings(findings) };
}

const isMd5 = (finding: Finding) => finding.path === "src/tokens.py" && finding.algorithm === "MD5";

test("the direct scan finds exactly what was planted", () => {
  expect(verify(direct)).toEqual([]);
  expect(direct.findings.length).toBe(planted.files.flatMap((file) => file.finds).length);
});

test("something is planted for parsed languages, keys, certificates, suppression, every way of being skipped there", () => {
  const languages = new Set(planted.files.flatMap((file) => file.finds.map((each) => each.language)));
  for (const id of ["python", "java", "go", "javascript", "typescript", "c", "cpp", "pki"])
    expect(languages).toContain(id);
  expect(coverageOf(planted.files).skipped).toEqual({ binary: 1, excluded: 1, symlink: 1, submodule: 1 });
  const all = planted.files.flatMap((file) => file.finds);
  expect(all.some((each) => !each.resolved) && all.some((each) => each.suppressed !== undefined)).toBe(true);
});

test("a finding that is missing is named, and the digest differs", () => {
  expect(verify(answering(direct.findings.filter((finding) => !isMd5(finding))))).toEqual([
    { check: "findings", what: "missing MD5 at src/tokens.py:17 (python.hashlib.digest)" },
    { check: "digest", what: expect.stringMatching(/^digest of the direct scan: expected [0-9a-f]{64}, came /) },
  ]);
});

test("a finding too many is named, where something was planted and where not", () => {
  const [first] = direct.findings;
  if (!first) throw new Error("nothing found");
  const more = [
    { ...first, line: 99 },
    { ...first, path: "other.py" },
  ];
  expect(verify(answering([...direct.findings, ...more]))).toMatchObject([
    { check: "findings", what: expect.stringMatching(/^unexpected .*:99 /) },
    { check: "findings", what: "a finding in other.py, which was not planted" },
    { check: "digest" },
  ]);
});

test.each([
  ["keySize", 1024, "keySize of RSA-2048 at src/Keys.java:9 (java.jca.key-pair-generator): expected 2048, came 1024"],
  [
    "quantum",
    "safe",
    "quantum of RSA-2048 at src/Keys.java:9 (java.jca.key-pair-generator): expected broken, came safe",
  ],
  ["curve", "P-256", "curve of RSA-2048 at src/Keys.java:9 (java.jca.key-pair-generator): expected none, came P-256"],
] as const)("a wrong %s is named with what was expected", (field, value, what) => {
  const changed = direct.findings.map((finding) =>
    finding.path === "src/Keys.java" && finding.line === 9 ? { ...finding, [field]: value } : finding,
  );
  expect(verify(answering(changed))[0]).toEqual({ check: "parameters", what });
});

test("a suppression that is not there is named", () => {
  const changed = direct.findings.map((finding) => {
    const { suppressed: _, ...rest } = finding;
    return isMd5(finding) ? rest : finding;
  });
  expect(verify(answering(changed))).toEqual([
    {
      check: "parameters",
      what: "suppression of MD5 at src/tokens.py:17 (python.hashlib.digest): expected planted, came none",
    },
  ]);
});

test.each<readonly [string, () => Partial<AuditResult>]>([
  ["target", () => ({ target: { location: "x", commit: "0".repeat(40) } })],
  ["target", () => ({ tool: { ...direct.tool, engineDigest: "another" } })],
  ["coverage", () => ({ coverage: { ...direct.coverage, scanned: direct.coverage.scanned - 1, failed: 1 } })],
  ["coverage", () => ({ coverage: { ...direct.coverage, skipped: { binary: 1 } } })],
  ["errors", () => ({ errors: [] })],
  ["summary", () => ({ summary: { ...direct.summary, findings: 1 } })],
  ["digest", () => ({ digest: "0".repeat(64) })],
])("another %s is told", (check, changes) => {
  expect(new Set(verify({ ...direct, ...changes() }).map((each) => each.check))).toEqual(new Set([check]));
});
