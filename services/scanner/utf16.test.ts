import { expect, test } from "vitest";
import { utf16ToUtf8 } from "./utf16.ts";

const placed = (content: Uint8Array): Uint8Array => {
  const region = new Uint8Array(content.length + 8).fill(0x7f);
  region.set(content, 4);
  return region;
};
const read = (region: Uint8Array, length: number): string => Buffer.from(region.subarray(4, 4 + length)).toString();

test.each([
  ["little endian", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["big endian", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
])("rewrites %s in place, and nothing around it", (_name, encode) => {
  const content = encode("MD5.Create(); // ü");
  const region = placed(content);
  const length = utf16ToUtf8(region, 4, content.length);
  expect(read(region, length)).toBe("MD5.Create(); // ü");
  expect([...region.subarray(4 + length, 4 + content.length)].every((byte) => byte === 0)).toBe(true);
  expect([...region.subarray(0, 4), ...region.subarray(4 + content.length)].every((byte) => byte === 0x7f)).toBe(true);
});

test("leaves what bears no mark, is odd, or would need more room", () => {
  for (const content of [
    Buffer.from("import hashlib"),
    Buffer.from([0xff, 0xfe, 1]),
    Buffer.from(`\ufeff${"漢".repeat(9)}`, "utf16le"),
  ]) {
    const region = placed(content);
    expect(utf16ToUtf8(region, 4, content.length)).toBe(content.length);
    expect(Buffer.from(region.subarray(4, 4 + content.length))).toEqual(content);
  }
});
