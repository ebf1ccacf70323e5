import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { againstBaseline } from "./baseline.ts";
import { collect } from "./collect.fixture.ts";
import { writeJson } from "./json.ts";
import { finding, incomplete, result } from "./model/fixture.ts";
import { writeNdjson } from "./ndjson.ts";

const schema = JSON.parse(readFileSync(new URL("./schemas/result.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);
const validateFinding = ajv.compile({ $ref: `${schema.$id}#/definitions/finding` });

const validateRecord = ajv.compile({ $ref: `${schema.$id}#/definitions/record` });

const full = finding({
  curve: "P-256",
  mode: "ECB",
  padding: "OAEP",
  library: "java.jca",
  protocol: "TLSv1.0",
  validFrom: "2028-01-01T00:00:00Z",
  expires: "2030-01-01T00:00:00Z",
  serialNumber: "0a1b",
  suppressed: { reason: "accepted", until: "2027-01-01" },
});

test("what policy, mandates and a baseline add fits the schema", async () => {
  const judged = finding({
    quantum: "hybrid",
    halves: [{ algorithm: "X25519", quantum: "broken", classical: "ok" }],
    suppressed: { reason: "accepted", until: "2027-01-31", by: "policy" },
    deadlines: [{ mandate: "eu-roadmap", date: "2030-12-31", requirement: "r", actBy: "2025-12-31" }],
    overdue: true,
  });
  const made = againstBaseline(result([judged, finding({ path: "b" })]), new Map());
  const printed = JSON.parse(await collect(writeJson, made));
  expect(printed).toEqual(made);
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
});

test("the printed object fits the schema, with every field and with none", async () => {
  const many = Array.from({ length: 3000 }, (_, index) => finding({ line: index + 1 }));
  for (const findings of [[], [full], [full, finding({ path: "b" })], many]) {
    const target = { location: "https://git.example/r", commit: "a".repeat(40) };
    const errors = [{ path: "x.pem", status: "malformed" as const, message: "truncated" }];
    const expected = result(findings, { target, errors });
    const printed = JSON.parse(await collect(writeJson, expected));
    expect(printed).toEqual(expected);
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  }
});

test("the schema refuses a missing field, an unknown field and a wrong value", () => {
  const { digest: _, ...missing } = result([]);
  expect(validate(missing)).toBe(false);
  expect(validate({ ...result([]), extra: 1 })).toBe(false);
  expect(validate(result([finding({ line: 0 })]))).toBe(false);
  expect(validate(result([{ ...finding(), severity: "urgent" as "high" }]))).toBe(false);
});

test("ndjson is one finding a line, the same fields as in JSON", async () => {
  const findings = [full, finding({ path: "b", snippet: "line\nfeed\u2028and separator" })];
  const text = await collect(writeNdjson, result(findings));
  expect(text.endsWith("\n")).toBe(true);
  const lines = text.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(result(findings).findings);
  for (const line of lines) expect(validateFinding(JSON.parse(line))).toBe(true);
  expect(await collect(writeNdjson, result([]))).toBe("");
});

test("an incomplete scan lists every file that was not scanned, and counts the skipped by reason", async () => {
  const printed = JSON.parse(await collect(writeJson, incomplete()));
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  expect(printed.errors).toEqual(incomplete().errors);
  expect(printed.coverage).toMatchObject({ skipped: { binary: 2, excluded: 1 }, failed: 1, quarantined: 1 });
});

test("ndjson of an incomplete scan goes on behind its findings with what was not scanned", async () => {
  const expected = incomplete([finding(), full]);
  const lines = (await collect(writeNdjson, expected)).trimEnd().split("\n");
  const values = lines.map((line) => JSON.parse(line));
  expect(values.slice(0, 2)).toEqual(expected.findings);
  const records = values.slice(2);
  expect(records).toEqual([
    ...expected.errors.map((error) => ({ record: "error", ...error })),
    { record: "coverage", ...expected.coverage },
  ]);
  for (const record of records) expect(validateRecord(record), JSON.stringify(validateRecord.errors)).toBe(true);
  expect(validateRecord({ record: "error", path: "x" })).toBe(false);
  for (const record of records) expect(validateFinding(record)).toBe(false);
});
