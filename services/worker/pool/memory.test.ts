import { expect, test } from "vitest";
import { limitMb, shareMemory } from "./memory.ts";

const MIB = 1024 * 1024;
const share = (mebibytes: number, wanted: number, largest = 10) =>
  shareMemory({ maxBytes: mebibytes * MIB, threshold: 0.8 }, wanted, largest * MIB);

test("no more threads than fit, and one always", () => {
  expect(share(1024, 2).threads).toBe(2);
  expect(share(1024, 100).threads).toBe(6);
  expect(share(1024, 100, 100).threads).toBe(3);
  // What is larger is read in windows: it lies in its job alone.
  expect(share(1024, 100, 400).threads).toBe(1);
  expect(limitMb(share(1024, 1, 400).whole)).toBe(1024 - 160 - 36 - 400 - (64 - 8));
  expect(share(64, 8).threads).toBe(1);
});

test.each([
  [304, 1],
  [1024, 1],
  [1024, 2],
  [1024, 6],
  [4096, 16],
])("of %d MiB, %d threads and the process around them take no more", (mebibytes, wanted) => {
  const { threads, share: each, whole } = share(mebibytes, wanted);
  const around = 160;
  // Code, batch and the copies of a file of ten megabytes.
  const fixed = 36 + 10 + 2;
  expect(threads).toBe(wanted);
  expect(around + threads * (fixed + limitMb(each))).toBeLessThanOrEqual(mebibytes);
  expect(around + fixed + limitMb(whole)).toBeLessThanOrEqual(mebibytes);
  expect(each.replaceAboveBytes).toBeLessThan(limitMb(each) * MIB);
});

test("what one file may take does not depend on the number of threads", () => {
  expect(share(1024, 6).whole).toEqual(share(1024, 1).whole);
  expect(limitMb(share(1024, 2).whole)).toBe(816);
});
