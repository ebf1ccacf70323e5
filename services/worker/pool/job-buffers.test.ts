import { expect, test } from "vitest";
import { JobBuffers } from "./job-buffers.ts";

const MEBIBYTE = 2 ** 20;

test("a buffer that was given back is taken again where it is large enough, the smallest such", () => {
  const buffers = new JobBuffers(2);
  const [small, large] = [buffers.take(10), buffers.take(3 * MEBIBYTE)];
  expect([small.byteLength, large.byteLength]).toEqual([MEBIBYTE, 3 * MEBIBYTE]);
  buffers.give(large);
  buffers.give(small);
  expect(buffers.take(MEBIBYTE)).toBe(small);
  expect(buffers.take(MEBIBYTE)).toBe(large);
  expect(buffers.take(1)).not.toBe(large);
});

test("no more are kept than it was told to keep, the largest of them, and none of a single large file", () => {
  const buffers = new JobBuffers(2);
  const [one, two, three] = [1, 2, 3].map((mebibytes) => buffers.take(mebibytes * MEBIBYTE));
  for (const each of [three, one, two]) if (each) buffers.give(each);
  expect(buffers.take(1)).toBe(two);
  expect(buffers.take(1)).toBe(three);
  const huge = buffers.take(5 * MEBIBYTE + 1);
  expect(huge.byteLength).toBe(5 * MEBIBYTE + 1);
  buffers.give(huge);
  expect(buffers.take(1)).not.toBe(huge);
});
