/** Runs the examples that stand in the models: what `models test` and the test run check. */
import { type Engine, GAP } from "../engine.ts";
import type { Fact } from "../fact.ts";
import { languages } from "../kinds.ts";
import type { Library, Model } from "../models/model.ts";

export interface ExampleFailure {
  readonly rule: string;
  readonly code: string;
  readonly message: string;
}

/** Facts of a piece of code in this language, by all models of the catalogue. */
export async function factsOfCode(engine: Engine, language: string, code: string): Promise<readonly Fact[]> {
  const kind = languages.get(language);
  if (!kind) throw new Error(`models: unknown language "${language}"`);
  const bytes = new TextEncoder().encode(code);
  const region = engine.reserve(bytes.length + GAP);
  region.set(bytes);
  region.fill(0, bytes.length, bytes.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind: kind.id, offset: 0, length: bytes.length }]);
  if (outcome?.status !== "scanned")
    throw new Error(`models: example in ${language} was not scanned: ${JSON.stringify(outcome)}`);
  return outcome.facts;
}

/** A model of the catalogue has an example that finds something. */
export async function testModel(engine: Engine, library: Library, model: Model): Promise<readonly ExampleFailure[]> {
  const failures = await testExamples((language, code) => factsOfCode(engine, language, code), library, model);
  if (model.examples.some((example) => example.finds.length > 0)) return failures;
  return [{ rule: model.rule, code: "", message: "has no example that finds something" }, ...failures];
}

export type FactsOf = (language: string, code: string) => Promise<readonly Fact[]>;

export async function testExamples(
  factsOf: FactsOf,
  library: Library,
  model: Model,
): Promise<readonly ExampleFailure[]> {
  const failures: ExampleFailure[] = [];
  const fail = (code: string, message: string): void => {
    failures.push({ rule: model.rule, code, message });
  };
  const first = library.languages[0] ?? "";
  for (const { code, finds, language } of model.examples) {
    const found = await algorithmsOf(factsOf, language ?? first, code, model.rule);
    if (found.join(", ") !== finds.join(", ")) fail(code, `finds [${found.join(", ")}], not [${finds.join(", ")}]`);
  }
  for (const code of model.counterExamples ?? []) {
    const found = await algorithmsOf(factsOf, first, code, model.rule);
    if (found.length > 0) fail(code, `counter-example finds [${found.join(", ")}]`);
  }
  return failures;
}

/** Full names of what this rule finds, in order; `?` for an unresolved use. */
async function algorithmsOf(
  factsOf: FactsOf,
  language: string,
  code: string,
  rule: string,
): Promise<readonly string[]> {
  const facts = await factsOf(language, code);
  return facts.filter((fact) => fact.ruleId === rule).map((fact) => (fact.resolved ? fact.algorithm : "?"));
}
