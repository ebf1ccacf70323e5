import { expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { testModel } from "../matching/examples.ts";
import { loadCatalogue } from "./catalogue.ts";
import { checkLibrary } from "./check.ts";

const catalogue = loadCatalogue();
const engine = new Engine(catalogue);

test.each(catalogue.libraries.map((library) => [library.library, library] as const))(
  "%s is well formed",
  (_name, library) => {
    expect(checkLibrary(library)).toEqual([]);
  },
);

test("rule ids are unique over the catalogue", () => {
  const rules = [...catalogue.libraryOf.keys()].map((model) => model.rule);
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

test.each([...catalogue.libraryOf].map(([model, library]) => [model.rule, model, library] as const))(
  "%s finds what its examples say",
  async (_rule, model, library) => {
    expect(await testModel(engine, library, model)).toEqual([]);
  },
);
