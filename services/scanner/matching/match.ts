/** Matches the active models of a file against its sites and makes facts of what they name. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge, lookup } from "../algorithms/registry.ts";
import type { Confidence, Fact, Operation } from "../fact.ts";
import type { Budget } from "../languages/budget.ts";
import { isHandedToDecryption } from "../languages/handed-to.ts";
import type { Site, SiteForm, SourceFile } from "../languages/language.ts";
import { linesOf } from "../languages/lines.ts";
import { usageOfName } from "../languages/mentions.ts";
import type { Model } from "../models/model.ts";
import { algorithmsAt, type NamedUse } from "./algorithms-at.ts";
import { spellings, valuesAt } from "./arguments.ts";
import { type ActiveModels, namesOf } from "./candidates.ts";
import { contextOf, fingerprint } from "./fingerprint.ts";
import { ignoreAnnotations, ignoreFor } from "./ignore.ts";
import { parametersOf } from "./parameters.ts";
import { lastSegment } from "./segments.ts";
import { snippetAt } from "./snippet.ts";

/** What a file's facts need besides the models. */
export interface MatchContext {
  readonly language: string;
  readonly libraryOf: (model: Model) => string;
  readonly budget: Budget;
  /** What the file's own text is made from, character for character, where only a part of it is in the language. */
  readonly whole?: string;
}

/** Work of looking at one candidate, in nodes. */
const SITE_COST = 150;

interface Placed {
  readonly fact: Fact;
  readonly form: SiteForm;
  readonly start: number;
  readonly end: number;
  readonly node: number;
  /** Nodes handed to the site as arguments. */
  readonly parts: readonly number[];
}

export function matchFile(
  file: SourceFile,
  offsets: Iterable<number>,
  active: ActiveModels,
  context: MatchContext,
): readonly Fact[] {
  const placed: Placed[] = [];
  const done = new Set<string>();
  const ignored = ignoreAnnotations(file.text);
  for (const offset of offsets) {
    if (!context.budget.spend(SITE_COST)) break;
    const site = file.siteAt(offset);
    if (!site) continue;
    const names = new Set(site.names.map(lastSegment));
    for (const name of names) {
      for (const model of active.byName.get(name) ?? []) {
        const matched = matches(model, site);
        const key = `${site.node.id}/${model.rule}`;
        if (matched === undefined || done.has(key)) continue;
        done.add(key);
        if (!applies(file, { ...site, names: matched }, model)) continue;
        const place = { form: site.form, node: site.node.id, parts: site.arguments.map((each) => each.node.id) };
        for (const fact of factsOf(file, { ...site, names: matched }, offset, model, context)) {
          const ignore = ignoreFor(ignored, fact.line - 1, fact.ruleId);
          const { startIndex: start, endIndex: end } = site.node;
          placed.push({ ...place, fact: ignore ? { ...fact, ignore } : fact, start, end });
        }
      }
    }
  }
  return withoutMentions(placed);
}

const FORMS = { call: "calls", new: "news", set: "sets", name: "names" } as const;

/** The site's names with the matched one first; nothing where the model does not match. */
function matches(model: Model, site: Site): readonly string[] | undefined {
  if (model[FORMS[site.form]] === undefined) return undefined;
  const patterns = namesOf(model);
  const name = site.names.find((each) => patterns.some((pattern) => fits(pattern, each)));
  return name === undefined ? undefined : [name, ...site.names.filter((each) => each !== name)];
}

/** Whether the arguments that say what is set say what the model is about. */
function applies(file: SourceFile, site: Site, { when, given, without, numeric, notNumeric }: Model): boolean {
  if (given && !given.some((each) => isGiven(site, each))) return false;
  if (without?.some((each) => isGiven(site, each))) return false;
  if (numeric && !numeric.every((path) => isNumber(file, site, path))) return false;
  if (notNumeric?.some((path) => isNumber(file, site, path))) return false;
  return Object.entries(when ?? {}).every(([path, wanted]) => {
    const spelled = valuesAt(file, site, path).flatMap(spellings);
    return wanted.some((each) => spelled.includes(String(each)));
  });
}

/** What is handed to a constructor that makes a key of so many bits or loads one, where it bears the name of a size. */
const SIZE =
  /^[@$]{0,2}(?:self\.|this\.)?(?:\w{1,40}_)?(?:bits?|bit_?(?:size|length)|key_?(?:size|len|length)|modulus_?length|size|length)$/i;

function namesSize(file: SourceFile, site: Site, path: string): boolean {
  const argument = /^\d+$/.test(path)
    ? site.arguments.filter(({ name }) => name === undefined)[Number(path)]
    : undefined;
  return (
    argument !== undefined && SIZE.test(file.text.slice(argument.node.startIndex, argument.node.endIndex).slice(0, 100))
  );
}

function isNumber(file: SourceFile, site: Site, path: string): boolean {
  if (namesSize(file, site, path)) return true;
  return valuesAt(file, site, path).some((value) =>
    (value.kind === "choice" ? value.values : [value]).some(({ kind }) => kind === "number"),
  );
}

function isGiven(site: Site, wanted: string): boolean {
  if (site.arguments.some(({ name }) => name === wanted)) return true;
  return /^\d+$/.test(wanted) && site.arguments.filter(({ name }) => name === undefined).length > Number(wanted);
}

/** `*` stands for one segment. */
function fits(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const wanted = pattern.split(/([./:\\]+)/);
  const given = name.split(/([./:\\]+)/);
  return wanted.length === given.length && wanted.every((each, index) => each === "*" || each === given[index]);
}

function* factsOf(file: SourceFile, site: Site, offset: number, model: Model, context: MatchContext): Generator<Fact> {
  const { uses, unresolved, unread } = algorithmsAt(file, site, model.algorithm);
  const { undetermined } = model.algorithm;
  const named = uses.length > 0 || (unresolved && undetermined !== undefined);
  const parameters = named || model.then ? parametersOf(file, site, model, context.budget) : {};
  const sure = site.names.length === 1 && !(site.names[0] ?? "").startsWith("?.");
  for (const { use, from } of uses) {
    const given = operationOf(parameters.operation ?? model.operation, use.operation);
    const operation = given === "encrypt" && isHandedToDecryption(file.text, site.node) ? "decrypt" : given;
    const complete: AlgorithmUse = { ...parameters, ...use, operation };
    yield makeFact(file, site, offset, model, context, complete, true, confidenceOf(sure, from));
  }
  // `sha256` alone names no signature and leaves it to the key; `Falcon-512` names one that is not known here.
  const another = unread && parameters.hash === undefined && lookup(undetermined ?? "")?.undetermined === true;
  if (unresolved && undetermined !== undefined && !another) {
    const use = { ...parameters, name: undetermined };
    yield makeFact(file, site, offset, model, context, use, true, confidenceOf(sure, "choice"));
  } else if (unresolved && model.algorithm.unresolved !== "silent") {
    const done = parameters.operation === undefined ? model : { ...model, operation: parameters.operation };
    yield makeFact(file, site, offset, done, context, undefined, false, "low");
  }
}

const OTHER_SIDE: Readonly<Partial<Record<Operation, Operation>>> = {
  sign: "verify",
  encrypt: "decrypt",
  encapsulate: "decapsulate",
};

/** A notation knows what an algorithm is for, the call which side of it: `RS256` where a token is checked signs nothing. */
function operationOf(called: Operation, named: Operation | undefined): Operation {
  return named === undefined || OTHER_SIDE[named] === called ? called : named;
}

function confidenceOf(sure: boolean, from: NamedUse["from"]): Confidence {
  return sure && from === "site" ? "high" : "medium";
}

function makeFact(
  file: SourceFile,
  site: Site,
  offset: number,
  model: Model,
  context: MatchContext,
  use: AlgorithmUse | undefined,
  resolved: boolean,
  confidence: Confidence,
): Fact {
  const operation = use?.operation ?? model.operation;
  const verdict = use
    ? judge(use, operation)
    : ({ algorithm: "unknown", family: "unknown", primitive: "unknown", purpose: "unknown" } as const);
  const begin = startOf(file, site, offset);
  const end = site.node.endPosition;
  return {
    ruleId: model.rule,
    line: begin.row + 1,
    column: begin.column + 1,
    endLine: end.row + 1,
    endColumn: end.column + 1,
    language: context.language,
    algorithm: verdict.algorithm,
    family: verdict.family,
    primitive: verdict.primitive,
    operation,
    purpose: model.purpose ?? verdict.purpose,
    ...(use?.keySize !== undefined && { keySize: use.keySize }),
    ...(use?.curve !== undefined && { curve: use.curve }),
    ...(use?.mode !== undefined && { mode: use.mode }),
    ...(use?.padding !== undefined && { padding: use.padding }),
    library: context.libraryOf(model),
    ...(use?.protocol !== undefined && { protocol: use.protocol }),
    resolved: resolved && lookup(use?.name ?? "")?.undetermined !== true,
    usage: site.form === "name" ? usageOfName(file.text, site.node, model.usage ?? "call") : (model.usage ?? "call"),
    quantum: "quantum" in verdict ? verdict.quantum : "unknown",
    classical: "classical" in verdict ? verdict.classical : "ok",
    confidence,
    snippet: snippetAt(context.whole ?? file.text, begin.offset),
    fingerprint: fingerprint(model.rule, verdict.algorithm, contextOf(site)),
  };
}

/** Where the finding begins: the site, or the name itself where a chain of calls stands before it. */
function startOf(file: SourceFile, site: Site, offset: number): { row: number; column: number; offset: number } {
  const { startPosition, startIndex } = site.node;
  const receiver = site.receiver;
  const chain = receiver !== undefined && receiver.endPosition.row > receiver.startPosition.row;
  if (!chain || offset <= startIndex) return { ...startPosition, offset: startIndex };
  const lines = linesOf(file.text, file.tree);
  return { row: lines.rowOf(offset), column: offset - lines.startOf(offset), offset };
}

/** Enclosing uses looked at for one mention. */
const MAX_ENCLOSING = 64;

/**
 * What another use already says is no use of its own: a constant mentioned inside it (`SSLContext(PROTOCOL_TLSv1)`), or
 * a part that is handed to it as an argument (`Cipher(AES(key), CBC(iv))` is AES-CBC). Sites are nodes of a tree, so
 * they nest or lie apart.
 */
function withoutMentions(placed: readonly Placed[]): readonly Fact[] {
  const users = new Map<number, Placed[]>();
  for (const each of placed) {
    if (!isAct(each)) continue;
    for (const part of each.parts) users.set(part, [...(users.get(part) ?? []), each]);
  }
  const kept: Fact[] = [];
  const open: Placed[] = [];
  for (const each of [...placed].sort((a, b) => a.start - b.start || b.end - a.end)) {
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= each.start) open.pop();
    const said =
      each.form === "name"
        ? open.slice(-MAX_ENCLOSING).some((act) => each.end <= act.end && says(act, each))
        : users.get(each.node)?.some((act) => isPart(act, each) && says(act, each));
    if (!said) kept.push(each.fact);
    if (isAct(each)) open.push(each);
  }
  return kept.sort(byPosition);
}

const isAct = (each: Placed): boolean => each.form !== "name" && each.fact.resolved;

/** `sha1(sha1(x))` are two uses; `generate(SECP256R1())` is one. */
const isPart = (act: Placed, part: Placed): boolean =>
  act.fact.algorithm !== part.fact.algorithm || part.fact.usage === "definition";

/** `HMAC-SHA-1` says `SHA-1`, `AES-CBC` says `AES`, `ECDSA-P-256` says the curve, `AES-ECB` the mode of a cipher that is not known. */
function says(act: Placed, part: Placed): boolean {
  if (!part.fact.resolved && part.fact.mode !== undefined && part.fact.mode === act.fact.mode) return true;
  const isCurve = part.fact.usage === "definition" && part.fact.curve !== undefined;
  if (isCurve && part.fact.curve === act.fact.curve) return true;
  return `-${act.fact.algorithm}-`.includes(`-${part.fact.algorithm}-`);
}

export function byPosition(a: Fact, b: Fact): number {
  return (
    a.line - b.line ||
    a.column - b.column ||
    (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0) ||
    (a.algorithm < b.algorithm ? -1 : a.algorithm > b.algorithm ? 1 : 0)
  );
}
