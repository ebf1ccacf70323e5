import { collect } from "@pqc-audit/reports/collect.fixture.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { finding, incomplete, result } from "@pqc-audit/reports/model/fixture.ts";
import { writeSpdx } from "@pqc-audit/reports/spdx.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, expect, test } from "vitest";
import { spdxSchema } from "../servers/spdx-schema.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
let problems: (text: string) => unknown;
beforeAll(async () => {
  const validate = ajv.compile(await spdxSchema());
  problems = (text) => (validate(JSON.parse(text)) ? undefined : validate.errors);
});

const written = (of: AuditResult) => collect(writeSpdx, of);
let ids = 0;
const use = (changes: Partial<Finding> = {}) => finding({ id: `id-${++ids}`, ...changes });

const dependency: Partial<Finding> = {
  usage: "dependency",
  ruleId: "dependency.npm",
  library: "elliptic",
  snippet: "elliptic 6.5.4 (ECDSA): none",
  path: "package.json",
};
const hostile: Partial<Finding> = { path: "a b/#ü\ud800?.java", snippet: "\u001b[2J\u0000<script>" };

test.each<[string, () => AuditResult]>([
  ["empty", () => result([])],
  ["full", () => result([use(), use(dependency), use({ ...hostile, suppressed: { reason: "accepted" } })])],
  ["of a commit", () => result([use()], { target: { location: "https://git.example/r.git", commit: "a".repeat(40) } })],
  ["incomplete", () => incomplete([use()])],
])("an SPDX document fits the official schema: %s", async (_what, of) => {
  expect(problems(await written(of()))).toBeUndefined();
});

test("the schema is really asked: broken documents are refused", async () => {
  const text = await written(result([use()]));
  for (const [good, bad] of [
    ['"software_Snippet"', '"software_Algorithm"'],
    ['"beginIntegerRange":10', '"beginIntegerRange":0'],
    ['"annotationType":"other"', '"annotationType":"crypto"'],
  ] as const) {
    expect(text).toContain(good);
    expect(problems(text.replace(good, bad))).toBeDefined();
  }
});
