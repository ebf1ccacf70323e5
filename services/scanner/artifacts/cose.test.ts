import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { cose } from "./cose.ts";

type Item = number | Buffer | readonly Item[] | ReadonlyMap<number, Item>;

/** CBOR of a value: integers, byte strings, arrays, maps. */
function cbor(value: Item): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) {
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, item]) => [cbor(key), cbor(item as Item)]),
    ]);
  }
  const items = value as readonly Item[];
  return Buffer.concat([head(4, items.length), ...items.map((item) => cbor(item))]);
}

function head(type: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(type << 5) | value]);
  return value < 256
    ? Buffer.from([(type << 5) | 24, value])
    : Buffer.from([(type << 5) | 25, value >> 8, value & 255]);
}

function found(content: Buffer): string[] {
  const result = cose.read(content);
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm} ${each.operation}`);
}

const modulus = Buffer.from(
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }).n ?? "",
  "base64url",
);
const ec = new Map<number, Item>([
  [1, 2],
  [-1, 1],
  [-2, Buffer.alloc(32, 1)],
  [-3, Buffer.alloc(32, 2)],
]);
const rsa = new Map<number, Item>([
  [1, 3],
  [3, -37],
  [-1, modulus],
  [-2, Buffer.from([1, 0, 1])],
]);

test("keys and sets of keys", () => {
  expect(found(cbor(ec))).toEqual(["cose.public-key EC-P-256 load"]);
  expect(found(cbor(new Map([...ec, [3, -7], [-4, Buffer.alloc(32, 3)]])))).toEqual([
    "cose.private-key ECDSA-P-256-SHA-256 load",
  ]);
  const ed = new Map<number, Item>([
    [1, 1],
    [-1, 6],
    [-2, Buffer.alloc(32, 1)],
  ]);
  const mldsa = new Map<number, Item>([
    [1, 7],
    [3, -49],
    [-1, Buffer.alloc(1952, 1)],
  ]);
  expect(found(cbor([rsa, ed, mldsa]))).toEqual([
    "cose.public-key RSA-2048-PSS-SHA-256 load",
    "cose.public-key Ed25519 load",
    "cose.public-key ML-DSA-65 load",
  ]);
});

test("messages say how they are signed, encrypted or authenticated", () => {
  const message = (tag: number, algorithm: number) =>
    Buffer.concat([
      head(6, tag),
      cbor([cbor(new Map([[1, algorithm]])), new Map(), Buffer.from("text"), Buffer.alloc(64)]),
    ]);
  expect(found(message(18, -7))).toEqual(["cose.message ECDSA-SHA-256 sign"]);
  expect(found(message(16, 3))).toEqual(["cose.message AES-256-GCM encrypt"]);
  expect(found(message(17, 5))).toEqual(["cose.message HMAC-SHA-256 mac"]);
});

test("other CBOR and other files are neither findings nor errors", () => {
  for (const content of [
    cbor(new Map([[1, 2]])),
    cbor([1, 2, 3]),
    Buffer.from("{}"),
    Buffer.alloc(0),
    Buffer.alloc(100_000, 0x81),
    Buffer.alloc(1000, 0xbf),
    Buffer.from([0x9b, 255, 255, 255, 255, 255, 255, 255, 255]),
  ]) {
    expect(found(content)).toEqual([]);
  }
});
