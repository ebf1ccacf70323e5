import { expect, test } from "vitest";
import type { Language } from "../languages/language.ts";
import type { Model } from "../models/model.ts";
import { activate, candidates } from "./candidates.ts";

const java = { renames: true, comments: { line: ["//"], block: [["/*", "*/"]] } } as unknown as Language;
const model = (form: Partial<Model>): Model => ({
  rule: "test.rule",
  title: "test",
  algorithm: { value: "MD5" },
  operation: "digest",
  examples: [],
  ...form,
});
const getInstance = activate([model({ calls: ["java.security.MessageDigest.getInstance"] })]);
const found = (text: string, active = getInstance) => [...candidates(text, active, java)].map((at) => text.slice(at));

test("a name counts where it is called, whatever the layout", () => {
  expect(found('MessageDigest.getInstance("MD5")')).toHaveLength(1);
  expect(found('MessageDigest\n  .getInstance\n  ("MD5")')).toHaveLength(1);
  expect(found("import x.getInstance;")).toHaveLength(0);
});

test("only whole names count", () => {
  expect(found("getInstances() mygetInstance() $getInstance()")).toHaveLength(0);
});

test("a line that begins as a comment does not count", () => {
  expect(found('  // getInstance("MD5")\n * getInstance("MD5")\nx = MessageDigest.getInstance("MD5");')).toHaveLength(
    1,
  );
});

test("a name counts only where its owner stands in the file too", () => {
  expect(found('Calendar.getInstance("MD5")')).toHaveLength(0);
  expect(found('import static a.MessageDigest.getInstance; x = getInstance("MD5")')).toHaveLength(1);
  const unowned = activate([model({ calls: ["a.b.run", "?.run"] })]);
  expect(found("x.run()", unowned)).toHaveLength(1);
});

test("an owner stands in the file as a whole word", () => {
  expect(found('/* MessageDigests */ Calendar.getInstance("MD5")')).toHaveLength(0);
  expect(found('/* MessageDigest */ x.getInstance("MD5")')).toHaveLength(1);
});

test("a member of another class does not count, as far as that class is certain", () => {
  const declared = { ...java, declared: /^\s{0,9}[=;]/ };
  const counted = (text: string) => [...candidates(`MessageDigest d; ${text}`, getInstance, declared)].length;
  expect(counted("Calendar.getInstance(1)")).toBe(0);
  expect(counted("Calendar\n  . getInstance(1)")).toBe(0);
  expect(counted("MessageDigest.getInstance(1)")).toBe(1);
  expect(counted("java.security.MessageDigest.getInstance(1)")).toBe(1);
  expect(counted("calendar.getInstance(1)")).toBe(1);
  expect(counted("CALENDAR.getInstance(1)")).toBe(1);
  expect(counted("MessageDigest Calendar = d; Calendar.getInstance(1)")).toBe(1);
  expect(counted("x.Calendar.getInstance(1)")).toBe(1);
});

test("a function that belongs to nothing is no member", () => {
  const php = { ...java, member: /->$/ };
  const hash = activate([model({ calls: ["hash"] })]);
  expect([...candidates("hash(1); $x->hash(2);", hash, php)]).toEqual([0]);
  const both = activate([model({ calls: ["hash"] }), model({ calls: ["?.hash"] })]);
  expect([...candidates("hash(1); $x->hash(2);", both, php)]).toHaveLength(2);
});

test("a constant counts without a call", () => {
  const names = activate([model({ names: ["crypto/tls.VersionTLS10"] })]);
  expect(found("cfg.MinVersion = tls.VersionTLS10\n", names)).toHaveLength(1);
});

test("what the file imports under another name counts by that name", () => {
  const md5 = activate([model({ calls: ["hashlib.md5"] })]);
  expect(found("from hashlib import md5 as m\nm(x)\nmm(x)", md5)).toEqual(["m(x)\nmm(x)"]);
  expect(found("const { md5: digest } = require('h');\ndigest(1)", md5)).toEqual(["digest(1)"]);
});

test("what a variable is given counts by the variable's name", () => {
  const md5 = activate([model({ calls: ["h.md5"] })]);
  expect(found("const digest = require('h').md5;\ndigest(1)", md5)).toEqual(["digest(1)"]);
  expect(found("import digest from 'js/md5'\ndigest(1)", md5)).toEqual(["digest(1)"]);
  expect(found("const digest = h.md5(1);\ndigest(1)", md5)).toEqual(["md5(1);\ndigest(1)"]);
});

test("the name of another library's function counts where the file gives it to this one's", () => {
  const both = activate([model({ calls: ["https.createServer"] }), model({ calls: ["http2.createSecureServer"] })]);
  const text = "const { createServer: createSecureServer } = require('https');\ncreateSecureServer(x)";
  expect(found(text, both)).toEqual(["createSecureServer(x)"]);
});
