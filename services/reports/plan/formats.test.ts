import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { collectTo } from "../collect.fixture.ts";
import { finding } from "../model/fixture.ts";
import { forecastOf } from "./forecast.ts";
import { PLAN_FORMAT_NAMES, PLAN_FORMATS, type PlanFormat } from "./formats.ts";
import type { MigrationPlan } from "./model.ts";
import { EVERY_KIND, planned } from "./plan.fixture.ts";

const schema = JSON.parse(readFileSync(new URL("../schemas/plan.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const WEEK = 7 * 86_400_000;
const falling = forecastOf(
  Array.from({ length: 20 }, (_, at) => ({ time: at * WEEK, uses: 300 - at * 10 })),
  [{ mandate: "eu-roadmap", date: "1970-06-01", requirement: "r" }],
  20 * WEEK,
);

const FULL = planned(
  [
    ...EVERY_KIND,
    finding({
      path: "old/a",
      owners: ["@old"],
      deadlines: [{ mandate: "m", date: "2030-12-31", actBy: "2020-12-31", requirement: "r" }],
    }),
    (({ replacement: _, ...nothing }) => nothing)(finding({ path: "none/a", algorithm: "Rabin" })),
  ],
  { without: ["pay"], forecast: falling, incomplete: true, filter: { owners: ["@old"] } },
);

async function text(plan: MigrationPlan, format: PlanFormat): Promise<string> {
  const write = await PLAN_FORMATS[format]();
  return collectTo((out) => write(plan, out, { color: false }));
}

test("JSON is the plan, and fits the schema", async () => {
  const printed = JSON.parse(await text(FULL, "json"));
  expect(printed).toEqual(FULL);
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...printed, planVersion: "2" })).toBe(false);
  const empty = JSON.parse(await text(planned([]), "json"));
  expect(validate(empty), JSON.stringify(validate.errors)).toBe(true);
});

test.each(PLAN_FORMAT_NAMES)("%s tells every package, and of nothing too", async (format) => {
  const told = await text(FULL, format);
  for (const { title } of FULL.packages) expect(told).toContain(title);
  await expect(text(planned([]), format)).resolves.toBeTypeOf("string");
});

test("people are told what is overdue, blocked, first, left and when it ends", async () => {
  for (const format of ["text", "markdown"] as const) {
    const told = await text(FULL, format);
    expect(told).toContain("overdue since 2020-12-31 (m): 2030-12-31 less 10 years of confidentiality");
    expect(told).toContain("nothing is known to take the place of Rabin yet");
    expect(told).toContain("late by ");
    expect(told).toMatch(/2 of 10 findings left/);
    expect(told).toMatch(/[Ii]ncomplete: some files could not be scanned/);
    expect(told).toMatch(/after \d+: `?java has post-quantum algorithms/);
  }
});

const HOSTILE =
  "=cmd|' /C calc'!A0 @acme/all <script>alert(1)</script> ![x](//evil.example/x) `` `\u001b[2J\u202e|\n# x";

test("nothing that a repository wrote does anything", async () => {
  const plan = planned([
    finding({
      path: `${HOSTILE}/src/a`,
      algorithm: HOSTILE,
      library: HOSTILE,
      owners: [HOSTILE],
      purpose: "signature",
    }),
    finding({ path: `${HOSTILE}/pom.xml`, usage: "dependency", library: HOSTILE, ruleId: "dependency.maven" }),
  ]);
  for (const format of ["text", "csv", "markdown"] as const) {
    const told = await text(plan, format);
    for (const character of ["\u001b", "\u202e"]) expect(told).not.toContain(character);
  }
  expect(await text(plan, "csv")).not.toMatch(/(?:^|[,;"\n])[=+\-@]/);
  const html = micromark(await text(plan, "markdown"), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  expect(html).not.toMatch(/<script|<img|<a /);
  expect(html.replace(/<code>[^<]*<\/code>/g, "")).not.toMatch(/@acme|evil|calc/);
});
