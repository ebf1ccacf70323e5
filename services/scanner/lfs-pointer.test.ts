import { expect, test } from "vitest";
import { isLfsPointer, lfsPointerOf } from "./lfs-pointer.ts";

const FIRST = "version https://git-lfs.github.com/spec/v1\n";
const OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
const POINTER = `${FIRST}oid sha256:${OID}\nsize 12345\n`;
const bytes = (text: string) => Buffer.from(text);

test("a pointer says what it stands for", () => {
  expect(lfsPointerOf(bytes(POINTER))).toEqual({ oid: OID, size: 12345 });
  expect(lfsPointerOf(bytes(POINTER.trimEnd()))).toEqual({ oid: OID, size: 12345 });
});

test.each([
  ["of an extension", `${FIRST}ext-0-foo sha256:${OID}\noid sha256:${OID}\nsize 1\n`],
  ["with another hash", `${FIRST}oid sha1:${OID}\nsize 1\n`],
  ["with an id that leads elsewhere", `${FIRST}oid sha256:../../${OID.slice(6)}\nsize 1\n`],
  ["with a size that is none", `${FIRST}oid sha256:${OID}\nsize -1\n`],
  ["with a size beyond what a number holds", `${FIRST}oid sha256:${OID}\nsize 99999999999999999\n`],
  ["with more behind it", `${POINTER}x`],
])("one %s is a pointer, and is not followed", (_, text) => {
  expect(isLfsPointer(bytes(text))).toBe(true);
  expect(lfsPointerOf(bytes(text))).toBeUndefined();
});

test.each([
  ["a text that speaks of one", ` ${POINTER}`],
  ["the first line alone", FIRST],
  ["another version", POINTER.replace("v1", "v2")],
  ["what is longer than one may be", POINTER + " ".repeat(1024)],
  ["nothing", ""],
])("%s is none", (_, text) => {
  expect(isLfsPointer(bytes(text))).toBe(false);
});
