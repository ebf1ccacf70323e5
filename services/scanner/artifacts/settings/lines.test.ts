/** How a key may stand in a text, and what only looks like one. */
import { expect, test } from "vitest";
import { judge } from "../../algorithms/registry.ts";
import type { Setting } from "./setting.ts";
import { settings, usesOf } from "./settings.ts";

const protocols: Setting = {
  rule: "test.protocols",
  title: "TLS versions",
  keys: ["tls_versions"],
  notation: "tls-version",
  operation: "handshake",
  examples: [],
};
const nested: Setting = { ...protocols, keys: ["server.tls.versions"], anchors: ["versions"] };
const sized: Setting = {
  ...protocols,
  keys: ["kind"],
  map: { RSA: "RSA", EC: "EC" },
  notation: "curve",
  size: ["bits"],
  curve: ["curve"],
};

function found(text: string, setting: Setting = protocols): string {
  return [...usesOf({ given: text }, setting)].map(({ use, operation }) => judge(use, operation).algorithm).join(" ");
}

const FORMS = [
  "tls_versions TLSv1.1;",
  "tls_versions=TLSv1.1",
  "tls_versions := 'TLSv1.1'",
  "  tls_versions: TLSv1.1 # TLSv1.0",
  "- tls_versions: [TLSv1.1]",
  '"tls_versions": ["TLSv1.1"],',
  '{ "a": "TLSv1.0", "tls_versions": "TLSv1.1", "b": "TLSv1.2" }',
  "tls_versions:\n  - TLSv1.1\n  # - TLSv1.0\nother: TLSv1.2",
  "tls_versions: >-\n  TLSv1.1\nother: TLSv1.2",
  "tls_versions = \\\n  TLSv1.1\nother = TLSv1.2",
  "<tls_versions>TLSv1.1</tls_versions>",
  '<property name="tls_versions" value="TLSv1.1"/>',
  '<entry key="tls_versions">TLSv1.1</entry>',
  "<name>tls_versions</name>\n<value>TLSv1.1</value>",
  "- name: tls_versions\n  value: TLSv1.1",
  '{ name = "tls_versions", value = "TLSv1.1" }',
  "{tls_versions, ['TLSv1.1', foo]}",
  "ENV tls_versions TLSv1.1",
  "run -Dtls_versions=TLSv1.1 -x",
  "line: 'tls_versions = TLSv1.1'",
  "tls_versions TLSv1.1\\n\\\nother TLSv1.2\\n",
  "run -o tls_versions=TLSv1.1 -o other=TLSv1.2",
];

test.each(FORMS.map((text) => [text]))("is read: %s", (text) => expect(found(text)).toBe("TLSv1.1"));

const NONE = [
  "# tls_versions TLSv1.1",
  "  // tls_versions = TLSv1.1",
  "; tls_versions = TLSv1.1",
  "/*\n tls_versions = TLSv1.1\n*/",
  "<!--\n<tls_versions>TLSv1.1</tls_versions>\n-->",
  "a = b # tls_versions = TLSv1.1",
  "| tls_versions | TLSv1.1 |",
  "* tls_versions: TLSv1.1",
  "tls_versions may be TLSv1.1 or newer",
  "Set `tls_versions` to TLSv1.1",
  "the old tls_versions TLSv1.1",
  "my_tls_versions: TLSv1.1",
  "tls_versions_of_others: TLSv1.1",
  "tls_versions: { type: string, enum: [TLSv1.1] }",
  "tls_versions:\n  description: TLSv1.1\n  enum:\n    - TLSv1.1",
  "tls_versions: {{ versions }}",
];

test.each(NONE.map((text) => [text]))("is no setting: %s", (text) => expect(found(text)).toBe(""));

test("a pattern opens no comment", () => {
  expect(found("path: /*\ntls_versions: TLSv1.1")).toBe("TLSv1.1");
});

test("a dotted key is found nested by indentation, braces, sections and in one line", () => {
  for (const text of [
    "server.tls.versions: TLSv1.1",
    "server:\n  port: 1\n  tls:\n    on: true\n    versions: TLSv1.1",
    "server {\n  tls {\n    versions TLSv1.1;\n  }\n}",
    "[server.tls]\nversions = TLSv1.1",
    '{ "server": { "tls": { "versions": "TLSv1.1" } } }',
  ]) {
    expect(found(text, nested), text).toBe("TLSv1.1");
  }
  for (const text of [
    "server:\n  web:\n    versions: TLSv1.1",
    "[client.tls]\nversions = TLSv1.1",
    "versions: TLSv1.1",
  ]) {
    expect(found(text, nested), text).toBe("");
  }
});

test("parameters come from the keys beside it, not from another block", () => {
  expect(found("- kind: RSA\n  bits: 2048\n- kind: RSA\n  bits: 4096", sized)).toBe("RSA-2048 RSA-4096");
  expect(found("a:\n  bits: 1024\nb:\n  kind: RSA\n", sized)).toBe("RSA");
  expect(found("x { kind = EC\n  curve = P-384 }\n", sized)).toBe("EC");
  expect(found("[a]\nkind = EC\ncurve = secp384r1\n[b]\nkind = EC\nbits = 256", sized)).toBe("EC-P-384 EC-P-256");
  expect(found('{ "kind": "RSA", "bits": 3072 }, { "kind": "EC", "curve": "P-521" }', sized)).toBe("RSA-3072 EC-P-521");
});

test("offsets are bytes, and letter case need not count", () => {
  const [use] = settings.read(Buffer.from("# ä\nSSLPROTOCOL TLSv1\n")).uses;
  expect([use?.start, use?.end, use?.library]).toEqual([5, 16, "apache"]);
});
