/** What expressions evaluate to, for every language that is described by a table. */
import type { Node } from "web-tree-sitter";
import { appendedBefore } from "../appended.ts";
import { ArgumentFlow } from "../argument-flow.ts";
import type { Binding, Definition } from "../bindings.ts";
import { assignedValue, isChange } from "../changed.ts";
import { elementOf, handedOn, handsOn, taken } from "../collections.ts";
import { Evaluator } from "../evaluator.ts";
import { jvmConstant } from "../jvm-constants.ts";
import type { Argument, Site, Value } from "../language.ts";
import { filledIn, formatted, joined } from "../text-formats.ts";
import { choiceOf, combine, fallback, stringValue, UNKNOWN } from "../values.ts";
import { appendedAt } from "./builders.ts";
import { parameterCalls } from "./calls.ts";
import type { CallParts, MemberParts, TemplatePart } from "./grammar-table.ts";
import { iteratedBy, iteratedByIt } from "./iterations.ts";
import { entriesBefore } from "./later-entries.ts";
import type { DescribedNames } from "./names.ts";
import { returnedTo } from "./returned.ts";

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;
/** `[String: Any]()` */
const TABLE = /^\[[^\n]{0,80}\]\(\)$/;
const JOINS = /^(?:join|implode|joinToString|mkString)$/;
const FORMATS = /^(?:[fF]ormat|formatted|sprintf|join|implode|joinToString|mkString)$/;
/** What gives all entries of an enumeration, and what gives the value of one. */
const ENUMERATED = /^(?:values|entries|cases|allCases)$/;
const ENUMERATOR_VALUE = /^(?:value|rawValue)$/;
/** Methods whose only argument is what holds where there is nothing else, and those whose second one is. */
const OTHERWISE = /^(?:getOrElse|GetValueOrDefault|unwrap_or|orElse)$/;
const LOOKED_UP = /^(?:fetch|getOrDefault|getOrElse|GetValueOrDefault|getProperty|GetValue)$/;
const TEXT_BUILDER = /^String(?:Builder|Buffer)$/;
const NO_CONSTANTS: ReadonlyMap<string, Value> = new Map();
/** Methods that look up a key or place, with what holds where there is none behind it. */
const LOOKUPS = /^(?:get|getValue|getOrDefault|getOrElse|getOrNull|at|elementAt|ElementAt|fetch)$/;

export class DescribedValues {
  readonly #names: DescribedNames;
  readonly #siteOf: (node: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;
  #defined: ReadonlyMap<string, Value> | undefined;

  /** `siteOf` gives the site of a call or construction. */
  constructor(names: DescribedNames, siteOf: (node: Node) => Site | undefined) {
    this.#names = names;
    this.#siteOf = siteOf;
    this.#flow = new ArgumentFlow(names.text, names.tree, parameterCalls(names), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    const { table, text } = this.#names;
    const parts = table.template?.(node, text);
    if (parts) return this.#filled(parts, node);
    const literal = table.literal(node, text);
    if (literal) return literal;
    const inner = table.inner(node);
    if (inner) return this.evaluate(inner);
    const binary = table.binary?.(node);
    if (binary) {
      const left = this.evaluate(binary.left);
      return left.kind === "unknown" ? UNKNOWN : combine(binary.operator, left, this.evaluate(binary.right));
    }
    const joined = table.joined?.(node);
    if (joined)
      return joined.map((part) => this.evaluate(part)).reduce((all, part) => combine("+", all, part), stringValue(""));
    const ways = table.choices?.(node);
    if (ways) return choiceOf(ways.map((way) => this.evaluate(way)));
    const items = table.list?.(node);
    if (items) return { kind: "list", items: items.map((item) => this.evaluate(item)) };
    const entries = table.entries?.(node);
    if (entries) {
      const entry = (name: string): Node | undefined => entries.find(({ key }) => key === name)?.value;
      return {
        kind: "object",
        field: (name) => {
          const value = entry(name);
          return value && this.evaluate(value);
        },
        values: () => entries.slice(0, MAX_TABLE).map(({ value }) => this.evaluate(value)),
        keys: () => entries.slice(0, MAX_TABLE).map(({ key }) => stringValue(key)),
      };
    }
    const element = table.element?.(node);
    const found = element ? elementOf(this.evaluate(element.of), this.evaluate(element.key)) : UNKNOWN;
    if (element && (found.kind !== "unknown" || !table.call(node))) return found;
    if (table.call(node)) return this.#call(node);
    return isChange(node) ? assignedValue(node, (each) => this.evaluate(each)) : this.#named(node);
  }

  #call(node: Node): Value {
    const { table } = this.#names;
    const call = table.call(node);
    const method = call ? this.#names.textOf(call.name) : "";
    if (call?.object && table.conversions?.test(method)) {
      const value = this.#builtBefore(call.object) ?? this.evaluate(call.object);
      if (value.kind === "string" || value.kind === "choice") return value;
    }
    const [first] = call?.arguments ?? [];
    if (first && !call?.object && table.textFunctions?.test(method)) return this.evaluate(first.node);
    const put = call && FORMATS.test(method) ? this.#putTogether(call, method) : undefined;
    if (put) return put;
    const held = call?.object && (handsOn(method) || LOOKUPS.test(method)) ? this.evaluate(call.object) : UNKNOWN;
    const given = handedOn(method, held) ?? this.#lookedUp(held, method, call?.arguments ?? []);
    if (given) return given;
    const instead = held.kind === "object" || held.kind === "list" ? undefined : this.#instead(call, method);
    if (instead) return instead;
    const entries = call?.object && ENUMERATED.test(method) ? this.#enumerated(call.object) : undefined;
    if (entries) return entries;
    const returned = call ? returnedTo(this.#names, call, node).map((each) => this.evaluate(each)) : [];
    if (returned.some((value) => value.kind !== "unknown")) return choiceOf(returned);
    const site = this.#siteOf(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** `"%s/ECB".format(name)`, `sprintf("%s%d", a, b)`, `string.Format("SHA{0}", 1)`, `format!("sha{}", 1)`, `names.join("-")`, `implode("-", $names)`. */
  #putTogether({ object, arguments: all }: CallParts, method: string): Value | undefined {
    const given = all.map((each) => this.evaluate(each.node));
    const on = object && !/^String$/i.test(this.#names.textOf(object)) ? this.evaluate(object) : given.shift();
    if (on?.kind === "string" && !JOINS.test(method)) {
      const { braces } = this.#names.table;
      const [first] = all;
      if (!braces || !first) return formatted(on.text, given);
      return filledIn(on.text, given, (name) => this.#spelled(name, first.node));
    }
    if (!on || !JOINS.test(method)) return undefined;
    const [separator, list] = on.kind === "string" ? [on, given[0]] : [given[0] ?? stringValue(""), on];
    return list?.kind === "list" && separator?.kind === "string" ? joined(list, separator.text) : undefined;
  }

  /** All of an enumeration of the file: `Algorithm.values()`. */
  #enumerated(object: Node): Value | undefined {
    const { table } = this.#names;
    const path = table.enumerators ? this.#names.staticPath(object) : undefined;
    const owners = path === undefined ? [] : this.#names.classesNamed(path, object);
    const entries = owners.flatMap((each) => table.enumerators?.(each) ?? []);
    return entries.length > 0 ? { kind: "list", items: entries.map((each) => this.evaluate(each)) } : undefined;
  }

  /** What a builder of texts holds that a variable names: `sb.Append("AES"); sb.ToString()`. */
  #builtBefore(use: Node): Value | undefined {
    const { table } = this.#names;
    const binding = table.identifiers.has(use.type) ? this.#names.variable(use) : undefined;
    const made = binding && this.#names.bindings.inForce(binding, use);
    const call = made?.kind === "variable" && made.value ? table.call(made.value) : undefined;
    if (!made || call?.form !== "new" || !TEXT_BUILDER.test(this.#names.textOf(call.name))) return undefined;
    const [first] = call.arguments;
    const begun = first ? this.evaluate(first.node) : stringValue("");
    const building = { name: this.#names.textOf(use), made: made.by, use, blocks: table.scoping.blocks };
    const appended = appendedBefore(this.#names.text, building, (mention) => appendedAt(this.#names, mention));
    return appended?.reduce((whole, each) => combine("+", whole, this.evaluate(each)), begun) ?? UNKNOWN;
  }

  /** `ENV.fetch("HASH", "MD5")`, `name.unwrap_or("md5")`. */
  #instead(call: CallParts | undefined, method: string): Value | undefined {
    const { object, arguments: all } = call ?? {};
    if (!object || !all) return undefined;
    const isLast = all.length === 1 ? OTHERWISE.test(method) : all.length === 2 && LOOKED_UP.test(method);
    const otherwise = isLast ? all.at(-1) : undefined;
    return otherwise && fallback(this.evaluate(otherwise.node));
  }

  /** `TABLE.get(key)`, `TABLE.getOrDefault(key, "SHA-1")`. */
  #lookedUp(held: Value, method: string, [key, otherwise]: readonly Argument[]): Value | undefined {
    if (!LOOKUPS.test(method) || !key || (held.kind !== "object" && held.kind !== "list")) return undefined;
    const name = this.evaluate(key.node);
    const found = elementOf(held, name);
    const isSure = name.kind === "string" || name.kind === "number";
    if (!otherwise || (isSure && found.kind !== "unknown")) return found;
    return choiceOf([...(isSure ? [] : [found]), this.evaluate(otherwise.node)]);
  }

  #named(node: Node): Value {
    const binding = this.#names.variable(node);
    if (binding) return this.#bound(binding, node);
    const { table } = this.#names;
    if (table.implicit !== undefined && this.#names.textOf(node) === table.implicit) {
      const over = iteratedByIt(this.#names, node);
      if (over) return taken(this.evaluate(over.of), over.path);
    }
    const member = table.member(node);
    const names = member
      ? this.#names.memberNames(member.object, this.#names.textOf(member.name))
      : table.identifiers.has(node.type)
        ? this.#names.plain(node)
        : [];
    const constant = jvmConstant(names);
    if (constant !== undefined) return stringValue(constant);
    const defined = member ? undefined : this.#definedByCalls().get(this.#names.textOf(node));
    if (defined) return defined;
    const [name] = names;
    const held = member && this.#heldBy(member);
    if (held && held.kind !== "unknown") return held;
    return name === undefined || name.startsWith("?.") ? UNKNOWN : { kind: "name", name };
  }

  #heldBy({ object, name }: MemberParts): Value {
    const spelled = this.#names.textOf(name);
    const all = ENUMERATED.test(spelled) ? this.#enumerated(object) : undefined;
    return all ?? this.#memberOf(this.evaluate(object), spelled);
  }

  /** `TABLE.name`, `TABLE.values`, `entry.value`. */
  #memberOf(held: Value, name: string): Value {
    if (held.kind === "choice") return choiceOf(held.values.map((each) => this.#memberOf(each, name)));
    if (held.kind === "string" && ENUMERATOR_VALUE.test(name)) return held;
    const own = held.kind === "object" ? held.field(name) : undefined;
    return own ?? (handsOn(name) ? handedOn(name, held) : undefined) ?? UNKNOWN;
  }

  #definedByCalls(): ReadonlyMap<string, Value> {
    const { table, text } = this.#names;
    this.#defined ??= table.constants?.(text) ?? NO_CONSTANTS;
    return this.#defined;
  }

  #bound(binding: Binding, use: Node): Value {
    const definition = this.#names.bindings.inForce(binding, use);
    if (definition) return this.#filledLater(this.#given(definition), definition, binding, use);
    const ways = this.#names.bindings.possible(binding, use).map((one) => this.#given(one));
    return choiceOf(ways);
  }

  /** A table with what its entries are given later on. */
  #filledLater(value: Value, { value: made }: Definition, binding: Binding, use: Node): Value {
    const isEmpty = value.kind === "list" && value.items.length === 0;
    const isTable = value.kind === "object" || isEmpty || (value.kind === "unknown" && made && TABLE.test(made.text));
    if (!isTable || !this.#names.table.element) return value;
    const entries = entriesBefore(this.#names, binding, use, (node) => this.evaluate(node));
    if (entries.size === 0) return value;
    const field = (name: string): Value | undefined => {
      const later = entries.get(name);
      return later ? this.evaluate(later) : value.kind === "object" ? value.field(name) : undefined;
    };
    return { kind: "object", field };
  }

  /** A text with names in it, filled in. */
  #filled(parts: readonly TemplatePart[], use: Node): Value {
    return parts.reduce<Value>((whole, part) => {
      if ("text" in part) return combine("+", whole, stringValue(part.text));
      if ("value" in part) return combine("+", whole, this.evaluate(part.value));
      return combine("+", whole, "path" in part ? this.#spelled(part.path, use) : UNKNOWN);
    }, stringValue(""));
  }

  /** What a name or path that stands within a text means there. */
  #spelled(path: string, use: Node): Value {
    const cut = path.lastIndexOf(".");
    const binding = cut < 0 ? this.#names.bindings.lookup(path, use) : undefined;
    if (binding) return this.#bound(binding, use);
    const owners = cut < 0 ? [] : this.#names.resolve(path.slice(0, cut), use);
    const constant = jvmConstant(owners.map((owner) => owner + path.slice(cut)));
    return constant === undefined ? UNKNOWN : stringValue(constant);
  }

  #given(definition: Definition): Value {
    const over = iteratedBy(this.#names, definition);
    if (over) return taken(this.evaluate(over.of), over.path);
    if (definition.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    return definition.value ? this.evaluate(definition.value) : UNKNOWN;
  }
}
