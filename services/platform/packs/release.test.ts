import { expect, test } from "vitest";
import { release } from "./release.ts";

test("memory is free at once, and whatever lies in it empty", () => {
  const bytes = Buffer.allocUnsafeSlow(16 * 2 ** 20);
  const part = bytes.subarray(100, 200);
  const before = process.memoryUsage().arrayBuffers;
  release(bytes.subarray(0, 10));
  expect([bytes.length, part.length]).toEqual([0, 0]);
  expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThan(15 * 2 ** 20);
  release(bytes);
});

test("what small buffers share stays", () => {
  const [one, other] = [Buffer.from("one"), Buffer.from("other")];
  expect(one.buffer).toBe(other.buffer);
  release(one);
  expect([one.toString(), other.toString()]).toEqual(["one", "other"]);
});

test("memory that threads share is nobody's to give back", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2 ** 20));
  release(shared);
  expect(shared.length).toBe(2 ** 20);
});
