/** What the models make of a call as the oracle spells it: which rules must report it, with which parameters. */
import type { AlgorithmUse } from "@pqc-audit/scanner/algorithms/algorithm.ts";
import { judge } from "@pqc-audit/scanner/algorithms/registry.ts";
import { Budget } from "@pqc-audit/scanner/languages/budget.ts";
import type { Site, SourceFile } from "@pqc-audit/scanner/languages/language.ts";
import { algorithmsAt } from "@pqc-audit/scanner/matching/algorithms-at.ts";
import { spellings, valuesAt } from "@pqc-audit/scanner/matching/arguments.ts";
import { parametersOf } from "@pqc-audit/scanner/matching/parameters.ts";
import type { AlgorithmSource, Model, ParameterSource } from "@pqc-audit/scanner/models/model.ts";
import type { ModelsByName } from "./functions.ts";
import type { OracleCall } from "./protocol.ts";
import { type SpelledSite, spelledSite } from "./spelled-site.ts";

const PARAMETERS = ["keySize", "curve", "mode", "padding", "hash", "protocol"] as const;
export type Parameter = "algorithm" | (typeof PARAMETERS)[number];

export interface ExpectedUse {
  readonly use: AlgorithmUse;
  /** Full name by what the call itself tells; a finding may know more. */
  readonly algorithm: string;
  readonly family: string;
}

export interface Expected {
  readonly call: OracleCall;
  readonly model: Model;
  /** Empty: the finding may be unresolved. */
  readonly uses: readonly ExpectedUse[];
  /** Parameters that the call spells out in its arguments and our tables can read. */
  readonly literals: readonly Parameter[];
  /** Texts and numbers in their places that no table of ours reads: `algorithm "md7"`. */
  readonly unreadable: readonly string[];
}

/** One for each rule that has something to say of the call; none where all stay silent on what the call spells out. */
export function expectedOf(call: OracleCall, models: ModelsByName): readonly Expected[] {
  const expected = new Map<Model, Expected>();
  for (const name of call.names) {
    for (const model of models.of(call.form, name)) {
      const one = expected.has(model) ? undefined : expectedBy(model, call, spelledSite(call, name));
      if (one) expected.set(model, one);
    }
  }
  return [...expected.values()];
}

function expectedBy(model: Model, call: OracleCall, { site, file }: SpelledSite): Expected | undefined {
  const isMeant = Object.entries(model.when ?? {}).every(([path, wanted]) => {
    const given = valuesAt(file, site, path).flatMap(spellings);
    return wanted.some((each) => given.includes(String(each)));
  });
  if (!isMeant) return undefined;
  const { algorithm: source } = model;
  const { uses, unresolved } = algorithmsAt(file, site, source);
  // what is not known here may be what the model has nothing to say of: "no algorithm" in its map
  const mayBeNone = Object.values(source.map ?? {}).includes("") && plainTexts(file, site, source).length === 0;
  const isSilent = mayBeNone || (source.unresolved === "silent" && source.undetermined === undefined);
  if (uses.length === 0 && (!unresolved || isSilent)) return undefined;
  const parameters = parametersOf(file, site, model, new Budget());
  const isSpelled = isArgument(source) && uses.some(({ from }) => from !== "default");
  const literals: Parameter[] = isSpelled ? ["algorithm"] : [];
  // `sha256` of a signature is its digest, read as such; the rest is the key's
  const isPart = PARAMETERS.some((each) => parameters[each] !== undefined && pathOf(model[each]) === source.from);
  const unreadable = unresolved && !isPart ? plainTexts(file, site, source).map((text) => `algorithm ${text}`) : [];
  if (uses.length > 0) {
    for (const each of PARAMETERS) {
      if (!isArgument(model[each])) continue;
      if (parameters[each] !== undefined) literals.push(each);
      else unreadable.push(...plainTexts(file, site, model[each]).map((text) => `${each} ${text}`));
    }
  }
  return {
    call,
    model,
    uses: uses.map(({ use: given }) => {
      const use = { ...parameters, ...given };
      return { use, ...judge(use, use.operation ?? model.operation) };
    }),
    literals,
    unreadable,
  };
}

/** What stands where a parameter is read, where all of it is plain text and numbers. */
function plainTexts(file: SourceFile, site: Site, source: AlgorithmSource | ParameterSource | undefined): string[] {
  if (source === undefined || !("from" in source) || source.from === undefined || !isArgument(source)) return [];
  // where the first of several places is not known, what stands in the next is something else
  const values = source.from.split("|").flatMap((path) => valuesAt(file, site, path));
  const texts = values.flatMap((value) =>
    value.kind === "string" ? [JSON.stringify(value.text)] : value.kind === "number" ? [String(value.value)] : [],
  );
  return texts.length === values.length ? texts : [];
}

const pathOf = (source: ParameterSource | undefined) => (source && "from" in source ? source.from : undefined);

/** Read from an argument of the call, not from the function's own name. */
function isArgument(source: AlgorithmSource | ParameterSource | undefined): boolean {
  if (source === undefined || !("from" in source) || source.from === undefined) return false;
  return source.from.split("|").some((path) => !/^\s*(?:callee|owner|receiver)\b/.test(path));
}
