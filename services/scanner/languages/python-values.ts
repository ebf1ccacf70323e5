/** What Python expressions evaluate to, as far as the same file tells. */
import type { Node } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { assignedValue } from "./changed.ts";
import { elementOf, handedOn, handsOn, taken } from "./collections.ts";
import { Evaluator } from "./evaluator.ts";
import type { Site, Value } from "./language.ts";
import { pythonCalls } from "./python-calls.ts";
import type { PythonNames } from "./python-names.ts";
import { PYTHON_FUNCTIONS } from "./python-scoping.ts";
import { builtin, isTextMethod, textResult } from "./python-texts.ts";
import { returnedIn } from "./returns.ts";
import { field, namedChildren, textOf } from "./syntax.ts";
import { formatted } from "./text-formats.ts";
import {
  choiceOf,
  combine,
  decodeEscapes,
  fallback,
  integerValue,
  NONE,
  numberValue,
  stringValue,
  UNKNOWN,
} from "./values.ts";

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;

const BUILTINS = /^(?:str|enumerate|sorted|list|tuple|set|frozenset|reversed|iter|zip)$/;
/** Definitions that name something and hold no value. */
const NAMING: ReadonlySet<Definition["kind"]> = new Set(["import", "function", "class"]);

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
      case "integer":
        return integerValue(textOf(this.#text, node));
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "none":
        return NONE;
      case "unary_operator": {
        const value = this.#evaluator.field(node, "argument");
        return value.kind === "number" && this.#text[node.startIndex] === "-" ? numberValue(-value.value) : UNKNOWN;
      }
      case "binary_operator": {
        const operator = field(node, "operator");
        const left = this.#evaluator.field(node, "left");
        if (left.kind === "unknown" || operator === undefined) return UNKNOWN;
        const right = this.#evaluator.field(node, "right");
        // "sha%d" % 1
        if (operator.type === "%" && left.kind === "string") {
          return formatted(left.text, right.kind === "list" ? right.items : [right]);
        }
        return combine(textOf(this.#text, operator), left, right);
      }
      case "augmented_assignment":
        return assignedValue(node, (each) => this.evaluate(each));
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
        return this.#evaluator.field(node, "value");
      case "conditional_expression":
        return this.#conditional(node);
      case "boolean_operator":
        return field(node, "operator")?.type === "or" ? this.#evaluator.either(node, "left", "right") : UNKNOWN;
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

  #string(node: Node): Value {
    const parts = namedChildren(node);
    if (parts.some((part) => part.type === "interpolation")) return this.#filled(parts);
    const start = parts[0];
    const end = parts.at(-1);
    if (start?.type !== "string_start" || end?.type !== "string_end") return UNKNOWN;
    const body = this.#text.slice(start.endIndex, end.startIndex);
    const raw = /r/i.test(textOf(this.#text, start));
    return stringValue(raw ? body : decodeEscapes(body));
  }

  /** `f"{kind}1"`; what is formatted in another way is not read. */
  #filled(parts: readonly Node[]): Value {
    return parts.reduce<Value>((whole, part) => {
      if (part.type === "string_content") return combine("+", whole, stringValue(textOf(this.#text, part)));
      if (part.type !== "interpolation") return whole;
      const plain = namedChildren(part).length === 1;
      return combine("+", whole, plain ? this.#evaluator.field(part, "expression") : UNKNOWN);
    }, stringValue(""));
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
      values: () => pairs.slice(0, MAX_TABLE).map((pair) => this.#evaluator.field(pair, "value")),
      keys: () => pairs.slice(0, MAX_TABLE).map((pair) => this.#evaluator.field(pair, "key")),
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
    return elementOf(this.#evaluator.field(node, "value"), this.#evaluator.field(node, "subscript"));
  }

  #call(node: Node): Value {
    const callee = field(node, "function");
    if (callee?.type === "attribute") {
      const changed = this.#changed(node, callee) ?? this.#looked(node, callee);
      if (changed) return changed;
    }
    const plain = callee?.type === "identifier" ? textOf(this.#text, callee) : "";
    if (plain === "dict") return this.#keywords(node);
    const given = this.#given(node);
    const made = BUILTINS.test(plain)
      ? builtin(
          plain,
          given.map((each) => this.evaluate(each)),
        )
      : undefined;
    if (made) return made;
    const returned = callee ? this.#returnedBy(callee) : [];
    if (returned.some((value) => value.kind !== "unknown")) return choiceOf(returned);
    const site = this.#callSite(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** Positional arguments. */
  #given(call: Node): readonly Node[] {
    const list = field(call, "arguments");
    return (list ? namedChildren(list) : []).filter((each) => each.type !== "keyword_argument");
  }

  /** What a function or method of the file gives, as far as its `return` statements tell. */
  #returnedBy(callee: Node): readonly Value[] {
    const bindings = this.#names.bindings;
    const binding =
      callee.type === "attribute"
        ? this.#names.memberOf(callee)
        : callee.type === "identifier"
          ? bindings.lookup(textOf(this.#text, callee), callee)
          : undefined;
    const made = binding && bindings.inForce(binding, callee);
    if (made?.kind !== "function") return [];
    return returnedIn(this.#text, made.by.tree, made.by, PYTHON_FUNCTIONS).map((each) => this.evaluate(each));
  }

  /** `"sha1".upper()`, `TABLE.items()`. */
  #changed(call: Node, callee: Node): Value | undefined {
    const method = field(callee, "attribute");
    const object = field(callee, "object");
    const name = method ? textOf(this.#text, method) : "";
    if (!object || !(isTextMethod(name) || handsOn(name))) return undefined;
    const value = this.evaluate(object);
    if (handsOn(name)) return handedOn(name, value);
    return textResult(
      name,
      value,
      this.#given(call).map((each) => this.evaluate(each)),
    );
  }

  /** `TABLE.get(key, "sha1")`. */
  #looked(call: Node, callee: Node): Value | undefined {
    const method = field(callee, "attribute");
    const object = field(callee, "object");
    const list = field(call, "arguments");
    if (!object || !list || !method || !/^(?:get|getenv|pop|setdefault)$/.test(textOf(this.#text, method)))
      return undefined;
    const table = this.evaluate(object);
    const [key, otherwise] = namedChildren(list);
    if (table.kind !== "object" && otherwise) return fallback(this.evaluate(otherwise));
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
        return found && this.#evaluator.field(found, "value");
      },
    };
  }

  #identifier(node: Node): Value {
    const bindings = this.#names.bindings;
    const binding = bindings.lookup(textOf(this.#text, node), node);
    const definition = binding && bindings.inForce(binding, node);
    if (definition && !NAMING.has(definition.kind)) return this.#held(definition);
    const imported = binding?.definitions.some((one) => one.kind === "import") === true;
    if (binding && !definition && !imported) return this.#oneOf(bindings.possible(binding, node));
    return this.#named(node, imported);
  }

  #held(definition: Definition): Value {
    if (definition.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    if (definition.part) return taken(this.evaluate(definition.part.of), definition.part.path);
    return this.#evaluator.maybe(definition.value);
  }

  #oneOf(definitions: readonly Definition[]): Value {
    if (definitions.some((one) => NAMING.has(one.kind))) return UNKNOWN;
    const ways = definitions.map((one) => this.#held(one));
    return choiceOf(ways);
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
