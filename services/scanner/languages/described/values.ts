/** What expressions evaluate to, for every language that is described by a table. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "../argument-flow.ts";
import type { Binding, Definition } from "../bindings.ts";
import { jvmConstant } from "../jvm-constants.ts";
import type { Site, Value } from "../language.ts";
import { choiceOf, combine, Evaluator, elementOf, stringValue, UNKNOWN } from "../syntax.ts";
import { parameterCalls } from "./calls.ts";
import type { TemplatePart } from "./grammar-table.ts";
import { entriesBefore } from "./later-entries.ts";
import type { DescribedNames } from "./names.ts";

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;
/** `[String: Any]()` */
const TABLE = /^\[[^\n]{0,80}\]\(\)$/;
const NO_CONSTANTS: ReadonlyMap<string, Value> = new Map();
/** Conversions that leave a list or a table what it is. */
const COPIES = /^(?:freeze|dup|clone|to_a|to_h)$/;

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
      };
    }
    const element = table.element?.(node);
    if (element) return elementOf(this.evaluate(element.of), this.evaluate(element.key));
    if (table.call(node)) return this.#call(node);
    return this.#named(node);
  }

  #call(node: Node): Value {
    const { table } = this.#names;
    const call = table.call(node);
    if (call?.object && table.conversions?.test(this.#names.textOf(call.name))) {
      const value = this.evaluate(call.object);
      if (value.kind === "string" || value.kind === "choice") return value;
      if ((value.kind === "list" || value.kind === "object") && COPIES.test(this.#names.textOf(call.name)))
        return value;
    }
    const given = call && !call.object ? this.#resultOf(call.name) : UNKNOWN;
    if (given.kind !== "unknown") return given;
    const site = this.#siteOf(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** What a function of the file gives, where it is one expression. */
  #resultOf(name: Node): Value {
    const definition = this.#names.bindings.lookup(this.#names.textOf(name), name)?.definitions[0];
    const result = definition?.kind === "function" ? this.#names.table.result?.(definition.by) : undefined;
    return result ? this.evaluate(result) : UNKNOWN;
  }

  #named(node: Node): Value {
    const binding = this.#names.variable(node);
    if (binding) return this.#bound(binding, node);
    const { table } = this.#names;
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
    return name === undefined || name.startsWith("?.") ? UNKNOWN : { kind: "name", name };
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
    return ways.every((way) => way.kind === "unknown") ? UNKNOWN : choiceOf(ways);
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
    if (definition.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    return definition.value ? this.evaluate(definition.value) : UNKNOWN;
  }
}
