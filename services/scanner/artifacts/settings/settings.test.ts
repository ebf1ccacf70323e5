import { expect, test } from "vitest";
import { notation } from "../../algorithms/notations/all.ts";
import { judge } from "../../algorithms/registry.ts";
import { anchorsOf, products } from "./products.ts";
import type { Setting } from "./setting.ts";
import { settings, usesOf } from "./settings.ts";

function found(text: string, setting: Setting): readonly string[] {
  return [...usesOf({ given: text }, setting)]
    .sort((a, b) => a.start - b.start)
    .map(({ use, operation }) => judge(use, operation).algorithm);
}

for (const { product, sources, settings: own } of products()) {
  test.each(own.map((setting) => [setting.rule, setting] as const))(
    "%s finds what its examples say",
    (_rule, setting) => {
      for (const example of setting.examples) expect(found(example.text, setting), example.text).toEqual(example.finds);
      for (const text of setting.counterExamples ?? []) expect(found(text, setting), text).toEqual([]);
      expect(setting.rule.startsWith(`${product}.`)).toBe(true);
      expect(setting.examples.length).toBeGreaterThan(0);
      expect(notation(setting.notation ?? "registry")).toBeDefined();
      for (const anchor of anchorsOf(setting)) expect(anchor.length, anchor).toBeGreaterThanOrEqual(4);
    },
  );
  test(`${product} says where its keys were read`, () => expect(sources.length).toBeGreaterThan(0));
}

test("rules are unique", () => {
  const rules = products().flatMap((product) => product.settings.map((setting) => setting.rule));
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

const HOSTILE: Readonly<Record<string, string>> = {
  "keys without end": "ssl_protocols ".repeat(70_000),
  "lists in lists": "  ".repeat(5_000) + "ssl_ciphers: [".repeat(20_000),
  blanks: `ssl_protocols${" ".repeat(1_000_000)}`,
  "keys alone": `openssl_privatekey:\n${"type:\n".repeat(140_000)}`,
  "keys with values": `openssl_privatekey:\n${"  type: RSA\n".repeat(80_000)}`,
  "commas and newlines": "minVersion = TLSv1,\n".repeat(50_000),
  "braces in one line": `${"tls_params { ".repeat(40_000)}cipher_suites: a`,
  "ever deeper": Array.from(
    { length: 700 },
    (_, depth) => `${" ".repeat(depth)}tls:\n${" ".repeat(depth)}curves: x25519\n`,
  ).join(""),
  "comments that never end": '<!-- sslProtocol="TLSv1" /* '.repeat(30_000),
};

test.each(Object.entries(HOSTILE))("hostile texts end: %s", (_name, text) => {
  expect(settings.read(Buffer.from(text)).uses.length).toBeLessThanOrEqual(2_000);
});

test("more settings than a text can have is said", () => {
  expect(settings.read(Buffer.from("ssl_protocols TLSv1;\n".repeat(100_000))).incomplete).toBeDefined();
});
