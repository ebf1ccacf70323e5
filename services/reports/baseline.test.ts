import { expect, test } from "vitest";
import { againstBaseline, readBaseline, writeBaseline } from "./baseline.ts";
import { collect as collected } from "./collect.fixture.ts";
import type { Finding } from "./model/finding.ts";
import { finding, result } from "./model/fixture.ts";

const use = (path: string, line: number, print = "a", changes: Partial<Finding> = {}) =>
  finding({ path, line, fingerprint: print.repeat(32), id: `${print}.${path}.${line}`, ...changes });

async function states(before: readonly Finding[], after: readonly Finding[]) {
  const baseline = readBaseline(await collected(writeBaseline, result(before)));
  const { findings, summary } = againstBaseline(result(after), baseline);
  return { states: findings.map((each) => `${each.path}:${each.line} ${each.baseline}`), counts: summary.baseline };
}

test("what is known stays known when its lines move, and what is gone is counted as fixed", async () => {
  expect(await states([use("a.c", 1), use("a.c", 9, "b")], [use("a.c", 40)])).toEqual({
    states: ["a.c:40 existing"],
    counts: { existing: 1, new: 0, fixed: 1 },
  });
});

test("a second identical use in the same file does not slip through, nor one in another file", async () => {
  expect((await states([use("a.c", 1)], [use("a.c", 1), use("a.c", 2), use("b.c", 1)])).states).toEqual([
    "a.c:1 existing",
    "a.c:2 new",
    "b.c:1 new",
  ]);
});

test("two of three equal uses that were known stay known", async () => {
  const three = [use("a.c", 1), use("a.c", 2), use("a.c", 3)];
  expect((await states(three.slice(0, 2), three)).counts).toEqual({ existing: 2, new: 1, fixed: 0 });
  expect((await states(three, three.slice(0, 2))).counts).toEqual({ existing: 2, new: 0, fixed: 1 });
});

test("a file that moved as a whole is known; a copy of one that is still there is new", async () => {
  const old = [use("a.c", 1), use("a.c", 2, "b")];
  const moved = [use("lib/a.c", 1), use("lib/a.c", 2, "b")];
  expect((await states(old, moved)).counts).toEqual({ existing: 2, new: 0, fixed: 0 });
  expect((await states(old, [...old, ...moved])).counts).toEqual({ existing: 2, new: 2, fixed: 0 });
  expect((await states(old, [use("lib/a.c", 1)])).counts).toEqual({ existing: 0, new: 1, fixed: 2 });
});

test("what was suppressed is in no baseline: it is new when its acceptance ends", async () => {
  const accepted = use("a.c", 1, "a", { suppressed: { reason: "until June" } });
  expect((await states([accepted], [accepted])).states).toEqual(["a.c:1 undefined"]);
  expect((await states([accepted], [use("a.c", 1)])).states).toEqual(["a.c:1 new"]);
});

test("a key of another size is another use", async () => {
  expect((await states([use("a.c", 1, "a")], [use("a.c", 1, "c")])).states).toEqual(["a.c:1 new"]);
});

test("baselines of the same findings are the same text, one line a file", async () => {
  const findings = [use("b.c", 1), use("a.c", 2, "b"), use("a.c", 1)];
  const text = await collected(writeBaseline, result(findings));
  expect(await collected(writeBaseline, result([...findings].reverse()))).toBe(text);
  expect(text.split("\n").filter((line) => line.includes(".c"))).toEqual([
    `    "a.c": {"${"a".repeat(32)}":1,"${"b".repeat(32)}":1},`,
    `    "b.c": {"${"a".repeat(32)}":1}`,
  ]);
  expect(readBaseline(await collected(writeBaseline, result([]))).size).toBe(0);
});

test.each(["{", "[]", '{"baselineVersion":"2","files":{}}', '{"baselineVersion":"1","files":{"a":{"b":0}}}'])(
  "%s is no baseline",
  (text) => {
    expect(() => readBaseline(text)).toThrow();
  },
);
