/** Java's lists, tables, enumerations and records: what they are made with, and what is taken out of them. */
import type { Node } from "web-tree-sitter";
import type { Binding } from "./bindings.ts";
import { elementOf, handedOn, handsOn, type Step } from "./collections.ts";
import { takenBy } from "./iterations.ts";
import type { JavaNames } from "./java-names.ts";
import { JAVA_CLASSES } from "./java-scoping.ts";
import type { Site, Value } from "./language.ts";
import { ancestor, field, isField, namedChildren, nodeAt, sameNode, textOf } from "./syntax.ts";
import { choiceOf, stringValue, UNKNOWN } from "./values.ts";
import { wordOffsets } from "./words.ts";

const LISTS =
  /(?:^|\.)(?:List|Set|Arrays|Collections|EnumSet|Stream|Lists|Sets|ImmutableList|ImmutableSet)\.(?:of|asList|singleton|singletonList|newArrayList|newHashSet)$/;
const PAIRS = /(?:^|\.)(?:Map\.entry|Pair\.of|Maps\.immutableEntry)$/;
const TABLES = /(?:^|\.)(?:Map|ImmutableMap|Collections)\.(?:of|singletonMap)$/;
const TABLES_OF_PAIRS = /(?:^|\.)(?:Map|ImmutableMap)\.ofEntries$/;
const EMPTY_TABLES = /(?:^|\.)(?:Hash|LinkedHash|Tree|ConcurrentHash|WeakHash)Map$/;
const LOOKUPS = /^(?:get|getOrDefault|elementAt)$/;
/** Entries of a table of which one is taken; mentions of its variable that are looked at. */
const MAX_TABLE = 16;
const MAX_MENTIONS = 64;
const LAMBDAS: ReadonlySet<string> = new Set(["lambda_expression"]);

/** What a call makes a list, pair or table of; `given` are the values of its arguments. */
export function collectionMade(site: Site, given: readonly Value[]): Value | undefined {
  const is = (names: RegExp): boolean => site.names.some((name) => names.test(name));
  if (is(LISTS) || is(PAIRS)) {
    const [only] = given;
    return given.length === 1 && only?.kind === "list" ? only : { kind: "list", items: given };
  }
  if (is(TABLES)) return tableOf(given.flatMap((key, at) => (at % 2 === 0 ? [[key, given[at + 1] ?? UNKNOWN]] : [])));
  if (!is(TABLES_OF_PAIRS)) return undefined;
  return tableOf(given.flatMap((pair) => (pair.kind === "list" ? [pair.items] : [])));
}

function tableOf(entries: readonly (readonly Value[])[]): Value {
  const shown = entries.slice(0, MAX_TABLE);
  return {
    kind: "object",
    field: (name) => entries.find(([key]) => key?.kind === "string" && key.text === name)?.[1],
    keys: () => shown.map(([key]) => key ?? UNKNOWN),
    values: () => shown.map(([, value]) => value ?? UNKNOWN),
  };
}

/** `TABLE.get("old")`, `names.get(0)`, `TABLE.values()`, `entry.getValue()`. */
export function takenFrom(method: string, held: Value, given: readonly Value[]): Value | undefined {
  const [key, otherwise] = given;
  if (LOOKUPS.test(method) && key && (held.kind === "object" || held.kind === "list")) {
    const found = elementOf(held, key);
    return otherwise && (key.kind !== "string" || found.kind === "unknown") ? choiceOf([found, otherwise]) : found;
  }
  return handsOn(method) ? handedOn(method, held) : undefined;
}

export function mayTake(method: string): boolean {
  return LOOKUPS.test(method) || handsOn(method);
}

/** A table that is filled entry by entry: `TABLE.put("old", "MD5")`, wherever in the file. */
export function filledLater(names: JavaNames, binding: Binding, made: Value, evaluate: (node: Node) => Value): Value {
  const isEmpty = made.kind === "call" && made.site.names.some((name) => EMPTY_TABLES.test(name));
  const [first] = binding.definitions;
  if (!isEmpty || !first) return made;
  const { text, tree } = names;
  const word = textOf(text, first.name);
  const { startIndex, endIndex } = binding.scope;
  const mentions = wordOffsets(text, tree, word, startIndex, endIndex, MAX_MENTIONS);
  const entries: (readonly Value[])[] = [];
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    if (!/^\s{0,40}\.\s{0,4}put\s{0,2}\(/.test(text.slice(at + word.length, at + word.length + 60))) continue;
    const object = nodeAt(tree, at);
    const call = object?.parent?.type === "field_access" ? object.parent.parent : object?.parent;
    const list = call?.type === "method_invocation" ? field(call, "arguments") : undefined;
    if (list) entries.push(namedChildren(list).map(evaluate));
  }
  return entries.length > 0 ? tableOf(entries) : made;
}

/** What a parameter of a function without a name takes out of the list or table that runs the function for each entry. */
export function iteratedBy(text: string, parameter: Node): { of: Node; path: readonly Step[] } | undefined {
  const lambda = ancestor(parameter, LAMBDAS);
  const call = lambda?.parent?.type === "argument_list" ? lambda.parent.parent : undefined;
  const method = call?.type === "method_invocation" ? field(call, "name") : undefined;
  const of = call && field(call, "object");
  const list = lambda && field(lambda, "parameters");
  if (!list || !of || !method) return undefined;
  const among = list.type === "identifier" ? [list] : namedChildren(list);
  const index = among.findIndex((each) => sameNode(each, parameter) || sameNode(field(each, "name"), parameter));
  const path = index < 0 ? undefined : takenBy(textOf(text, method), index, among.length);
  return path && { of, path };
}

/** An entry of an enumeration, or a record, with its fields as far as they are what it is made with. */
export function fieldsOf(
  names: JavaNames,
  owner: Node,
  given: Node | undefined,
  evaluate: (node: Node) => Value,
): Value {
  const list = given ? namedChildren(given) : [];
  return {
    kind: "object",
    field: (name) => {
      const argument = list[parameterBehind(names, owner, name, list.length)];
      return argument && evaluate(argument);
    },
  };
}

/** Which parameter of the constructor a field is given; -1 where that is none. */
function parameterBehind(names: JavaNames, owner: Node, name: string, count: number): number {
  const components = owner.type === "record_declaration" ? field(owner, "parameters") : undefined;
  if (components) return indexOf(names.text, components, name);
  const given = names.bindings.member(name, owner)?.definitions ?? [];
  for (const { value, by } of given) {
    const builder = value?.type === "identifier" ? ancestor(by, CONSTRUCTORS) : undefined;
    const parameters = builder && field(builder, "parameters");
    if (!value || !parameters || namedChildren(parameters).length !== count) continue;
    return indexOf(names.text, parameters, textOf(names.text, value));
  }
  return plainlyGiven(names, owner, name, count);
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(["constructor_declaration"]);

/** `name = n;` in a constructor, without `this`. */
function plainlyGiven(names: JavaNames, owner: Node, name: string, count: number): number {
  const { text, tree } = names;
  for (const at of wordOffsets(text, tree, name, owner.startIndex, owner.endIndex, MAX_MENTIONS)) {
    const mention = nodeAt(tree, at);
    const assignment = mention?.parent;
    if (!mention || assignment?.type !== "assignment_expression" || !isField(assignment, "left", mention)) continue;
    const builder = ancestor(assignment, CONSTRUCTORS);
    const parameters = builder && field(builder, "parameters");
    const right = field(assignment, "right");
    if (right?.type !== "identifier" || !parameters || namedChildren(parameters).length !== count) continue;
    if (sameNode(ancestor(builder, JAVA_CLASSES), owner)) return indexOf(text, parameters, textOf(text, right));
  }
  return -1;
}

function indexOf(text: string, parameters: Node, name: string): number {
  return namedChildren(parameters).findIndex((each) => {
    const own = field(each, "name");
    return own !== undefined && textOf(text, own) === name;
  });
}

/** The field that a getter gives: `return name;`, `return this.name;`; that of a record bears the getter's name. */
export function fieldBehind(names: JavaNames, owner: Node, method: string): string | undefined {
  const declared = names.methodOf(owner, method);
  if (!declared) return owner.type === "record_declaration" ? method : undefined;
  const [returned, ...others] = names.returnsIn(declared);
  const name = returned?.type === "field_access" ? field(returned, "field") : returned;
  return name?.type === "identifier" && others.length === 0 ? textOf(names.text, name) : undefined;
}

/** Entries of an enumeration. */
export function enumeratorsOf(owner: Node): readonly Node[] {
  const body = owner.type === "enum_declaration" ? field(owner, "body") : undefined;
  return body ? namedChildren(body).filter((each) => each.type === "enum_constant") : [];
}

export function enumeratorName(text: string, constant: Node): Value {
  const name = field(constant, "name");
  return name ? stringValue(textOf(text, name)) : UNKNOWN;
}
