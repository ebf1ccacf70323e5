/** No regular expression of the product takes more than linear time, whatever text it meets: texts are hostile. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { analyse } from "scslre";
import { expect, test } from "vitest";
import { expressionsMadeAtRunTime } from "./made-expressions.ts";
import { pumpedTexts } from "./pumped-texts.ts";
import { type Expression, expressionsIn, expressionsOfProduct } from "./regular-expressions.ts";

/** Nearly all of it is spent on a busy machine's waiting. */
const TIMEOUT = 300_000;
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Processor time of a search that is no matter, whatever it grows with. */
const FREE_MS = 50;
/** How much more a text of four times the length may take: linear is four, quadratic sixteen. */
const MOST_GROWTH = 9;

/**
 * What makes an expression slow: `Self` and `Trade` backtrack, `Move` begins again at each place of a long run. What an
 * analysis of the expression does not tell, a text shows that was made for it.
 */
function faults({ source, flags }: Pick<Expression, "source" | "flags">): readonly string[] {
  const { reports } = analyse({ source, flags }, { reportTypes: { Self: true, Trade: true, Move: true } });
  const told = reports.map(({ type, exponential }) => (exponential ? `${type}, exponential` : type));
  const global = new RegExp(source, flags.includes("g") ? flags : `${flags}g`);
  if (told.length > 0) return told;
  const shown = pumpedTexts(source, flags).find((text) => isSlow(global, text));
  return shown === undefined ? [] : [`again and again on ${JSON.stringify(shown.slice(0, 20))}`];
}

function isSlow(expression: RegExp, text: string): boolean {
  // Once more where it was slow: something else may have been.
  for (let tries = 0; tries < 2; tries++) {
    const whole = searchMs(expression, text);
    if (whole < FREE_MS) return false;
    if (whole < MOST_GROWTH * Math.max(1, searchMs(expression, text.slice(0, text.length / 4)))) return false;
  }
  return true;
}

function searchMs(expression: RegExp, text: string): number {
  const before = process.cpuUsage();
  for (const match of text.matchAll(expression)) if (match.index > text.length) break;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const slow = (all: readonly Expression[]): readonly string[] => {
  const distinct = new Map(all.map((each) => [`/${each.source}/${each.flags}`, each]));
  return [...distinct].flatMap(([spelled, each]) => faults(each).map((fault) => `${each.place}: ${fault}: ${spelled}`));
};

test("no literal backtracks beyond linear time", { timeout: TIMEOUT }, () => {
  const { literals } = expressionsOfProduct();
  expect(literals.length).toBeGreaterThan(300);
  expect(slow(literals)).toEqual([]);
});

test("what is made at run time does not either, and all of it was made", { timeout: TIMEOUT }, async () => {
  const { made } = expressionsOfProduct();
  const expressions = await expressionsMadeAtRunTime();
  const files = (places: readonly string[]) => places.map((place) => place.split(":", 1)[0] ?? "");
  for (const file of new Set(files(made))) {
    const distinct = new Set(expressions.map(({ place }) => place).filter((place) => place.startsWith(`${file}:`)));
    expect([file, distinct.size]).toEqual([file, files(made).filter((each) => each === file).length]);
  }
  expect(slow(expressions)).toEqual([]);
});

test("no data file holds an expression", () => {
  for (const path of globSync("services/scanner/**/*.{yaml,yml}", { cwd: ROOT })) {
    const text = readFileSync(`${ROOT}/${path}`, "utf8");
    expect([path, /^\s*(?:- )?["']?(?:regexp?|pattern)s?["']?\s*:/im.exec(text)?.[0]]).toEqual([path, undefined]);
  }
});

test("a slow one would be found, wherever it stands", { timeout: TIMEOUT }, () => {
  const planted = [
    "export const a = /(?:x+)+y/;",
    "export const b = (text: string) => text.replace(/^\\s+|\\s+$/g, '');",
    "export const c = [/a*b?a*c/u];",
    "export const d = <T>(t: T) => /(.*),(.*),(.*)x/.test(String(t));",
    "export const e = /\\/\\*[\\s\\S]*?\\*\\//g;",
    "export const f = /\\b[a-z.]*:/;",
  ];
  for (const text of planted) {
    const { literals } = expressionsIn("planted.ts", text);
    expect([text, slow(literals).length > 0]).toEqual([text, true]);
  }
  expect(expressionsIn("planted.ts", "const e = new RegExp(x);")).toMatchObject({ made: ["planted.ts:1"] });
  expect(() => expressionsIn("planted.ts", "const Other = RegExp;")).toThrow("other than by calling it");
});
