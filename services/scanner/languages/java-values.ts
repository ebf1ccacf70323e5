/** What Java expressions evaluate to, as far as the same file tells. */
import type { Node } from "web-tree-sitter";
import { appendedBefore } from "./appended.ts";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { assignedValue } from "./changed.ts";
import { elementOf, taken } from "./collections.ts";
import { Evaluator } from "./evaluator.ts";
import { javaCalls } from "./java-calls.ts";
import {
  collectionMade,
  enumeratorName,
  enumeratorsOf,
  fieldBehind,
  fieldsOf,
  filledLater,
  iteratedBy,
  mayTake,
  takenFrom,
} from "./java-collections.ts";
import type { JavaNames } from "./java-names.ts";
import { JAVA_CLASSES, javaScoping } from "./java-scoping.ts";
import { appendedAt, asText, fallbackIndex, isCheck, isTextMethod, joinedBy, textResult } from "./java-texts.ts";
import { jvmConstant } from "./jvm-constants.ts";
import type { Argument, Site, Value } from "./language.ts";
import { ancestor, field, namedChildren, nodeAt, sameNode, textOf } from "./syntax.ts";
import { formatted } from "./text-formats.ts";
import { choiceOf, combine, decodeEscapes, integerValue, NONE, numberValue, stringValue, UNKNOWN } from "./values.ts";
import { wordOffsets } from "./words.ts";

const SWITCHES: ReadonlySet<string> = new Set(["switch_expression"]);
const MAX_YIELDS = 8;
/** Stands for an entry's own name among its fields. */
const OWN_NAME = "name()";
/** What these make answers `getAlgorithm` with the name it was made by. */
const MAKERS = /^(?:java\.security|javax\.crypto)\.\w+\.getInstance$/;
const TEXT_BUILDERS = /(?:^|\.)String(?:Builder|Buffer)$/;

export class JavaValues {
  readonly #names: JavaNames;
  readonly #text: string;
  readonly #siteOf: (node: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;
  /** Of entries of enumerations: where they are declared. */
  readonly #owners = new WeakMap<Value, Node>();

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
      case "binary_integer_literal":
        return integerValue(textOf(this.#text, node));
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "null_literal":
        return NONE;
      case "unary_expression": {
        const value = this.#evaluator.field(node, "operand");
        return value.kind === "number" && this.#text[node.startIndex] === "-" ? numberValue(-value.value) : UNKNOWN;
      }
      case "binary_expression": {
        const operator = field(node, "operator");
        const left = this.#evaluator.field(node, "left");
        return left.kind === "unknown" || operator === undefined
          ? UNKNOWN
          : combine(operator.type, left, this.#evaluator.field(node, "right"));
      }
      case "parenthesized_expression": {
        const [inner] = namedChildren(node);
        return this.#evaluator.maybe(inner);
      }
      case "cast_expression":
        return this.#evaluator.field(node, "value");
      case "assignment_expression":
        return assignedValue(node, (each) => this.evaluate(each));
      case "ternary_expression":
        return this.#evaluator.either(node, "consequence", "alternative");
      case "array_initializer":
        return { kind: "list", items: namedChildren(node).map((item) => this.evaluate(item)) };
      case "array_creation_expression":
        return this.#evaluator.field(node, "value");
      case "array_access":
        return this.#item(node);
      case "method_invocation":
        return this.#call(node);
      case "character_literal":
        return stringValue(decodeEscapes(textOf(this.#text, node).slice(1, -1)));
      case "switch_expression":
        return this.#switch(node);
      case "enum_constant":
        return this.#enumerator(node);
      case "object_creation_expression":
        return this.#creation(node);
      case "identifier":
      case "field_access":
        return this.#variable(node);
      default:
        return UNKNOWN;
    }
  }

  #string(node: Node): Value {
    const spelled = textOf(this.#text, node);
    if (!spelled.startsWith('"""')) return stringValue(decodeEscapes(spelled.slice(1, -1)));
    const body = spelled.slice(3, -3).replace(/^[ \t]*\r?\n/, "");
    return stringValue(decodeEscapes(body.replace(/^[ \t]+/gm, "")));
  }

  /** `switch (x) { case A -> "AES"; default -> "DES"; }` */
  #switch(node: Node): Value {
    const body = field(node, "body");
    const plain = (body ? namedChildren(body) : []).flatMap((rule) => {
      const result = rule.type === "switch_rule" ? rule.lastNamedChild : null;
      return (result?.type === "expression_statement" && result.firstNamedChild) || [];
    });
    const ways = [...plain, ...this.#yielded(node)].map((value) => this.evaluate(value));
    return choiceOf(ways);
  }

  /** `case "a": yield "MD5";` */
  #yielded(node: Node): readonly Node[] {
    const offsets = wordOffsets(this.#text, node.tree, "yield", node.startIndex, node.endIndex, MAX_YIELDS);
    return offsets.flatMap((at) => {
      const statement = nodeAt(node.tree, at);
      const isOwn = statement?.type === "yield_statement" && sameNode(ancestor(statement, SWITCHES), node);
      return (isOwn && statement.firstNamedChild) || [];
    });
  }

  #item(node: Node): Value {
    const list = this.#evaluator.field(node, "array");
    const index = this.#evaluator.field(node, "index");
    return list.kind === "list" ? elementOf(list, index) : UNKNOWN;
  }

  #call(node: Node): Value {
    const site = this.#siteOf(node);
    if (site === undefined) return UNKNOWN;
    const given = site.arguments;
    const made = site.receiver && collectionMade(site, given.map(this.#argument));
    if (made) return made;
    const name = site.names[0] ?? "";
    const all = site.receiver && name.endsWith(".values") ? this.#enumerated(site.receiver) : [];
    if (all.length > 0) return { kind: "list", items: all };
    if (/^java\.lang\.(?:String|Integer)\.(?:valueOf|copyValueOf|toString)$/.test(name)) {
      return given[0] ? asText(this.#argument(given[0])) : UNKNOWN;
    }
    if (name === "java.lang.String.format" && given[0]) {
      const pattern = this.#argument(given[0]);
      return pattern.kind === "string" ? formatted(pattern.text, given.slice(1).map(this.#argument)) : UNKNOWN;
    }
    if (name === "java.lang.String.join") return joinedBy(given.map(this.#argument));
    const held = site.receiver && this.#takenBy(name.slice(name.lastIndexOf(".") + 1), site.receiver, given);
    if (held) return held;
    if (isCheck(site.names) && given[0]) return this.#argument(given[0]);
    const fallback = fallbackIndex(site.names, given.length);
    const otherwise = fallback === undefined ? undefined : given[fallback];
    if (otherwise) {
      const value = this.#argument(otherwise);
      return value.kind === "string" || value.kind === "choice" ? choiceOf([value, UNKNOWN]) : UNKNOWN;
    }
    const method = name.slice(name.lastIndexOf(".") + 1);
    if (isTextMethod(method) && site.receiver) {
      const changed = textResult(method, this.#textAt(site.receiver), given.map(this.#argument));
      if (changed) return changed;
    }
    if (method === "getAlgorithm" && site.receiver) {
      const made = this.evaluate(site.receiver);
      const [algorithm] = made.kind === "call" && MAKERS.test(made.site.names[0] ?? "") ? made.site.arguments : [];
      if (algorithm) return this.#argument(algorithm);
    }
    return this.#returned(node) ?? { kind: "call", site };
  }

  /** What a method takes out of a list or table, or a getter out of an entry of an enumeration or a record. */
  #takenBy(method: string, receiver: Node, given: readonly Argument[]): Value | undefined {
    const held = mayTake(method) || given.length === 0 ? this.evaluate(receiver) : UNKNOWN;
    return takenFrom(method, held, given.map(this.#argument)) ?? this.#got(method, held);
  }

  #got(method: string, held: Value): Value | undefined {
    if (held.kind === "choice") {
      const ways = held.values.flatMap((each) => this.#got(method, each) ?? []);
      return ways.length === held.values.length ? choiceOf(ways) : undefined;
    }
    const owner = this.#owners.get(held) ?? this.#recordOf(held);
    if (!owner) return undefined;
    const object = held.kind === "call" ? this.#fields(owner, field(held.site.node, "arguments")) : held;
    const name = fieldBehind(this.#names, owner, method);
    if (name === undefined && !/^(?:name|toString)$/.test(method)) return undefined;
    return object.kind === "object" ? object.field(name ?? OWN_NAME) : undefined;
  }

  /** The class of the file that a construction makes an object of. */
  #recordOf(value: Value): Node | undefined {
    const type = value.kind === "call" && value.site.form === "new" ? field(value.site.node, "type") : undefined;
    return type && this.#names.classAt(textOf(this.#text, type), type);
  }

  #fields(owner: Node, given: Node | undefined): Value {
    return fieldsOf(this.#names, owner, given, (node) => this.evaluate(node));
  }

  /** An entry of an enumeration, with what it is made with and its own name. */
  #enumerator(constant: Node): Value {
    const owner = ancestor(constant, JAVA_CLASSES);
    const made = owner ? this.#fields(owner, field(constant, "arguments")) : UNKNOWN;
    if (!owner || made.kind !== "object") return UNKNOWN;
    const fieldOf = (name: string): Value | undefined =>
      name === OWN_NAME ? enumeratorName(this.#text, constant) : made.field(name);
    const value: Value = { kind: "object", field: fieldOf };
    this.#owners.set(value, owner);
    return value;
  }

  /** `Algorithm.values()` */
  #enumerated(object: Node): readonly Value[] {
    const path = this.#names.classPath(object);
    const owner = path === undefined ? undefined : this.#names.classAt(path, object);
    return owner ? enumeratorsOf(owner).map((each) => this.evaluate(each)) : [];
  }

  readonly #argument = ({ node }: Argument): Value => this.evaluate(node);

  /** A text, or what a builder of texts holds that is made in this expression or in statements before it. */
  #textAt(node: Node): Value {
    if (node.type === "identifier") return this.#builtBefore(node) ?? this.evaluate(node);
    return this.#begun(node) ?? this.evaluate(node);
  }

  /** What a builder of texts begins with. */
  #begun(node: Node): Value | undefined {
    const site = node.type === "object_creation_expression" ? this.#siteOf(node) : undefined;
    if (!site?.names.some((name) => TEXT_BUILDERS.test(name))) return undefined;
    const [first] = site.arguments;
    return first ? asText(this.#argument(first)) : stringValue("");
  }

  #builtBefore(use: Node): Value | undefined {
    const made = this.#names.inForce(use);
    const begun = made?.value && made.kind === "variable" ? this.#begun(made.value) : undefined;
    if (!made || !begun) return undefined;
    const building = { name: textOf(this.#text, use), made: made.by, use, blocks: javaScoping.blocks };
    const appended = appendedBefore(this.#text, building, (mention) => appendedAt(this.#text, mention));
    return appended?.reduce((whole, each) => combine("+", whole, asText(this.evaluate(each))), begun) ?? UNKNOWN;
  }

  #creation(node: Node): Value {
    const site = this.#siteOf(node);
    if (site === undefined) return UNKNOWN;
    const [only, ...others] = site.arguments;
    if (/^(?:java\.lang\.)?String$/.test(site.names[0] ?? "") && only) {
      const value = asText(this.#argument(only));
      return value.kind === "string" && others.length <= 1 ? value : UNKNOWN;
    }
    return { kind: "call", site };
  }

  /** What a method of this file returns, as far as its `return` statements tell. */
  #returned(call: Node): Value | undefined {
    const returns = this.#names.returnsOf(call);
    if (returns.length === 0) return undefined;
    const ways = returns.map((value) => this.evaluate(value));
    return ways.every((way) => way.kind === "unknown") ? undefined : choiceOf(ways);
  }

  #variable(node: Node): Value {
    const binding = this.#names.variable(node);
    if (binding) {
      const definition = this.#names.bindings.inForce(binding, node);
      if (definition) {
        return filledLater(this.#names, binding, this.#defined(definition), (each) => this.evaluate(each));
      }
      const ways = this.#names.bindings.possible(binding, node).map((one) => this.#defined(one));
      return choiceOf(ways);
    }
    const object = field(node, "object");
    const held = object && this.evaluate(object);
    const own =
      held && this.#owners.has(held) && held.kind === "object" ? held.field(this.#fieldName(node)) : undefined;
    if (own) return own;
    const names = node.type === "identifier" ? this.#names.plain(node) : this.#memberNames(node);
    const text = jvmConstant(names);
    if (text !== undefined) return stringValue(text);
    const [name] = names;
    return name === undefined || name.startsWith("?.") ? UNKNOWN : { kind: "name", name };
  }

  #defined(definition: Definition): Value {
    const over =
      definition.part ?? (definition.kind === "parameter" ? iteratedBy(this.#text, definition.name) : undefined);
    if (over) return taken(this.evaluate(over.of), over.path);
    const value =
      definition.kind === "parameter"
        ? this.#flow.valueOf(definition)
        : definition.value
          ? this.evaluate(definition.value)
          : UNKNOWN;
    return value.kind === "unknown" && definition.type ? this.#anyOf(definition.type) : value;
  }

  /** What is of an enumeration of the file is one of its entries. */
  #anyOf(type: Node): Value {
    const owner = type.type === "type_identifier" ? this.#names.classAt(textOf(this.#text, type), type) : undefined;
    return choiceOf(owner ? enumeratorsOf(owner).map((each) => this.evaluate(each)) : []);
  }

  #fieldName(access: Node): string {
    const name = field(access, "field");
    return name ? textOf(this.#text, name) : "";
  }

  #memberNames(access: Node): readonly string[] {
    const object = field(access, "object");
    const name = field(access, "field");
    return object && name ? this.#names.memberOf(object, textOf(this.#text, name)) : [];
  }
}
