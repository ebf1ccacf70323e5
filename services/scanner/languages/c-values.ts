/** Values of C and C++ expressions: literals, macros, enumerators, constants and variables that are given one value. */
import type { Node, Tree } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import type { Binding, Bindings, Definition } from "./bindings.ts";
import { cCalls } from "./c-calls.ts";
import { constantBehind } from "./c-constants.ts";
import { evaluateMacro } from "./c-macros.ts";
import { C_FUNCTIONS } from "./c-scoping.ts";
import { assignedValue } from "./changed.ts";
import { elementOf, taken } from "./collections.ts";
import { isSmartPointer } from "./cpp-names.ts";
import { Evaluator } from "./evaluator.ts";
import type { Site, Value } from "./language.ts";
import { dictionary } from "./objc-messages.ts";
import { returnedIn } from "./returns.ts";
import { field, namedChildren, textOf } from "./syntax.ts";
import { choiceOf, combine, decodeEscapes, NONE, numberValue, parseInteger, stringValue, UNKNOWN } from "./values.ts";

/** Types whose construction from a literal is the literal. */
const TEXT_TYPES = /^(?:std::)?(?:string|string_view|wstring)$|^Q(?:String|ByteArray|Latin1String|StringLiteral)$/;
/** Methods that hand out what the object holds. */
const SAME_VALUE = /^(?:c_str|data|toStdString|str|get)$/;
const LITERAL = /^(?:u8|[uUL@])?"([\s\S]*)"/;
const RAW = /^(?:u8|[uUL])?R"[^(]*\(([\s\S]*)\)[^)]*"/;

export interface CNames {
  /** The site of a call or construction. */
  readonly siteOf: (node: Node) => Site | undefined;
  /** Names of an identifier or qualified identifier. */
  readonly namesOf: (node: Node) => readonly string[];
  /** A site within a macro's body, where there is no tree. */
  readonly macroSite: (name: string, body: Node) => Site;
}

export class CValues {
  readonly #text: string;
  readonly #bindings: Bindings;
  readonly #names: CNames;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Definition>;

  constructor(text: string, tree: Tree, bindings: Bindings, names: CNames) {
    this.#text = text;
    this.#bindings = bindings;
    this.#names = names;
    this.#flow = new ArgumentFlow(text, tree, cCalls(text), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    switch (node.type) {
      case "string_literal":
      case "raw_string_literal":
        return this.#string(node);
      case "concatenated_string":
        return namedChildren(node)
          .map((child) => this.evaluate(child))
          .reduce((all, next) => (next.kind === "string" ? combine("+", all, next) : UNKNOWN), stringValue(""));
      case "type_descriptor":
        return this.#evaluator.field(node, "type");
      case "parameter_declaration": {
        // `Hash hash(Hash::Md5)` is read as a declaration
        const type = field(node, "declarator") ? undefined : field(node, "type");
        return type?.type === "type_identifier"
          ? this.#lookup(textOf(this.#text, type), type)
          : type
            ? this.evaluate(type)
            : UNKNOWN;
      }
      case "dictionary_literal":
        return dictionary(node, this.#text, (each) => this.evaluate(each));
      case "at_expression":
      case "user_defined_literal":
      case "parenthesized_expression":
      case "pointer_expression":
      case "extension_expression":
        return this.#within(node);
      case "number_literal":
        return this.#number(node);
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "null":
        return NONE;
      case "identifier":
      case "qualified_identifier":
      case "type_identifier":
      case "template_type":
        return this.#identifier(node);
      case "preproc_arg":
        return this.#macro(node);
      case "cast_expression":
      case "compound_literal_expression":
        return this.#evaluator.field(node, "value");
      case "initializer_list":
        return this.#initializer(node);
      case "argument_list":
        return node.namedChildCount === 1 ? this.#evaluator.maybe(node.firstNamedChild) : UNKNOWN;
      case "subscript_expression":
        return this.#item(node);
      case "field_expression":
        return this.#fieldOf(node);
      case "call_expression":
      case "message_expression":
      case "new_expression":
        return this.#called(node);
      case "unary_expression":
        return this.#unary(node);
      case "binary_expression":
        return this.#binary(node);
      case "conditional_expression":
        return this.#evaluator.either(node, "consequence", "alternative");
      case "assignment_expression":
        return assignedValue(node, (each) => this.evaluate(each));
      case "comma_expression":
        return this.#evaluator.field(node, "right");
      default:
        return UNKNOWN;
    }
  }

  #within(node: Node): Value {
    if (node.type === "pointer_expression" && field(node, "operator")?.type !== "&") return UNKNOWN;
    return this.#evaluator.maybe(node.firstNamedChild);
  }

  #string(node: Node): Value {
    const text = textOf(this.#text, node);
    const body = (node.type === "string_literal" ? LITERAL : RAW).exec(text)?.[1];
    if (body === undefined) return UNKNOWN;
    return stringValue(node.type === "string_literal" ? decodeEscapes(body) : body);
  }

  #number(node: Node): Value {
    const text = textOf(this.#text, node);
    const value = parseInteger(text.replace(/^-\s*/, ""));
    return value === undefined ? UNKNOWN : numberValue(text.startsWith("-") ? -value : value);
  }

  #identifier(node: Node): Value {
    const name = textOf(this.#text, node);
    if (name === "NULL" || name === "nullptr") return NONE;
    if (name === "TRUE" || name === "FALSE") return { kind: "boolean", value: name === "TRUE" };
    if (node.type === "identifier") return this.#lookup(name, node);
    const constant =
      node.type === "qualified_identifier" ? constantBehind(this.#text, node.tree, this.#bindings, node) : undefined;
    const definition = constant && this.#bindings.inForce(constant, node);
    const value = definition?.value ? this.evaluate(definition.value) : UNKNOWN;
    return value.kind === "unknown" ? this.#named(node) : value;
  }

  /** `names[0]`, `names[i]`. */
  #item(node: Node): Value {
    const of = field(node, "argument");
    const index = field(node, "index") ?? field(node, "indices")?.firstNamedChild;
    const list = this.#evaluator.maybe(of);
    if (!index || (list.kind !== "list" && list.kind !== "choice")) return UNKNOWN;
    const key = this.evaluate(index);
    return key.kind === "string" ? entryOf(list, key) : elementOf(list, key);
  }

  /** `algorithm.name`, `algorithms[i].name`, where the fields are given by name. */
  #fieldOf(node: Node): Value {
    const object = field(node, "argument");
    const name = field(node, "field");
    const held = object && name ? this.evaluate(object) : UNKNOWN;
    const values = held.kind === "choice" ? held.values : [held];
    const given = values.map(
      (each) => (each.kind === "object" && name && each.field(textOf(this.#text, name))) || UNKNOWN,
    );
    return choiceOf(given);
  }

  /** What a function of the file gives, as far as its `return` statements tell. */
  #returnedBy(callee: Node): readonly Value[] {
    const binding =
      callee.type === "identifier" ? this.#bindings.lookup(textOf(this.#text, callee), callee) : undefined;
    const made = binding?.definitions.filter(
      ({ kind, by }) => kind === "function" && by.type === "function_definition",
    );
    const [only] = made ?? [];
    if (!only || made?.length !== 1) return [];
    return returnedIn(this.#text, only.by.tree, only.by, C_FUNCTIONS).map((each) => this.evaluate(each));
  }

  #oneOf(definitions: readonly Definition[]): Value {
    const ways = definitions.map((one) => (one.value && one.kind === "variable" ? this.evaluate(one.value) : UNKNOWN));
    return choiceOf(ways);
  }

  /** A name of the file by its value, any other by its name. */
  #lookup(name: string, use: Node): Value {
    const binding = this.#bindings.lookup(name, use);
    if (!binding) return this.#named(use, name);
    const definition = this.#bindings.inForce(asGiven(binding), use) ?? this.#sameInAll(binding);
    if (definition?.kind === "function") return this.#named(use, name);
    if (definition?.kind === "parameter") return this.#flow.valueOf(definition, definition.value);
    if (definition?.part) return taken(this.evaluate(definition.part.of), definition.part.path);
    if (!definition) {
      const several = this.#oneOf(this.#bindings.possible(asGiven(binding), use));
      if (several.kind !== "unknown") return several;
    }
    const enumerator = binding.definitions.some((each) => each.by.type === "enumerator");
    const value = definition?.value && this.evaluate(definition.value);
    return value && value.kind !== "unknown" ? value : enumerator ? this.#named(use, name) : UNKNOWN;
  }

  /** A macro that every branch of an `#if` defines alike. */
  #sameInAll({ definitions }: Binding): Definition | undefined {
    const bodies = definitions.map((each) => (each.by.type === "preproc_def" ? each.value : undefined));
    const texts = new Set(bodies.map((body) => body && textOf(this.#text, body)));
    return texts.size === 1 && !texts.has(undefined) ? definitions[0] : undefined;
  }

  #named(node: Node, plain?: string): Value {
    const name = plain ?? this.#names.namesOf(node)[0];
    return name === undefined ? UNKNOWN : { kind: "name", name };
  }

  #macro(body: Node): Value {
    return evaluateMacro(textOf(this.#text, body), {
      named: (name) => this.#lookup(name, body),
      called: (name) => ({ kind: "call", site: this.#names.macroSite(name, body) }),
    });
  }

  #initializer(node: Node): Value {
    const children = namedChildren(node);
    if (!children.some((child) => child.type === "initializer_pair")) {
      return { kind: "list", items: children.map((child) => this.evaluate(child)) };
    }
    return {
      kind: "object",
      field: (name) => {
        const pair = children.find((child) => {
          const designator = child.type === "initializer_pair" ? field(child, "designator") : undefined;
          return designator !== undefined && textOf(this.#text, designator) === `.${name}`;
        });
        const value = pair && field(pair, "value");
        return value && this.evaluate(value);
      },
    };
  }

  #called(node: Node): Value {
    const callee = field(node, "function");
    const list = field(node, "arguments");
    if (callee && list && TEXT_TYPES.test(textOf(this.#text, callee).slice(0, 40))) return this.evaluate(list);
    if (list?.firstNamedChild && isSmartPointer(callee, this.#text)) return this.evaluate(list.firstNamedChild);
    const method = callee?.type === "field_expression" ? field(callee, "field") : undefined;
    if (callee && method && SAME_VALUE.test(textOf(this.#text, method))) {
      const value = this.#evaluator.field(callee, "argument");
      if (value.kind === "string" || value.kind === "call" || value.kind === "choice") return value;
    }
    if (callee && method && list && textOf(this.#text, method) === "at") {
      const found = entryOf(this.#evaluator.field(callee, "argument"), this.#evaluator.maybe(list.firstNamedChild));
      if (found.kind !== "unknown") return found;
    }
    const returned = callee ? this.#returnedBy(callee) : [];
    if (returned.some((value) => value.kind !== "unknown")) return choiceOf(returned);
    const site = this.#names.siteOf(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  #unary(node: Node): Value {
    const value = this.#evaluator.field(node, "argument");
    return value.kind === "number" && field(node, "operator")?.type === "-" ? numberValue(-value.value) : UNKNOWN;
  }

  #binary(node: Node): Value {
    const left = field(node, "left");
    const right = field(node, "right");
    if (!left || !right) return UNKNOWN;
    return combine(field(node, "operator")?.type ?? "", this.evaluate(left), this.evaluate(right));
  }
}

/** A table or struct that is passed by address is read; any other variable may be filled. */
function asGiven(binding: Binding): Binding {
  if (!binding.definitions.some((each) => each.value?.type === "initializer_list")) return binding;
  return { ...binding, definitions: binding.definitions.filter((each) => each.by.type !== "pointer_expression") };
}

/** What stands under a key of a list of pairs, `std::map<…> names = { { "old", "MD5" } }`; what stands at a place of any other. */
function entryOf(list: Value, key: Value): Value {
  const pairs = list.kind === "list" ? list.items : [];
  const isTable = pairs.length > 0 && pairs.every((pair) => pair.kind === "list" && pair.items.length === 2);
  if (!isTable) return list.kind === "list" && key.kind !== "string" ? elementOf(list, key) : UNKNOWN;
  const found = pairs.flatMap((pair) => {
    const [name, value] = pair.kind === "list" ? pair.items : [];
    const isOther = key.kind === "string" && name?.kind === "string" && name.text !== key.text;
    return value && !isOther ? [value] : [];
  });
  return choiceOf(found);
}
