import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import { finding, incomplete, result } from "./model/fixture.ts";
import { terminalText } from "./terminal.ts";
import { writeText } from "./text.ts";

const md5 = finding({
  algorithm: "MD5",
  family: "MD5",
  quantum: "safe",
  classical: "broken",
  severity: "medium",
  deadlines: [],
});
const aes = finding({ algorithm: "AES-256-GCM", family: "AES", quantum: "safe", severity: "info", deadlines: [] });

test("quantum-broken comes first, then weak today, and what is in order last, on one line", async () => {
  const text = await collect(writeText, result([aes, md5, finding(), aes]));
  const at = (part: string) => {
    expect(text).toContain(part);
    return text.indexOf(part);
  };
  expect(at("Broken by a quantum computer")).toBeLessThan(at("Weak or broken today"));
  expect(at("Weak or broken today")).toBeLessThan(at("AES-256-GCM  2 uses"));
});

test("a group names its replacement and earliest deadline, a place its file, line and column", async () => {
  const deadlines = [
    { mandate: "eu-roadmap", date: "2030-12-31", requirement: "high risk" },
    { mandate: "nist-ir-8547", date: "2035-12-31", requirement: "disallowed" },
  ];
  const text = await collect(writeText, result([finding({ deadlines })]));
  expect(text).toContain("RSA-2048  high  1 finding  → ML-KEM-768 (FIPS 203) by 2030-12-31 (eu-roadmap)");
  expect(text).toContain("src/Keys.java:10:5  high, keygen");
  expect(text).toContain("first deadline 2030-12-31 (eu-roadmap): high risk");
});

test("what is new, overdue or a hybrid is told as that", async () => {
  const halves = [
    { algorithm: "X25519", quantum: "broken" as const, classical: "ok" as const },
    { algorithm: "ML-KEM-768", quantum: "post-quantum" as const, classical: "ok" as const },
  ];
  const hybrid = { ...aes, algorithm: "X25519MLKEM768", quantum: "hybrid" as const, halves };
  const made = result([finding({ baseline: "new", overdue: true }), hybrid]);
  const summary = { ...made.summary, baseline: { existing: 3, new: 1, fixed: 2 } };
  const text = await collect(writeText, { ...made, summary });
  expect(text).toContain("high, new, overdue, keygen");
  expect(text).toContain("X25519MLKEM768  1 use  X25519 broken + ML-KEM-768 post-quantum\n");
  expect(text).toContain("against the baseline: 1 new, 3 existing, 2 fixed\n");
  expect(text).toContain("1 use overdue\n");
});

test("the summary counts, says what to start with and what was not scanned", async () => {
  const findings = [finding({ purpose: "key-establishment" }), finding({ purpose: "signature", severity: "medium" })];
  const errors = [{ path: "bad.pem", status: "malformed" as const, message: "truncated" }];
  const text = await collect(writeText, result(findings, { errors }));
  expect(text).toContain("2 findings: 1 high, 1 medium");
  expect(text).toContain(
    "2 uses of quantum-broken cryptography in 1 file; 1 protect secrets that can be recorded today",
  );
  expect(text).toContain("scanned 9 of 12 files, skipped 3 (2 binary, 1 excluded), 1.2 s");
  expect(text).toContain("bad.pem: malformed: truncated");
});

test("many places are cut with their number", async () => {
  const text = await collect(writeText, result(Array.from({ length: 20 }, (_, line) => finding({ line: line + 1 }))));
  expect(text).toContain("… and 12 more");
  expect(text.split("src/Keys.java").length - 1).toBe(8);
});

test("what hardly matters takes few lines, uses on one line are told once, and the last lines say how to go on", async () => {
  const low = Array.from({ length: 9 }, (_, at) => finding({ severity: "low", line: at + 1, ruleId: "a.rule" }));
  const text = await collect(writeText, result(low));
  expect(text.split("src/Keys.java").length - 1).toBe(3);
  expect(text).toContain("… and 6 more\n");
  expect(text).toMatch(/ {2}why, and what to write instead: pqc-audit explain a\.rule\n {2}every place: .*\n$/);
  const line = [2, 9, 16].map((column) => finding({ column }));
  expect(await collect(writeText, result(line))).toContain("src/Keys.java:10:2  high, keygen, 3 times\n");
  const unresolved = { resolved: false, quantum: "unknown", severity: "info", algorithm: "TLS" } as const;
  expect(await collect(writeText, result([finding({ ...unresolved, deadlines: [] })]))).toMatch(
    /elsewhere\n {2}TLS {2}1 use\n\n(?!.*explain)/s,
  );
});

test("what was not scanned is listed whole, with its reason, before any malformed file, and the summary says incomplete", async () => {
  const text = await collect(writeText, incomplete());
  expect(text).toContain(
    "Not scanned\n  z/bomb.c: quarantined: took longer than 120 s\n  z/gone.py: failed: the repository did not deliver it\n",
  );
  expect(text.indexOf("z/bomb.c")).toBeLessThan(text.indexOf("a/00.pem: malformed: truncated"));
  expect(text).toContain("… and 10 more");
  expect(text).toContain("  incomplete: 2 of 45 files could not be scanned\n");
  expect(text).toContain("scanned 40 of 45 files, skipped 3 (2 binary, 1 excluded), 1 failed, 1 quarantined");
  expect(await collect(writeText, result())).not.toMatch(/incomplete|Not scanned/);
});

test("hundreds of files that were not scanned are all there", async () => {
  const errors = Array.from({ length: 300 }, (_, at) => ({ path: `f${at}`, status: "failed" as const, message: "x" }));
  const coverage = { present: 300, scanned: 0, skipped: {}, failed: 300, quarantined: 0 };
  const text = await collect(writeText, result([], { errors, coverage }));
  for (const { path } of errors) expect(text).toContain(`  ${path}: failed: x\n`);
});

test("an empty result is still a summary", async () => {
  const text = await collect(writeText, result([]));
  expect(text).toMatch(/^Summary of \/repo\n {2}0 findings\n/);
});

test("colours only where asked", async () => {
  expect(await collect(writeText, result())).not.toContain("\u001b");
  expect(await collect(writeText, result(), { color: true })).toContain("\u001b[");
});

test("text from the repository cannot steer the terminal", async () => {
  const hostile = finding({
    path: "a\u001b]0;pwned\u0007.c",
    snippet: "x \u202e\u001b[2J\r\n y",
    algorithm: "RSA\u009b1m",
  });
  const text = await collect(writeText, result([hostile]));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(terminalText("a\tb\u0000")).toBe("a b\\u{0}");
});
