/**
 * Every language front end and every format read inside texts, on damaged forms of the examples of the models: what comes
 * out is an outcome, never an error of ours, never a budget used up by so little text. `PQC_AUDIT_FUZZ` multiplies how many;
 * `PQC_AUDIT_FUZZ_SEED` repeats the one that a failure names.
 */
import { beforeAll, expect, test } from "vitest";
import { products } from "./artifacts/settings/products.ts";
import { Engine, GAP } from "./engine.ts";
import { LANGUAGES } from "./languages/all.ts";
import { loadCatalogue } from "./models/catalogue.ts";
import { damage } from "./testing-damage.ts";

const RUNS = 1000 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);
const only = process.env.PQC_AUDIT_FUZZ_SEED;
/** A run takes about a millisecond; this is for a machine that does much else. */
const MS_PER_RUN = 60;

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});

/** By kind: the texts that are damaged. */
function seeds(): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>(LANGUAGES.map(({ id }) => [id, []]));
  for (const { languages, models } of loadCatalogue().libraries) {
    for (const model of models) {
      for (const { code, language } of model.examples) texts.get(language ?? languages[0] ?? "")?.push(code);
      for (const code of model.counterExamples ?? []) texts.get(languages[0] ?? "")?.push(code);
      // What is written for one language of a family is nearly legal in the others.
      for (const other of languages.slice(1)) texts.get(other)?.push(...model.examples.map(({ code }) => code));
    }
  }
  const settings = products().flatMap((product) => product.settings.flatMap(({ examples }) => examples));
  const all = [...texts].filter(([, codes]) => codes.length > 0);
  return new Map([...all, ["sniff", settings.map(({ text }) => text)]]);
}

const SEEDS = seeds();

test("there are seeds for every language that has a model", () => {
  const modelled = new Set(loadCatalogue().libraries.flatMap(({ languages }) => languages));
  expect([...modelled].filter((language) => !SEEDS.has(language))).toEqual([]);
});

/** How many facts. */
async function scan(kind: string, content: Buffer): Promise<number> {
  const region = engine.reserve(content.length + GAP);
  region.set(content);
  region.fill(0, content.length, content.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind, offset: 0, length: content.length }]);
  if (outcome?.status === "skipped") return 0;
  if (outcome?.status !== "scanned") throw new Error(`ends as ${JSON.stringify(outcome)}`);
  expect(outcome.error ?? "").not.toMatch(/budget|more cryptography than/);
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
    let found = 0;
    for (const seed of chosen) {
      const content = damage(texts, seed);
      const facts = await scan(kind, content).catch((error: unknown) => {
        throw new Error(
          `PQC_AUDIT_FUZZ_SEED=${seed} repeats it for ${kind}: ${error instanceof Error ? error.message : String(error)}\n${content.toString("latin1").slice(0, 2_000)}`,
          { cause: error },
        );
      });
      if (facts > 0) found++;
    }
    // Damage that nothing survives would try nothing but the parsers.
    if (only === undefined) expect(found).toBeGreaterThan(RUNS / 50);
  },
  60_000 + RUNS * MS_PER_RUN,
);
