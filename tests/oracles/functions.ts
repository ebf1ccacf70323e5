/** The functions of the catalogue's models, as oracles are asked for them. */
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import type { Model } from "@pqc-audit/scanner/models/model.ts";
import type { Form, ModelledFunction } from "./protocol.ts";

/** Models of calls and constructions in any of these languages. */
export function modelsOf(languages: readonly string[]): readonly Model[] {
  return [...loadCatalogue().libraryOf]
    .filter(([model, library]) => library.languages.some((each) => languages.includes(each)) && isFunction(model))
    .map(([model]) => model);
}

const isFunction = (model: Model): boolean => model.calls !== undefined || model.news !== undefined;

/** What models write as `?.name` belongs to anything: no import tells it, so no oracle is asked for it. */
export function functionsOf(models: readonly Model[]): readonly ModelledFunction[] {
  const functions = new Map<string, ModelledFunction>();
  for (const model of models) {
    const form: Form = model.calls ? "call" : "new";
    for (const name of model.calls ?? model.news ?? []) {
      if (!name.startsWith("?")) functions.set(`${form} ${name}`, { form, name });
    }
  }
  return [...functions.values()];
}

/** Finds the models of a function by its qualified name. */
export class ModelsByName {
  readonly #byLast = new Map<string, { readonly model: Model; readonly form: Form; readonly name: RegExp }[]>();

  readonly #rules: ReadonlySet<string>;

  constructor(models: readonly Model[]) {
    this.#rules = new Set(models.map((model) => model.rule));
    for (const model of models) {
      const form: Form = model.calls ? "call" : "new";
      for (const name of model.calls ?? model.news ?? []) {
        const last = lastOf(name);
        this.#byLast.set(last, [...(this.#byLast.get(last) ?? []), { model, form, name: patternOf(name) }]);
      }
    }
  }

  /** Whether a rule is one of theirs. */
  has(rule: string): boolean {
    return this.#rules.has(rule);
  }

  of(form: Form, name: string): readonly Model[] {
    const listed = [...(this.#byLast.get(lastOf(name)) ?? []), ...(this.#byLast.get("*") ?? [])];
    return listed.filter((each) => each.form === form && each.name.test(name)).map((each) => each.model);
  }
}

const lastOf = (name: string): string => name.split(/[./:\\]+/).at(-1) ?? "";

/** `*` stands for one segment. */
function patternOf(name: string): RegExp {
  const escaped = name.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^./:\\\\]+")}$`);
}
