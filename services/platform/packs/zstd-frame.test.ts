import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contentBytes } from "./zstd-frame.ts";

test.each([0, 1, 255, 256, 257, 65_535, 65_536, 65_791, 65_792, 1_000_000])("%i bytes, packed in one go", (bytes) => {
  expect(contentBytes(zstdCompressSync(Buffer.alloc(bytes)))).toBe(bytes);
});

test("a frame that does not say, and what is none", () => {
  const params = { [constants.ZSTD_c_contentSizeFlag]: 0 };
  expect(contentBytes(zstdCompressSync(Buffer.alloc(1000), { params }))).toBeUndefined();
  const whole = zstdCompressSync(Buffer.alloc(1000));
  expect(contentBytes(whole.subarray(0, 6))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(contentBytes(bytes)).toBeUndefined();
    }),
  );
});
