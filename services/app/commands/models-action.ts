/** What `models list`, `models show` and `models test` do. */

import { nearest } from "@pqc-audit/platform/config/nearest.ts";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { Engine } from "@pqc-audit/scanner/engine.ts";
import { type ExampleFailure, testModel } from "@pqc-audit/scanner/matching/examples.ts";
import { type Catalogue, loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { checkLibrary } from "@pqc-audit/scanner/models/check.ts";
import type { Library } from "@pqc-audit/scanner/models/model.ts";
import { testWrappers } from "@pqc-audit/scanner/wrappers/examples.ts";
import { stringify } from "yaml";
import type { Context } from "../context.ts";
import { openPolicy } from "../scan/run-policy.ts";

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
export async function testModels(name: string | undefined, context: Context): Promise<void> {
  if (name?.endsWith(".yaml")) return testDeclared(name, context);
  const { stdout, stderr } = context;
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

/** What a repository declares as its own functions. */
async function testDeclared(file: string, { stdout, stderr }: Context): Promise<void> {
  const { wrappers } = await openPolicy(file);
  if (!wrappers) throw new UsageError(`${file} declares no wrappers`);
  const failures = await testWrappers(wrappers);
  for (const failure of failures) stderr.write(`${lineOf(failure)}\n`);
  const models = wrappers.libraries.flatMap((library) => library.models);
  const examples = models.reduce((sum, each) => sum + each.examples.length + (each.counterExamples?.length ?? 0), 0);
  stdout.write(`${models.length} models, ${examples} examples, ${failures.length} failed\n`);
  if (failures.length > 0) throw new TerminalError(`${failures.length} examples of ${file} do not hold: see above`);
}

function lineOf({ rule, code, message }: ExampleFailure): string {
  return `${rule}: ${message}${code === "" ? "" : `\n    ${code.trim().replaceAll("\n", "\n    ")}`}`;
}

async function faultsOf(engine: Engine, library: Library): Promise<readonly string[]> {
  const faults = [...checkLibrary(library)];
  for (const model of library.models) {
    faults.push(...(await testModel(engine, library, model)).map(lineOf));
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
