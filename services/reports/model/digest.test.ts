import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalLine, digestOfFindings, digestOfSorted, FindingsDigest } from "./digest.ts";
import { fact, finding } from "./fixture.ts";

test("a canonical line has its keys sorted, the path among them, and neither id nor join fields", () => {
  const keys = Object.keys(JSON.parse(canonicalLine("a.java", finding({ curve: "P-256" }))));
  expect(keys).toEqual([...keys].sort());
  expect(keys).toContain("path");
  expect(keys).toContain("curve");
  for (const joined of ["id", "scope", "severity", "replacement", "deadlines", "suppressed", "ignore"]) {
    expect(keys).not.toContain(joined);
  }
});

test("the line of a fact is the line of the finding made from it, whatever order its keys have", () => {
  const reversed = Object.fromEntries(Object.entries(fact()).reverse()) as unknown as ReturnType<typeof fact>;
  expect(canonicalLine("a.java", reversed)).toBe(canonicalLine("a.java", finding({ path: "elsewhere" })));
  expect(canonicalLine("a.java", fact({ ignore: { rules: [] } }))).toBe(canonicalLine("a.java", fact()));
});

test("the digest does not depend on order and changes with every pure field and with multiplicity", () => {
  const a = finding({ path: "a" });
  const b = finding({ path: "b", line: 11 });
  expect(digestOfFindings([a, b])).toBe(digestOfFindings([b, a]));
  expect(digestOfFindings([a, b])).not.toBe(digestOfFindings([a, b, b]));
  expect(digestOfFindings([a])).not.toBe(digestOfFindings([{ ...a, column: 6 }]));
  const relabelled = finding({ ...a, severity: "low", id: "other" });
  expect(digestOfFindings([a])).toBe(digestOfFindings([relabelled]));
});

test("it is SHA-256 over lines that end in a line feed, sorted as UTF-8 bytes", () => {
  const paths = ["\u{1F600}.java", "\uFFFD.java", "é.java", "z.java"];
  const lines = paths.map((path) => canonicalLine(path, fact()));
  const sorted = lines.map((line) => Buffer.from(line)).sort(Buffer.compare);
  const expected = createHash("sha256");
  for (const line of sorted) expected.update(line).update("\n");
  const digest = new FindingsDigest();
  for (const path of paths) digest.add(path, fact());
  expect(digest.digest()).toBe(expected.digest("hex"));
});

test("a digest can be read, and added to afterwards", () => {
  const digest = new FindingsDigest();
  expect(digest.digest()).toBe(createHash("sha256").digest("hex"));
  digest.add("b", fact());
  digest.digest();
  digest.add("a", fact());
  expect(digest.digest()).toBe(digestOfFindings([finding({ path: "a" }), finding({ path: "b" })]));
});

test("lines that claim to be sorted and are not are refused", () => {
  expect(() => digestOfSorted(["b", "a"])).toThrow("out of order");
});
