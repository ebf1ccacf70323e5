import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { collectTo } from "../collect.fixture.ts";
import { daysOf } from "./days.ts";
import { HISTORY_FORMATS, type HistoryFormat } from "./formats.ts";
import type { HistoryResult, Life } from "./model.ts";
import { timelineOf } from "./timeline.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), "utf8"));
const schema = read("history");
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const A = "a".repeat(40);
const B = "b".repeat(40);
const NOW = "2026-01-01T00:00:00Z";

function life(changes: Partial<Life> = {}): Life {
  return {
    id: `00112233445566778899aabbccddeeff.${A.slice(0, 12)}.1`,
    verdict: "quantum-broken",
    fingerprint: "00112233445566778899aabbccddeeff",
    ruleId: "java.jca.key-pair-generator",
    algorithm: "RSA-2048",
    family: "RSA",
    language: "java",
    operation: "keygen",
    purpose: "unknown",
    usage: "call",
    quantum: "broken",
    classical: "ok",
    scope: "production",
    path: "src/Keys.java",
    line: 7,
    state: "present",
    opened: { commit: A, time: "2020-01-01T00:00:00Z" },
    ...changes,
  };
}

const gone = life({
  verdict: "weak-today",
  algorithm: "MD5",
  family: "MD5",
  quantum: "weakened",
  classical: "broken",
  path: '=cmd|"x"!<script>alert(1)</script>\u001b[2J',
  library: "java.jca",
  earlierPaths: ["old.java"],
  state: "gone",
  opened: { commit: A, time: "2021-01-01T00:00:00Z", before: true },
  merged: { commit: B, time: "2021-02-01T00:00:00Z" },
  closed: { commit: A, time: "2022-01-01T00:00:00Z" },
  closedMerged: { commit: B, time: "2022-02-01T00:00:00Z" },
});

function history(lives: readonly Life[], changes: Partial<HistoryResult["target"]> = {}): HistoryResult {
  const counts = { present: 1, gone: 1, branch: 0 };
  return {
    historyVersion: "1",
    tool: { name: "pqc-audit", version: "0.1.0", engineDigest: "e" },
    target: { location: "/repository", commit: B, firstParent: false, shallow: false, ...changes },
    startedAt: NOW,
    durationMs: 1234,
    commits: { all: 3, mainLine: 2 },
    summary: { ...counts, byVerdict: { "quantum-broken": counts, "weak-today": counts }, byFamily: { RSA: counts } },
    coverage: { present: 4, scanned: 2, skipped: { binary: 1 }, failed: 1, quarantined: 0 },
    errors: [{ path: "lost.py", status: "failed", message: "the content is not in this clone" }],
    timeline: timelineOf(lives, new Date(NOW)),
    lives,
  };
}

async function printed(format: HistoryFormat, result: HistoryResult): Promise<string> {
  const write = await HISTORY_FORMATS[format]();
  return await collectTo((out) => write(result, out, { color: false }));
}

test("the printed object fits the schema, with every field and with none", async () => {
  const since = { commit: A, time: NOW };
  for (const result of [history([]), history([life(), gone], { since, folder: "src", shallow: true })]) {
    const object = JSON.parse(await printed("json", result));
    expect(object).toEqual(result);
    expect(validate(object), JSON.stringify(validate.errors)).toBe(true);
  }
  expect(validate({ ...history([]), extra: 1 })).toBe(false);
  expect(validate(history([{ ...life(), state: "lost" as "gone" }]))).toBe(false);
});

test("coverage and errors are those of results, but for reasons that only a working tree has", () => {
  const { coverage, errors, tool } = schema.properties;
  expect(read("result").properties).toMatchObject({ coverage, errors, tool });
});

test("a row of CSV is no formula, whatever a path is called, and has as many cells as its head", async () => {
  const rows = (await printed("csv", history([life(), gone]))).split("\r\n");
  expect(rows).toHaveLength(4);
  expect(rows[0]?.split(",")).toHaveLength(21);
  expect(rows[1]).toBe(
    `${life().id},present,quantum-broken,RSA,RSA-2048,java.jca.key-pair-generator,call,keygen,production,src/Keys.java,7,` +
      `${A},2020-01-01T00:00:00Z,no,,,,,,,2192`,
  );
  expect(rows[2]).toContain(`,"'=cmd|""x""!<script>alert(1)</script>\\u{1b}[2J",7,`);
});

test("the page loads nothing and runs nothing, and a hostile path is text in it", async () => {
  const page = await printed("html", history([life(), gone], { shallow: true }));
  expect(page).toContain("=cmd|&quot;x&quot;!&lt;script&gt;alert(1)&lt;/script&gt;\\u{1b}[2J");
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bon[a-z]+=|url\(|https?:|@import/);
  expect(page).not.toContain("\u001b");
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("This clone is shallow");
  expect(page).toContain("incomplete: 1 of 4 contents could not be scanned");
  expect(page).toMatch(/<svg .*<path class="q1" d="M.*<path class="w1" d="M/);
  expect(page).toContain("<title>RSA: 1 now, 1 at most</title>");
  const empty = await printed("html", history([]));
  expect(empty).not.toContain("<svg");
});

test("the text says what was there when, and what is there longest", async () => {
  const text = await printed("text", history([life(), gone], { shallow: true }));
  expect(text).toContain("Broken by a quantum computer\n");
  expect(text).toMatch(/ {2}RSA {2}█{48} {5}1 {4}1\n/);
  expect(text).toContain("  RSA-2048  src/Keys.java:7\n    since 2020-01-01 (aaaaaaaaaaaa), 2192 days\n");
  expect(text).toContain("    since before 2021-01-01 (aaaaaaaaaaaa) to 2022-01-01 (aaaaaaaaaaaa), 365 days\n");
  expect(text).toContain("shallow");
  expect(text).toContain("lost.py: failed: the content is not in this clone");
  expect(text).not.toContain("\u001b");
  expect(await printed("text", history([]))).toContain("History of /repository up to bbbbbbbbbbbb\n");
});

test("counts over time follow the line of first parents, and a wrong clock makes no count negative", () => {
  const at = (from: string, to?: string): Life =>
    life({
      opened: { commit: A, time: from },
      ...(to !== undefined && { closed: { commit: B, time: to }, state: "gone" as const }),
    });
  const lives = [
    at("2020-01-01T00:00:00Z", "2020-01-03T00:00:00Z"),
    at("2020-01-02T00:00:00Z"),
    at("2020-01-05T00:00:00Z", "2020-01-04T00:00:00Z"),
    at("2099-01-01T00:00:00Z"),
    { ...gone, state: "branch" as const },
  ];
  expect(timelineOf(lives, new Date(NOW))).toEqual({
    times: ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-05", "2026-01-01"].map((day) => `${day}T00:00:00.000Z`),
    series: [{ verdict: "quantum-broken", family: "RSA", counts: [1, 2, 1, 1, 2] }],
  });
  const many = Array.from({ length: 1000 }, (_, index) => at(new Date(Date.UTC(2020, 0, 1 + index)).toISOString()));
  const { times, series } = timelineOf(many, new Date(NOW));
  expect(times).toHaveLength(240);
  expect(series[0]?.counts.at(-1)).toBe(1000);
  expect(daysOf(lives[2] as Life, NOW)).toBe(0);
});
