/** What Python expressions evaluate to, as far as the same file tells. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import type { Site, Value } from "./language.ts";
import { pythonCalls } from "./python-calls.ts";
import type { PythonNames } from "./python-names.ts";
import {
  choiceOf,
  combine,
  decodeEscapes,
  Evaluator,
  elementOf,
  field,
  NONE,
  namedChildren,
  numberValue,
  parseInteger,
  partOf,
  stringValue,
  textOf,
  UNKNOWN,
} from "./syntax.ts";

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;

export class PythonValues {
  readonly #names: PythonNames;
  readonly #text: string;
  readonly #callSite: (call: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;

  constructor(names: PythonNames, callSite: (call: Node) => Site | undefined) {
    this.#names = names;
    this.#text = names.text;
    this.#callSite = callSite;
    this.#flow = new ArgumentFlow(names.text, names.tree, pythonCalls(names), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    switch (node.type) {
      case "string":
        return this.#string(node);
      case "concatenated_string":
        return namedChildren(node)
          .map((part) => this.evaluate(part))
          .reduce((all, part) => combine("+", all, part));
      case "integer": {
        const value = parseInteger(textOf(this.#text, node));
        return value === undefined ? UNKNOWN : numberValue(value);
      }
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "none":
        return NONE;
      case "unary_operator": {
        const value = this.#field(node, "argument");
        return value.kind === "number" && this.#text[node.startIndex] === "-" ? numberValue(-value.value) : UNKNOWN;
      }
      case "binary_operator": {
        const operator = field(node, "operator");
        const left = this.#field(node, "left");
        return left.kind === "unknown" || operator === undefined
          ? UNKNOWN
          : combine(textOf(this.#text, operator), left, this.#field(node, "right"));
      }
      case "parenthesized_expression":
      case "await":
      case "expression_list":
      case "as_pattern": {
        const parts = namedChildren(node);
        const [only] = parts;
        if (only === undefined) return UNKNOWN;
        return node.type === "expression_list" && parts.length > 1 ? this.#list(node) : this.evaluate(only);
      }
      case "named_expression":
        return this.#field(node, "value");
      case "conditional_expression":
        return this.#conditional(node);
      case "list":
      case "tuple":
      case "set":
        return this.#list(node);
      case "dictionary":
        return this.#dictionary(node);
      case "subscript":
        return this.#subscript(node);
      case "call":
        return this.#call(node);
      case "identifier":
        return this.#identifier(node);
      case "attribute":
        return this.#attribute(node);
      default:
        return UNKNOWN;
    }
  }

  #field(node: Node, name: string): Value {
    const child = field(node, name);
    return child ? this.evaluate(child) : UNKNOWN;
  }

  #string(node: Node): Value {
    const parts = namedChildren(node);
    if (parts.some((part) => part.type === "interpolation")) return UNKNOWN;
    const start = parts[0];
    const end = parts.at(-1);
    if (start?.type !== "string_start" || end?.type !== "string_end") return UNKNOWN;
    const body = this.#text.slice(start.endIndex, end.startIndex);
    const raw = /r/i.test(textOf(this.#text, start));
    return stringValue(raw ? body : decodeEscapes(body));
  }

  #conditional(node: Node): Value {
    const [yes, , no] = namedChildren(node);
    return yes && no ? choiceOf([this.evaluate(yes), this.evaluate(no)]) : UNKNOWN;
  }

  #list(node: Node): Value {
    return { kind: "list", items: namedChildren(node).map((item) => this.evaluate(item)) };
  }

  #dictionary(node: Node): Value {
    const pairs = namedChildren(node).filter((child) => child.type === "pair");
    return {
      kind: "object",
      field: (name) => this.#entry(pairs, name),
      values: () => pairs.slice(0, MAX_TABLE).map((pair) => this.#field(pair, "value")),
    };
  }

  #entry(pairs: readonly Node[], name: string): Value | undefined {
    for (const pair of pairs) {
      const key = field(pair, "key");
      const value = field(pair, "value");
      if (!key || !value) continue;
      const spelled = this.evaluate(key);
      if (spelled.kind === "string" && spelled.text === name) return this.evaluate(value);
      if (spelled.kind === "number" && String(spelled.value) === name) return this.evaluate(value);
    }
    return undefined;
  }

  #subscript(node: Node): Value {
    return elementOf(this.#field(node, "value"), this.#field(node, "subscript"));
  }

  #call(node: Node): Value {
    const callee = field(node, "function");
    if (callee?.type === "attribute") {
      const changed = this.#changedText(node, callee) ?? this.#looked(node, callee);
      if (changed) return changed;
    }
    if (callee?.type === "identifier" && textOf(this.#text, callee) === "dict") return this.#keywords(node);
    const site = this.#callSite(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** `"sha1".upper()`, `"key".encode()`. */
  #changedText(call: Node, callee: Node): Value | undefined {
    const method = field(callee, "attribute");
    const object = field(callee, "object");
    const list = field(call, "arguments");
    const name = method ? textOf(this.#text, method) : "";
    if (!object || !/^(?:upper|lower|strip|encode|decode)$/.test(name)) return undefined;
    const value = this.evaluate(object);
    if (value.kind !== "string") return undefined;
    if (name === "encode" || name === "decode") return value;
    if (list && list.namedChildCount > 0) return UNKNOWN;
    if (name === "strip") return stringValue(value.text.trim());
    return stringValue(name === "upper" ? value.text.toUpperCase() : value.text.toLowerCase());
  }

  /** `TABLE.get(key, "sha1")`. */
  #looked(call: Node, callee: Node): Value | undefined {
    const method = field(callee, "attribute");
    const object = field(callee, "object");
    const list = field(call, "arguments");
    if (!object || !list || !method || textOf(this.#text, method) !== "get") return undefined;
    const table = this.evaluate(object);
    const [key, otherwise] = namedChildren(list);
    if (table.kind !== "object" || !key) return undefined;
    const name = this.evaluate(key);
    const found = name.kind === "string" ? table.field(name.text) : undefined;
    if (found) return found;
    // what the table lacks may have been put there later
    if (name.kind === "string") return undefined;
    return choiceOf([...(table.values?.() ?? []), ...(otherwise ? [this.evaluate(otherwise)] : [])]);
  }

  #keywords(call: Node): Value {
    const list = field(call, "arguments");
    const keywords = (list ? namedChildren(list) : []).filter((child) => child.type === "keyword_argument");
    return {
      kind: "object",
      field: (wanted) => {
        const found = keywords.find((one) => {
          const name = field(one, "name");
          return name !== undefined && textOf(this.#text, name) === wanted;
        });
        return found && this.#field(found, "value");
      },
    };
  }

  #identifier(node: Node): Value {
    const bindings = this.#names.bindings;
    const binding = bindings.lookup(textOf(this.#text, node), node);
    const definition = binding && bindings.inForce(binding, node);
    if (definition?.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    if (definition && definition.kind !== "import" && definition.kind !== "function" && definition.kind !== "class") {
      if (definition.part) return partOf(this.evaluate(definition.part.of), definition.part.place);
      return definition.value ? this.evaluate(definition.value) : UNKNOWN;
    }
    const imported = binding?.definitions.some((one) => one.kind === "import") === true;
    if (binding && !definition && !imported) return UNKNOWN;
    return this.#named(node, imported);
  }

  #attribute(node: Node): Value {
    const member = this.#names.memberOf(node);
    if (member) {
      const given = member.definitions.filter((one) => one.value?.type !== "none");
      const definition = this.#names.bindings.inForce({ ...member, definitions: given }, node);
      return definition?.value && definition.kind !== "function" ? this.evaluate(definition.value) : UNKNOWN;
    }
    const object = field(node, "object");
    const name = field(node, "attribute");
    // the value of a local Enum's member
    if (object?.type === "attribute" && name && textOf(this.#text, name) === "value" && this.#names.memberOf(object)) {
      return this.evaluate(object);
    }
    return this.#named(node);
  }

  #named(node: Node, imported = false): Value {
    const [name] = this.#names.qualify(node);
    // a plain name that the file neither defines nor imports tells nothing
    if (name === undefined || name.startsWith("?.")) return UNKNOWN;
    return imported || name.includes(".") ? { kind: "name", name } : UNKNOWN;
  }
}
