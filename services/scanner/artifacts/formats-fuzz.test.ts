import { expect, test } from "vitest";
import type { Artifact } from "./artifact.ts";
import { dnsRecords } from "./dns-records.ts";
import { javaKeystore } from "./java-keystore.ts";
import { jwk } from "./jwk.ts";
import { openpgp } from "./openpgp.ts";
import { pki } from "./pki.ts";
import { putty } from "./putty.ts";
import { sshPublic } from "./ssh-public.ts";
import * as stores from "./testing-keystores.ts";
import { mutate, random } from "./testing-mutation.ts";

const blob = Buffer.concat([
  Buffer.from("0000000b7373682d65643235353139", "hex"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 9),
]).toString("base64");
const certificate = Buffer.from(
  `000000207373682d656432353531392d636572742d763031406f70656e7373682e636f6d00000020${"09".repeat(400)}`,
  "hex",
).toString("base64");
const armor = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${(stores.openpgpKey.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END PGP PUBLIC KEY BLOCK-----\n`;

const SEEDS: readonly (readonly [string, Artifact, Uint8Array | string])[] = [
  ["PKCS #12", pki, stores.pkcs12Modern],
  ["old PKCS #12", pki, stores.pkcs12Legacy],
  ["open PKCS #12", pki, stores.pkcs12Plain],
  ["signed CMS", pki, stores.cmsSigned],
  ["enveloped CMS", pki, stores.cmsForEc],
  ["JKS", javaKeystore, stores.jks],
  ["JCEKS", javaKeystore, stores.jceks],
  ["SSH lines", sshPublic, `ssh-ed25519 ${blob} a\nx ${certificate} b\n`],
  ["PuTTY", putty, `PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: aes256-cbc\nPublic-Lines: 1\n${blob}\n`],
  ["OpenPGP key", openpgp, stores.openpgpKey],
  ["OpenPGP secret key", openpgp, stores.openpgpSecret],
  ["OpenPGP message", openpgp, stores.openpgpMessage],
  ["OpenPGP armor", openpgp, armor],
  ["JWK", jwk, '{"keys": [{"kty": "RSA", "n": "sXchDaQ", "e": "AQAB"}, {"kty": "EC", "crv": "P-256", "x": "a"}]}'],
  [
    "zone",
    dnsRecords,
    "a. 1 IN DNSKEY 256 3 8 ( AwEAAaaaaa\n bbbb )\nb. IN DS 1 8 2 ab\nc. RRSIG A 8 2 1 2 3 4 a. b=\n",
  ],
];

const ROUNDS = 1000 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);

test.each(SEEDS)(
  "damaged forms of %s neither throw nor hang",
  { timeout: 30_000 + ROUNDS * 30 },
  (name, format, seed) => {
    const next = random(name.length * 7919);
    for (let round = 0; round < ROUNDS; round++) {
      const content = mutate(Buffer.from(seed), next);
      const started = performance.now();
      for (const use of format.read(content).uses) {
        expect(use.start).toBeGreaterThanOrEqual(0);
        expect(use.end).toBeLessThanOrEqual(content.length);
        expect(use.snippet.length).toBeLessThan(300);
      }
      expect(performance.now() - started).toBeLessThan(2000);
    }
  },
);

test.each(SEEDS)("every end of %s that comes too early is read", (_name, format, seed) => {
  const content = Buffer.from(seed);
  for (let length = 0; length < content.length; length += 1 + (content.length >> 7))
    format.read(content.subarray(0, length));
});

test("hostile texts cost no more than their length", () => {
  const texts = [
    '{"kty":'.repeat(150_000),
    `"kty"${"{".repeat(1_000_000)}`,
    '"kty" '.repeat(150_000),
    `{"kty": "RSA", "n"${" ".repeat(1_000_000)}}`,
    "AAAA".repeat(250_000),
    ` ${"AAAA".repeat(20)}`.repeat(12_000),
    "DNSKEY 256 3 8 (".repeat(60_000),
    "a. IN DNSKEY 256 3 8 (\n".repeat(40_000),
    `${"a ".repeat(500_000)}DNSKEY`,
    `${"a".repeat(1_000_000)} DS 1 2 3`,
    "-----BEGIN PGP MESSAGE-----".repeat(35_000),
    `-----BEGIN PGP MESSAGE-----${"\\n".repeat(400_000)}-----END PGP MESSAGE-----`,
    `-----BEGIN PGP MESSAGE-----\n${'"'.repeat(1_000_000)}\n-----END PGP MESSAGE-----`,
    "PuTTY-User-Key-File-3: ".repeat(40_000),
    "\u00c6\u00ff\u0000\u0000\u0000\u0000".repeat(100_000),
  ];
  for (const text of texts) {
    for (const format of [sshPublic, putty, openpgp, jwk, dnsRecords, javaKeystore, pki]) {
      const started = performance.now();
      format.read(Buffer.from(text, "latin1"));
      expect([format.id, text.slice(0, 40), performance.now() - started < 3000]).toEqual([
        format.id,
        text.slice(0, 40),
        true,
      ]);
    }
  }
});

test("safe bags nested without end are refused", () => {
  let inner = Buffer.from("3000", "hex");
  for (let depth = 0; depth < 200; depth++)
    inner = Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 255]), inner]);
  expect(pki.read(inner).uses).toEqual([]);
});
