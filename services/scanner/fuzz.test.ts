/**
 * Every language front end and every format read inside texts, on damaged forms of the examples of the models: what comes
 * out is an outcome, never an error of ours, never a budget used up by so little text. `PQC_AUDIT_FUZZ` multiplies how many;
 * `PQC_AUDIT_FUZZ_SEED` repeats the one that a failure names.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, expect, test } from "vitest";
import { products } from "./artifacts/settings/products.ts";
import { Engine, GAP } from "./engine.ts";
import { LANGUAGES } from "./languages/all.ts";
import { limitParserMemory } from "./languages/parser-memory.ts";
import { loadCatalogue } from "./models/catalogue.ts";
import { cpuMs } from "./testing-cpu-time.ts";
import { damage } from "./testing-damage.ts";

const RUNS = 1000 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);
const only = process.env.PQC_AUDIT_FUZZ_SEED;
/** A run takes about a millisecond; this is for a machine that does much else. */
const MS_PER_RUN = 60;
/** Of CPU for one text: far below the wall clock that takes a thread for stuck. */
const MOST_MS = 10_000;
/** That the parser may take for all grammars and a text of 16 KiB; more ends as an error. */
const PARSER_BYTES = 192 << 20;
/**
 * Longer ones that are allowed: the recovery of the grammar of Bash takes twice as long for each redirection more that an
 * unended substitution holds, inside of one step, where only the wall clock can end it.
 */
const MOST_SLOW = RUNS / 100_000;
/** That what lives may grow by while nothing is kept but what many files' models have in common. */
const MOST_BYTES = 200 << 20;

let engine: Engine;
beforeAll(() => {
  limitParserMemory(PARSER_BYTES);
  engine = new Engine();
});

/** What stands around code of another language, where a file is a frame around it. */
const FRAMES: Readonly<Record<string, (code: string) => string>> = {
  vue: (code) => `<template><p>x</p></template>\n<script setup lang="ts">\n${code}\n</script>\n`,
  svelte: (code) => `<script>\n${code}\n</script>\n<p>x</p>\n`,
  dockerfile: (code) => `FROM scratch\n${code.replace(/^/gm, "RUN ")}\n`,
  makefile: (code) => `all:\n${code.replace(/^/gm, "\t")}\n`,
  scripts: (code) => `steps:\n  - run: |\n${code.replace(/^/gm, "      ")}\n`,
};

function framed(language: string, code: string): string {
  const frame = Object.hasOwn(FRAMES, language) ? FRAMES[language] : undefined;
  return frame ? frame(code) : code;
}

/** By language: the examples of its models, as they stand in such a file. */
function examples(): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  const add = (language: string | undefined, code: string): void => {
    const own = texts.get(language ?? "");
    if (own) own.push(code);
    else texts.set(language ?? "", [code]);
  };
  for (const { languages, models } of loadCatalogue().libraries) {
    for (const model of models) {
      for (const { code, language } of model.examples) add(language ?? languages[0], code);
      for (const code of model.counterExamples ?? []) add(languages[0], code);
      // What is written for one language of a family is nearly legal in the others.
      for (const other of languages.slice(1)) for (const { code } of model.examples) add(other, framed(other, code));
    }
  }
  return texts;
}

/** By kind: the texts that are damaged. */
function seeds(): ReadonlyMap<string, readonly string[]> {
  const texts = examples();
  const settings = products().flatMap((product) => product.settings.flatMap((each) => each.examples));
  const ofLanguages = LANGUAGES.map(({ id, modelsOf }): readonly [string, readonly string[]] => {
    return [id, texts.get(id) ?? texts.get(modelsOf ?? "")?.map((code) => framed(id, code)) ?? []];
  });
  return new Map([...ofLanguages, ["sniff", settings.map(({ text }) => text)]]);
}

const SEEDS = seeds();

test("every language takes part", () => {
  expect([...SEEDS].filter(([, texts]) => texts.length === 0).map(([kind]) => kind)).toEqual([]);
});

let givenUp = 0;

/** Bytes that live once everything else is collected. */
function living(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How many facts. */
async function scan(kind: string, content: Buffer): Promise<number> {
  const region = engine.reserve(content.length + GAP);
  region.set(content);
  region.fill(0, content.length, content.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind, offset: 0, length: content.length }]);
  if (outcome?.status === "skipped") return 0;
  if (outcome?.status !== "scanned") throw new Error(`ends as ${JSON.stringify(outcome)}`);
  // A grammar may be lost in what is broken, and is stopped soon; what comes after it may not.
  if (/ parser gave up /.test(outcome.error ?? "")) givenUp++;
  else expect(outcome.error ?? "").not.toMatch(/budget|more cryptography than/);
  for (const fact of outcome.facts) {
    expect(fact.line).toBeGreaterThan(0);
    expect(fact.endLine).toBeGreaterThanOrEqual(fact.line);
    expect(fact.snippet.length).toBeLessThanOrEqual(200);
  }
  return outcome.facts.length;
}

test.each([...SEEDS])(
  "damaged examples of %s end in an outcome",
  async (kind, texts) => {
    const chosen = only === undefined ? Array.from({ length: RUNS }, (_, index) => index) : [Number(only)];
    const before = living();
    let found = 0;
    let slow = 0;
    givenUp = 0;
    for (const seed of chosen) {
      const content = damage(texts, seed);
      const started = cpuMs();
      const facts = await scan(kind, content).catch((error: unknown) => {
        throw new Error(
          `PQC_AUDIT_FUZZ_SEED=${seed} repeats it for ${kind}: ${error instanceof Error ? error.message : String(error)}\n${content.toString("latin1").slice(0, 2_000)}`,
          { cause: error },
        );
      });
      if (cpuMs() - started > MOST_MS) slow++;
      expect([seed, slow <= MOST_SLOW]).toEqual([seed, true]);
      if (facts > 0) found++;
    }
    expect(living() - before).toBeLessThan(MOST_BYTES);
    expect(givenUp).toBeLessThanOrEqual(1 + RUNS / 10_000);
    // Damage that nothing survives would try nothing but the parsers.
    if (only === undefined) expect(found).toBeGreaterThan(RUNS / 50);
  },
  60_000 + RUNS * MS_PER_RUN,
);
