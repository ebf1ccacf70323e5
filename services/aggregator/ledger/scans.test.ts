import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { optionsDigest } from "./scans.ts";

const OPTIONS = { include: ["a"], exclude: [], maxFileSizeBytes: 1, chunkSize: 10 };

test("a scan that follows pointers of Git LFS is another one, and the others are what they were before it was known", () => {
  const before = createHash("sha256").update('{"include":["a"],"exclude":[],"maxFileSizeBytes":1}').digest("hex");
  expect(optionsDigest(OPTIONS)).toBe(before);
  expect(optionsDigest({ ...OPTIONS, lfs: false, chunkSize: 20, ref: "main" })).toBe(before);
  expect(optionsDigest({ ...OPTIONS, lfs: true })).not.toBe(before);
});
