import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { openpgp } from "./openpgp.ts";
import { openpgpKey, openpgpMessage, openpgpSecret, openpgpSymmetric } from "./testing-keystores.ts";

function found(content: string | Uint8Array, without?: string): string[] {
  const result = openpgp.read(Buffer.from(content));
  expect(result.error).toBeUndefined();
  return result.uses
    .filter((each) => each.ruleId !== without)
    .map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm}`);
}

function armored(label: string, data: Buffer): string {
  const lines = data.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PGP ${label}-----\nVersion: test: 1\n\n${lines.join("\n")}\n=abcd\n-----END PGP ${label}-----\n`;
}

/** A key packet of version 6: algorithm, and as many octets of material. */
function keyPacket(algorithm: number, octets: number): Buffer {
  const body = Buffer.alloc(10 + octets, 5);
  body.set([6, 0x60, 0, 0, 0, algorithm]);
  body.writeUInt32BE(octets, 6);
  const header = Buffer.from([0xc6, 0xff, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

const KEY = ["openpgp.public-key Ed25519", "openpgp.signature EdDSA-SHA-256", "openpgp.public-key X25519"];

test("keys with their subkeys, signatures and ends, armored and binary", () => {
  expect(found(openpgpKey, "openpgp.preference")).toEqual(KEY);
  expect(found(`text\n${armored("PUBLIC KEY BLOCK", openpgpKey)}`, "openpgp.preference")).toEqual(KEY);
  const indented = armored("PUBLIC KEY BLOCK", openpgpKey).replace(/^/gm, "    # ");
  expect(found(indented, "openpgp.preference")).toEqual(KEY);
  const literal = `KEY = "${armored("PUBLIC KEY BLOCK", openpgpKey).replaceAll("\n", "\\n")}"`;
  expect(found(literal, "openpgp.preference")).toEqual(KEY);
  const [primary, subkey] = openpgp.read(openpgpKey).uses.filter((use) => use.ruleId === "openpgp.public-key");
  expect(primary).toMatchObject({ operation: "verify", purpose: "signature" });
  expect(primary?.expires).toMatch(/^2028-11-22T/);
  expect(subkey).toMatchObject({ operation: "key-agreement", purpose: "key-establishment" });
  expect(subkey?.expires).toMatch(/^2027-11-23T/);
});

test("preferences are what a key accepts, not a use", () => {
  const preferences = openpgp.read(openpgpKey).uses.filter((use) => use.ruleId === "openpgp.preference");
  expect(preferences.map((use) => use.use.name)).toContain("SHA-512");
  expect(new Set(preferences.map((use) => use.usage))).toEqual(new Set(["definition"]));
});

test("secret keys say how they are protected, and nothing of themselves", () => {
  expect(found(armored("PRIVATE KEY BLOCK", openpgpSecret), "openpgp.preference")).toEqual([
    "openpgp.secret-key RSA-3072",
    "openpgp.secret-key.protection AES-128-CFB",
    "openpgp.secret-key.protection S2K-SHA-1",
    "openpgp.signature RSA-PKCS1-v1_5-SHA-512",
  ]);
});

test("messages: to whom, or under which password", () => {
  expect(found(openpgpMessage)).toEqual(["openpgp.message.recipient ECDH"]);
  expect(found(openpgpSymmetric)).toEqual([
    "openpgp.message.password AES-256-CFB",
    "openpgp.message.password S2K-SHA-1",
  ]);
});

test("post-quantum keys", () => {
  expect(
    found(
      Buffer.concat([
        keyPacket(30, 32 + 1952),
        keyPacket(31, 57 + 2592),
        keyPacket(32, 32),
        keyPacket(35, 32 + 1184),
        keyPacket(36, 56 + 1568),
        keyPacket(27, 32),
      ]),
    ),
  ).toEqual([
    "openpgp.public-key MLDSA65-Ed25519-SHA512",
    "openpgp.public-key MLDSA87-Ed448-SHAKE256",
    "openpgp.public-key SLH-DSA-SHAKE-128s",
    "openpgp.public-key X25519MLKEM768",
    "openpgp.public-key X448MLKEM1024",
    "openpgp.public-key Ed25519",
  ]);
});

test("the flags of a key say what an RSA key is for", () => {
  const modulus = Buffer.concat([Buffer.from([8, 0]), Buffer.alloc(256, 0xa5)]);
  const key = Buffer.concat([Buffer.from([4, 0x60, 0, 0, 0, 1]), modulus, Buffer.from([0, 2, 3])]);
  const header = (tag: number, length: number) => Buffer.from([0xc0 | tag, 0xff, 0, 0, length >> 8, length & 255]);
  const bound = (flags: number) => {
    const signature = Buffer.from([4, 0x18, 1, 8, 0, 3, 2, 27, flags, 0, 0, 0, 0]);
    return openpgp.read(Buffer.concat([header(14, key.length), key, header(2, signature.length), signature])).uses[0];
  };
  expect(bound(0x0c)).toMatchObject({ operation: "encrypt", purpose: "key-establishment", use: { keySize: 2048 } });
  expect(bound(0x02)).toMatchObject({ operation: "verify", purpose: "signature" });
  expect(bound(0x0e)?.purpose).toBeUndefined();
});

test("illustrations and other files give nothing", () => {
  for (const text of [
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n...\n-----END PGP PUBLIC KEY BLOCK-----",
    "-----BEGIN PGP MESSAGE-----",
    "-----BEGIN PGP SIGNATURE-----\n<signature>\n-----END PGP SIGNATURE-----",
    "not a key",
    "",
  ]) {
    expect([text, found(text)]).toEqual([text, []]);
  }
  expect(found(Buffer.from([0xff, 0xfe, 0x41, 0]))).toEqual([]);
});
