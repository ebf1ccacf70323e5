/** What Go expressions evaluate to, as far as the same file tells. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { assignedValue } from "./changed.ts";
import { elementOf, taken } from "./collections.ts";
import { Evaluator } from "./evaluator.ts";
import { goCalls } from "./go-calls.ts";
import type { GoNames } from "./go-names.ts";
import type { Site, Value } from "./language.ts";
import { field, namedChildren, textOf } from "./syntax.ts";
import { choiceOf, combine, decodeEscapes, integerValue, NONE, numberValue, stringValue, UNKNOWN } from "./values.ts";

const CONVERSIONS = /^(?:string|byte|u?int(?:8|16|32|64|ptr)?)$/;

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;

export class GoValues {
  readonly #names: GoNames;
  readonly #text: string;
  readonly #callSite: (call: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;

  constructor(names: GoNames, callSite: (call: Node) => Site | undefined) {
    this.#names = names;
    this.#text = names.text;
    this.#callSite = callSite;
    this.#flow = new ArgumentFlow(names.text, names.tree, goCalls(names.text), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    switch (node.type) {
      case "interpreted_string_literal":
        return stringValue(decodeEscapes(textOf(this.#text, node).slice(1, -1)));
      case "raw_string_literal":
        return stringValue(textOf(this.#text, node).slice(1, -1));
      case "int_literal":
        return integerValue(textOf(this.#text, node));
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "nil":
        return NONE;
      case "unary_expression":
        return this.#unary(node);
      case "binary_expression": {
        const operator = field(node, "operator");
        const left = this.#evaluator.field(node, "left");
        if (left.kind === "unknown" || operator === undefined) return UNKNOWN;
        const right = this.#evaluator.field(node, "right");
        return left.kind === right.kind ? combine(operator.type, left, right) : UNKNOWN;
      }
      case "assignment_statement":
        return assignedValue(node, (each) => this.evaluate(each));
      case "expression_list":
      case "parenthesized_expression":
      case "literal_element": {
        const [inner, ...others] = namedChildren(node);
        return inner && others.length === 0 ? this.evaluate(inner) : UNKNOWN;
      }
      case "type_conversion_expression":
        return this.#evaluator.field(node, "operand");
      case "composite_literal": {
        const body = field(node, "body");
        const type = field(node, "type");
        return body ? this.#literal(body, type) : UNKNOWN;
      }
      case "literal_value":
        return this.#literal(node, undefined);
      case "index_expression":
        return this.#item(node);
      case "call_expression":
        return this.#call(node);
      case "identifier":
      case "selector_expression":
        return this.#named(node);
      default:
        return UNKNOWN;
    }
  }

  #unary(node: Node): Value {
    const operator = this.#text[node.startIndex];
    const value = this.#evaluator.field(node, "operand");
    if (operator === "&" || operator === "*") return value;
    return operator === "-" && value.kind === "number" ? numberValue(-value.value) : UNKNOWN;
  }

  /** Keyed elements make an object, others a list. */
  #literal(body: Node, type: Node | undefined): Value {
    const elements = namedChildren(body);
    const keyed = elements.filter((element) => element.type === "keyed_element");
    const isList = type !== undefined && /^(?:slice_type|array_type|implicit_length_array_type)$/.test(type.type);
    if (keyed.length === 0 && (isList || elements.length > 0)) {
      return { kind: "list", items: elements.map((element) => this.evaluate(element)) };
    }
    if (isList) return { kind: "list", items: keyed.map((element) => this.#evaluator.field(element, "value")) };
    return {
      kind: "object",
      field: (name) => this.#entry(keyed, name),
      values: () => keyed.slice(0, MAX_TABLE).map((element) => this.#evaluator.field(element, "value")),
      keys: () => keyed.slice(0, MAX_TABLE).map((element) => this.#evaluator.field(element, "key")),
    };
  }

  #entry(keyed: readonly Node[], name: string): Value | undefined {
    for (const element of keyed) {
      const key = field(element, "key");
      if (key === undefined) continue;
      if (textOf(this.#text, key).replace(/^"|"$/g, "") === name) return this.#evaluator.field(element, "value");
    }
    return undefined;
  }

  #item(node: Node): Value {
    const container = this.#evaluator.field(node, "operand");
    const index = this.#evaluator.field(node, "index");
    return elementOf(container, index);
  }

  #call(node: Node): Value {
    const callee = field(node, "function");
    const list = field(node, "arguments");
    const [only] = list ? namedChildren(list) : [];
    if (callee?.type === "identifier" && CONVERSIONS.test(textOf(this.#text, callee)) && only) {
      return this.evaluate(only);
    }
    if (callee?.type === "identifier" && list && textOf(this.#text, callee) === "append") return this.#appended(list);
    const site = this.#callSite(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** `append(suites, a, b...)`: what is known of the list, and what is put to it. */
  #appended(list: Node): Value {
    const items = namedChildren(list).flatMap((node, place) => {
      const spread = node.type === "variadic_argument" ? node.firstNamedChild : undefined;
      const value = this.evaluate(spread ?? node);
      if (place > 0 && spread === undefined) return [value];
      // what stands in it already was put there elsewhere
      return value.kind === "list" ? value.items : [];
    });
    return items.length === 0 ? UNKNOWN : { kind: "list", items };
  }

  #named(node: Node): Value {
    if (node.type === "identifier") {
      const binding = this.#names.bindings.lookup(textOf(this.#text, node), node);
      if (binding) {
        const definition = this.#names.bindings.inForce(binding, node);
        if (definition) return this.#held(definition);
        const ways = this.#names.bindings.possible(binding, node).map((one) => this.#held(one));
        return choiceOf(ways);
      }
    }
    const [name] = this.#names.qualify(node);
    // a plain name of another file of the package tells nothing
    return name === undefined || !name.includes(".") || name.startsWith("?") ? UNKNOWN : { kind: "name", name };
  }

  #held(definition: Definition): Value {
    if (definition.kind === "parameter") return this.#flow.valueOf(definition);
    if (definition.part) return taken(this.evaluate(definition.part.of), definition.part.path);
    return this.#evaluator.maybe(definition.value);
  }
}
