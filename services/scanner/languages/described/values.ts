/** What expressions evaluate to, for every language that is described by a table. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "../argument-flow.ts";
import type { Definition } from "../bindings.ts";
import type { Site, Value } from "../language.ts";
import { choiceOf, combine, Evaluator, UNKNOWN } from "../syntax.ts";
import { parameterCalls } from "./calls.ts";
import type { DescribedNames } from "./names.ts";

export class DescribedValues {
  readonly #names: DescribedNames;
  readonly #siteOf: (node: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;

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
    const literal = table.literal(node, text);
    if (literal) return literal;
    const inner = table.inner(node);
    if (inner) return this.evaluate(inner);
    const binary = table.binary?.(node);
    if (binary) {
      const left = this.evaluate(binary.left);
      return left.kind === "unknown" ? UNKNOWN : combine(binary.operator, left, this.evaluate(binary.right));
    }
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
      };
    }
    if (table.call(node)) return this.#call(node);
    return this.#named(node);
  }

  #call(node: Node): Value {
    const { table } = this.#names;
    const call = table.call(node);
    if (call?.object && table.conversions?.test(this.#names.textOf(call.name))) {
      const value = this.evaluate(call.object);
      if (value.kind === "string" || value.kind === "choice") return value;
    }
    const site = this.#siteOf(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  #named(node: Node): Value {
    const binding = this.#names.variable(node);
    if (binding) {
      const definition = this.#names.bindings.inForce(binding, node);
      if (definition) return this.#defined(definition);
      const ways = this.#names.bindings.possible(binding, node).map((one) => this.#defined(one));
      return ways.every((way) => way.kind === "unknown") ? UNKNOWN : choiceOf(ways);
    }
    const { table } = this.#names;
    const member = table.member(node);
    const names = member
      ? this.#names.memberNames(member.object, this.#names.textOf(member.name))
      : table.identifiers.has(node.type)
        ? this.#names.plain(node)
        : [];
    const [name] = names;
    return name === undefined || name.startsWith("?.") ? UNKNOWN : { kind: "name", name };
  }

  #defined(definition: Definition): Value {
    if (definition.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    return definition.value ? this.evaluate(definition.value) : UNKNOWN;
  }
}
