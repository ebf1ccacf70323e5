/** What `models list`, `models show` and `models test` do. */

import { nearest } from "@pqc-audit/platform/config/nearest.ts";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { Engine } from "@pqc-audit/scanner/engine.ts";
import { testModel } from "@pqc-audit/scanner/matching/examples.ts";
import { type Catalogue, loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { checkLibrary } from "@pqc-audit/scanner/models/check.ts";
import type { Library } from "@pqc-audit/scanner/models/model.ts";
import { stringify } from "yaml";
import type { Context } from "../context.ts";

export async function listModels(text: string | undefined, { stdout }: Context): Promise<void> {
  const { libraryOf, libraries } = loadCatalogue();
  const wanted = [...libraryOf].filter(([model]) => text === undefined || model.rule.includes(text));
  const width = Math.max(0, ...wanted.map(([model]) => model.rule.length));
  for (const [model, library] of wanted) {
    stdout.write(`${model.rule.padEnd(width)}  ${library.languages.join(", ")}  ${model.title}\n`);
  }
  stdout.write(`${wanted.length} of ${libraryOf.size} models in ${libraries.length} libraries\n`);
}

export async function showModels(name: string, { stdout }: Context): Promise<void> {
  const catalogue = loadCatalogue();
  const library = catalogue.libraries.find((each) => each.library === name);
  const model = [...catalogue.libraryOf.keys()].find((each) => each.rule === name);
  if (!library && !model)
    throw unknown(name, [...rules(catalogue), ...catalogue.libraries.map((each) => each.library)]);
  stdout.write(stringify(library ?? model, { lineWidth: 120 }));
}

/** Throws `TerminalError` after listing every failure. */
export async function testModels(name: string | undefined, { stdout, stderr }: Context): Promise<void> {
  const catalogue = loadCatalogue();
  const libraries =
    name === undefined ? catalogue.libraries : catalogue.libraries.filter((each) => each.library === name);
  if (libraries.length === 0)
    throw unknown(
      name ?? "",
      catalogue.libraries.map((each) => each.library),
    );
  const engine = new Engine(catalogue);
  let failures = 0;
  for (const library of libraries) {
    for (const line of await faultsOf(engine, library)) {
      failures++;
      stderr.write(`${line}\n`);
    }
  }
  const models = libraries.flatMap((library) => library.models);
  const examples = models.reduce((sum, each) => sum + each.examples.length + (each.counterExamples?.length ?? 0), 0);
  stdout.write(`${models.length} models, ${examples} examples, ${failures} failed\n`);
  if (failures > 0) throw new TerminalError(`${failures} examples of models do not hold: see above`);
}

async function faultsOf(engine: Engine, library: Library): Promise<readonly string[]> {
  const faults = [...checkLibrary(library)];
  for (const model of library.models) {
    for (const { rule, code, message } of await testModel(engine, library, model)) {
      faults.push(`${rule}: ${message}${code === "" ? "" : `\n    ${code.trim().replaceAll("\n", "\n    ")}`}`);
    }
  }
  return faults;
}

function rules(catalogue: Catalogue): string[] {
  return [...catalogue.libraryOf.keys()].map((model) => model.rule);
}

function unknown(name: string, known: readonly string[]): UsageError {
  const near = nearest(name, known);
  return new UsageError(
    `no rule or library is called ${name}${near ? `: did you mean ${near}?` : "; pqc-audit models list names them all"}`,
  );
}
