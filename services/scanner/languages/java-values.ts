/** What Java expressions evaluate to, as far as the same file tells. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { javaCalls } from "./java-calls.ts";
import type { JavaNames } from "./java-names.ts";
import type { Site, Value } from "./language.ts";
import {
  choiceOf,
  combine,
  decodeEscapes,
  Evaluator,
  field,
  NONE,
  namedChildren,
  numberValue,
  parseInteger,
  stringValue,
  textOf,
  UNKNOWN,
} from "./syntax.ts";

const LISTS = /(?:^|\.)(?:List|Set|Arrays|Collections|EnumSet)\.(?:of|asList|singleton|singletonList)$/;
const TEXT_METHODS = /^(?:toUpperCase|toLowerCase|trim|strip|toString|intern|getBytes|toCharArray|concat)$/;

export class JavaValues {
  readonly #names: JavaNames;
  readonly #text: string;
  readonly #siteOf: (node: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;

  /** `siteOf` gives the site of a `method_invocation` or `object_creation_expression`. */
  constructor(names: JavaNames, siteOf: (node: Node) => Site | undefined) {
    this.#names = names;
    this.#text = names.text;
    this.#siteOf = siteOf;
    this.#flow = new ArgumentFlow(names.text, names.tree, javaCalls(names), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    switch (node.type) {
      case "string_literal":
        return this.#string(node);
      case "decimal_integer_literal":
      case "hex_integer_literal":
      case "octal_integer_literal":
      case "binary_integer_literal": {
        const value = parseInteger(textOf(this.#text, node));
        return value === undefined ? UNKNOWN : numberValue(value);
      }
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "null_literal":
        return NONE;
      case "unary_expression": {
        const value = this.#field(node, "operand");
        return value.kind === "number" && this.#text[node.startIndex] === "-" ? numberValue(-value.value) : UNKNOWN;
      }
      case "binary_expression": {
        const operator = field(node, "operator");
        const left = this.#field(node, "left");
        return left.kind === "unknown" || operator === undefined
          ? UNKNOWN
          : combine(operator.type, left, this.#field(node, "right"));
      }
      case "parenthesized_expression": {
        const [inner] = namedChildren(node);
        return inner ? this.evaluate(inner) : UNKNOWN;
      }
      case "cast_expression":
        return this.#field(node, "value");
      case "assignment_expression":
        return this.#field(node, "right");
      case "ternary_expression":
        return choiceOf([this.#field(node, "consequence"), this.#field(node, "alternative")]);
      case "array_initializer":
        return { kind: "list", items: namedChildren(node).map((item) => this.evaluate(item)) };
      case "array_creation_expression":
        return this.#field(node, "value");
      case "array_access":
        return this.#item(node);
      case "method_invocation":
        return this.#call(node);
      case "object_creation_expression": {
        const site = this.#siteOf(node);
        return site ? { kind: "call", site } : UNKNOWN;
      }
      case "identifier":
      case "field_access":
        return this.#variable(node);
      default:
        return UNKNOWN;
    }
  }

  #field(node: Node, name: string): Value {
    const child = field(node, name);
    return child ? this.evaluate(child) : UNKNOWN;
  }

  #string(node: Node): Value {
    const spelled = textOf(this.#text, node);
    if (!spelled.startsWith('"""')) return stringValue(decodeEscapes(spelled.slice(1, -1)));
    const body = spelled.slice(3, -3).replace(/^[ \t]*\r?\n/, "");
    return stringValue(decodeEscapes(body.replace(/^[ \t]+/gm, "")));
  }

  #item(node: Node): Value {
    const list = this.#field(node, "array");
    const index = this.#field(node, "index");
    return list.kind === "list" && index.kind === "number" ? (list.items[index.value] ?? UNKNOWN) : UNKNOWN;
  }

  #call(node: Node): Value {
    const site = this.#siteOf(node);
    if (site === undefined) return UNKNOWN;
    const last = site.names[0] ?? "";
    if (site.names.some((name) => LISTS.test(name))) {
      return { kind: "list", items: site.arguments.map((argument) => this.evaluate(argument.node)) };
    }
    const method = last.slice(last.lastIndexOf(".") + 1);
    if (TEXT_METHODS.test(method) && site.receiver) {
      const changed = this.#changedText(method, this.evaluate(site.receiver), site);
      if (changed) return changed;
    }
    if (last === "java.lang.String.valueOf" || last === "java.lang.Integer.valueOf") {
      const [argument] = site.arguments;
      return argument ? this.evaluate(argument.node) : UNKNOWN;
    }
    return { kind: "call", site };
  }

  #changedText(method: string, value: Value, site: Site): Value | undefined {
    if (value.kind !== "string") return value.kind === "unknown" ? UNKNOWN : undefined;
    switch (method) {
      case "toUpperCase":
        return stringValue(value.text.toUpperCase());
      case "toLowerCase":
        return stringValue(value.text.toLowerCase());
      case "concat": {
        const [argument] = site.arguments;
        return argument ? combine("+", value, this.evaluate(argument.node)) : UNKNOWN;
      }
      default:
        return method === "trim" || method === "strip" ? stringValue(value.text.trim()) : value;
    }
  }

  #variable(node: Node): Value {
    if (this.#names.variable(node)) {
      const definition = this.#names.inForce(node);
      if (definition?.kind === "parameter") return this.#flow.valueOf(definition);
      return definition?.value ? this.evaluate(definition.value) : UNKNOWN;
    }
    const [name] = node.type === "identifier" ? this.#names.plain(node) : this.#memberNames(node);
    return name === undefined || name.startsWith("?.") ? UNKNOWN : { kind: "name", name };
  }

  #memberNames(access: Node): readonly string[] {
    const object = field(access, "object");
    const name = field(access, "field");
    return object && name ? this.#names.memberOf(object, textOf(this.#text, name)) : [];
  }
}
