import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { pemBlocks } from "./pem.ts";
import { pki } from "./pki.ts";
import { certificate, pem, request, SIGNINGS } from "./testing-certificates.ts";
import { mutate, random } from "./testing-mutation.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });

const originals: Readonly<Record<string, Buffer>> = {
  CERTIFICATE: certificate({ key: ec.privateKey, signing: SIGNINGS.ecdsaSha256, usage: 16 }),
  "CERTIFICATE REQUEST": request(rsa.privateKey, SIGNINGS.rsaSha256),
  "PRIVATE KEY": rsa.privateKey.export({ type: "pkcs8", format: "der" }),
  "ENCRYPTED PRIVATE KEY": ec.privateKey.export({
    type: "pkcs8",
    format: "der",
    cipher: "aes-128-cbc",
    passphrase: "test",
  }),
  "RSA PRIVATE KEY": rsa.privateKey.export({ type: "pkcs1", format: "der" }),
  "EC PRIVATE KEY": ec.privateKey.export({ type: "sec1", format: "der" }),
  "PUBLIC KEY": ec.publicKey.export({ type: "spki", format: "der" }),
  "RSA PUBLIC KEY": rsa.publicKey.export({ type: "pkcs1", format: "der" }),
};

test.each(Object.entries(originals))("1,000 damaged forms of %s neither throw nor hang", (label, der) => {
  const next = random(label.length * 7919);
  let slowest = 0;
  for (let round = 0; round < 1000; round++) {
    const content = round % 2 === 0 ? mutate(der, next) : Buffer.from(pem(label, mutate(der, next)));
    const started = performance.now();
    const result = pki.read(content);
    slowest = Math.max(slowest, performance.now() - started);
    for (const use of result.uses) {
      expect(use.start).toBeGreaterThanOrEqual(0);
      expect(use.end).toBeLessThanOrEqual(content.length);
      expect(use.snippet.length).toBeLessThan(300);
    }
  }
  expect(slowest).toBeLessThan(1000);
});

test("1,000 damaged texts with blocks neither throw nor hang", () => {
  const next = random(42);
  const text = Buffer.from(
    Object.entries(originals)
      .map(([label, der]) => pem(label, der))
      .join("text\n"),
  );
  for (let round = 0; round < 1000; round++) {
    for (const block of pemBlocks(mutate(text, next))) expect(block.end).toBeGreaterThan(block.start);
  }
});

test("hostile texts cost no more than their length", () => {
  const hostile = [
    "-----BEGIN ".repeat(100_000),
    "-----BEGIN CERTIFICATE-----".repeat(40_000),
    "-----BEGIN CERTIFICATE-----\nMII".repeat(35_000),
    `-----BEGIN CERTIFICATE-----${"a: b\n".repeat(200_000)}`,
    `-----BEGIN CERTIFICATE-----${"\\n\\r".repeat(250_000)}`,
    `-----BEGIN CERTIFICATE-----${"M".repeat(1_000_000)}-----END CERTIFICATE-----`,
    `-----BEGIN CERTIFICATE-----${"\n".repeat(1_000_000)}`,
    `-----BEGIN CERTIFICATE-----\n${'"M= '.repeat(250_000)}-----END CERTIFICATE-----`,
  ];
  for (const text of hostile) {
    const started = performance.now();
    pki.read(Buffer.from(text));
    expect([text.slice(0, 60), performance.now() - started < 3000]).toEqual([text.slice(0, 60), true]);
  }
});

test("deep nesting ends in an error, not in a crash", () => {
  const nested = Buffer.alloc(400_000);
  for (let at = 0; at + 4 <= nested.length; at += 4) {
    const rest = Math.min(0xffff, nested.length - at - 4);
    nested.set([0x30, 0x82, rest >> 8, rest & 0xff], at);
  }
  for (const content of [
    nested,
    Buffer.from(pem("CERTIFICATE", nested)),
    Buffer.alloc(200_000, 0x30),
    Buffer.alloc(100_000, "\u0030\u0080", "latin1"),
  ]) {
    const started = performance.now();
    expect(pki.read(content).uses).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  }
});

test("the number of blocks is bounded, and what is left out is said", () => {
  const block = pem("PUBLIC KEY", originals["PUBLIC KEY"] ?? Buffer.alloc(0));
  const result = pki.read(Buffer.from(block.repeat(2_100)));
  expect(result.uses).toHaveLength(2_000);
  expect(result.error).toMatch(/more than 2000 PEM blocks/);
});
