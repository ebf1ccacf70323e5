import { expect, test } from "vitest";
import { cpuMs } from "../testing-cpu-time.ts";
import { pki } from "./pki.ts";
import { pem } from "./testing-certificates.ts";
import { PEM_SEEDS } from "./testing-format-seeds.ts";

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
    const started = cpuMs();
    pki.read(Buffer.from(text));
    expect([text.slice(0, 60), cpuMs() - started < 3000]).toEqual([text.slice(0, 60), true]);
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
    const started = cpuMs();
    expect(pki.read(content).uses).toEqual([]);
    expect(cpuMs() - started).toBeLessThan(5000);
  }
});

test("the number of blocks is bounded, and what is left out is said", () => {
  const block = pem("PUBLIC KEY", PEM_SEEDS["PUBLIC KEY"] ?? Buffer.alloc(0));
  const result = pki.read(Buffer.from(block.repeat(2_100)));
  expect(result.uses).toHaveLength(2_000);
  expect(result.error).toMatch(/more than 2000 PEM blocks/);
});
