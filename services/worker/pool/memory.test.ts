import { expect, test } from "vitest";
import { shareMemory } from "./memory.ts";

const MIB = 1024 * 1024;
const share = (mebibytes: number, wanted: number) => shareMemory({ maxBytes: mebibytes * MIB, threshold: 0.8 }, wanted);

test("no more threads than fit, and one always", () => {
  expect(share(1024, 2).threads).toBe(2);
  expect(share(1024, 100).threads).toBe(14);
  expect(share(64, 8).threads).toBe(1);
});

test("a share is what is left, divided; never less than a fresh thread holds", () => {
  expect(share(1024, 2).replaceAboveBytes).toBeCloseTo(464 * 0.8 * MIB);
  expect(share(64, 2).replaceAboveBytes).toBe(64 * MIB);
});

test("the bound of a thread's heap does not depend on the number of threads", () => {
  expect(share(1024, 1).heapLimitMb).toBe(928);
  expect(share(1024, 14).heapLimitMb).toBe(928);
  expect(share(64, 1).heapLimitMb).toBe(128);
});
