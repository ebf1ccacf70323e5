import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { expect, test } from "vitest";
import { joinFindings } from "./join.ts";
import { defaultPolicy } from "./policy.ts";
import { readRepositoryPolicy } from "./repository-policy.ts";

const text = `
version: 1
scopes:
  - { paths: [qa/, "*.fake.py"], scope: test }
dataLifetimes:
  - { paths: "records/**", years: 30 }
systems:
  - { paths: [boot/], class: firmware-signing }
ignore:
  - { rules: [python.hashlib.md5], paths: [legacy/], reason: names of files, until: 2026-12-31 }
  - { paths: [tools/], reason: never shipped }
`;

test("scopes, lifetimes and systems go by path; other paths follow the general rules", () => {
  const policy = readRepositoryPolicy(text);
  expect(["qa/a/b.py", "x/y.fake.py", "src/a.py"].map((path) => policy.scopeOf(path))).toEqual([
    "test",
    "test",
    undefined,
  ]);
  expect(["records/a/b.c", "record.c"].map((path) => policy.lifetimeOf(path))).toEqual([30, undefined]);
  expect(["boot/a.c", "reboot/a.c"].map((path) => policy.classOf(path))).toEqual(["firmware-signing", undefined]);
});

test("what is accepted stays in the result, marked, with its reason, until its day is over", () => {
  const repository = readRepositoryPolicy(text);
  const suppressed = (path: string, ruleId: string, today = "2026-12-31") =>
    joinFindings([{ path, facts: [fact({ ruleId })] }], { ...defaultPolicy(), today, repository })[0]?.suppressed;
  expect(suppressed("legacy/a.py", "python.hashlib.md5")).toEqual({
    reason: "names of files",
    until: "2026-12-31",
    by: "policy",
  });
  expect(suppressed("legacy/a.py", "python.hashlib.md5", "2027-01-01")).toBeUndefined();
  expect(suppressed("legacy/a.py", "python.hashlib.sha1")).toBeUndefined();
  expect(suppressed("src/a.py", "python.hashlib.md5")).toBeUndefined();
  expect(suppressed("tools/a.py", "any.rule")).toEqual({ reason: "never shipped", by: "policy" });
});

test("the repository's scope counts for severity", () => {
  const repository = readRepositoryPolicy(text);
  const [found] = joinFindings([{ path: "qa/a.py", facts: [fact()] }], { ...defaultPolicy(), repository });
  expect(found).toMatchObject({ scope: "test", severity: "low" });
});

test("an empty file says nothing", () => {
  expect(readRepositoryPolicy("").scopeOf("a")).toBeUndefined();
});

test.each([
  ["[", "is no YAML"],
  ["- a", 'line 1, as a whole: ["a"] is no mapping'],
  ["version: 2", "only 1 is known"],
  ["scopes:\n  - paths: [a]\n    scope: prod\n", "line 3, scopes[0].scope"],
  ["ignore:\n  - paths:\n      - a\n      - 7\n    reason: b\n", "line 4, ignore[0].paths[1]"],
  ["version: 1\nscopes: []\nignor: []\n", "line 3, unknown field"],
  ["scopes: []\n\nscopes: []\n", 'the key "scopes" stands twice, at line 3'],
  ["[".repeat(100_000), "too deeply nested"],
  ["ignor: []", 'unknown field "ignor", known are version, scopes, dataLifetimes, systems, ignore, wrappers'],
  ["ignore: [{ rules: [a] }]", "ignore[0].reason: nothing is no text"],
  ["ignore: [{ reason: everything }]", "line 1, ignore[0]: names neither rules nor paths"],
  ["ignore: [{ rules: [a], reason: b, until: soon }]", 'ignore[0].until: "soon" is no date like 2027-01-31'],
  ["ignore: [{ rules: [a], reason: b, until: 2027-02-99 }]", "is no date"],
  ["scopes: [{ paths: [a], scope: prod }]", 'scopes[0].scope: "prod" is none of production, test'],
  ["scopes: [{ paths: ['a[b'], scope: test }]", "scopes[0].paths: a pattern"],
  ["dataLifetimes: [{ paths: [a], years: 1.5 }]", "is no whole number from 0 to 200"],
  ["a: &a [x]\nb: *a", "is no YAML"],
  [`scopes: [${"{ paths: [a], scope: test },".repeat(1001)}]`, "1001 entries, at most 1000"],
  ["#".repeat(300_000), "is larger than"],
])("%.40s is refused in one line that says where", (source, message) => {
  expect(() => readRepositoryPolicy(source)).toThrow(message);
  expect(() => readRepositoryPolicy(source)).toThrow(/^\.pqc-audit\.yaml [^\n]*$/);
});
