/** What words of a shell script stand for: literals, quoting, variables of the file, `${X:-default}`. */
import type { Node, Tree } from "web-tree-sitter";
import { Bindings, type Definition } from "./bindings.ts";
import { Evaluator } from "./evaluator.ts";
import type { Value } from "./language.ts";
import { ancestor, contains, field, isField, namedChildren, textOf } from "./syntax.ts";
import { choiceOf, combine, decodeEscapes, stringValue, UNKNOWN } from "./values.ts";

const FUNCTIONS: ReadonlySet<string> = new Set(["function_definition"]);
/** Words of one variable that are told apart. */
const MAX_WORDS = 16;
const PROGRAM: ReadonlySet<string> = new Set(["program"]);

export class ShellValues {
  readonly #text: string;
  readonly #bindings: Bindings;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));

  constructor(text: string, tree: Tree) {
    this.#text = text;
    this.#bindings = new Bindings(text, tree, {
      blocks: new Set([
        "program",
        "compound_statement",
        "do_group",
        "if_statement",
        "elif_clause",
        "else_clause",
        "case_item",
        "list",
      ]),
      functions: FUNCTIONS,
      mayDefine: (source, start, end) =>
        /^\+?=/.test(source.slice(end, end + 2)) || /\bfor\s+$/.test(source.slice(Math.max(0, start - 16), start)),
      define: (identifier) => this.#define(identifier),
    });
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  /** Words of the array that `"${options[@]}"` stands for; none where the node is anything else. */
  arrayWords(node: Node): readonly Node[] | undefined {
    const match = /^"?\$\{(\w+)\[[@*]\]\}"?$/.exec(textOf(this.#text, node));
    const name = match?.[1];
    const binding = name === undefined ? undefined : this.#bindings.lookup(name, node);
    const definition = binding && this.#bindings.inForce(binding, node);
    return definition?.value?.type === "array" ? namedChildren(definition.value) : undefined;
  }

  #define(identifier: Node): Definition | undefined {
    const parent = identifier.parent;
    if (parent === null || identifier.type !== "variable_name") return undefined;
    if (parent.type === "for_statement") {
      const scope = isField(parent, "variable", identifier) ? ancestor(parent, PROGRAM) : undefined;
      return scope && { name: identifier, scope, kind: "variable", by: parent };
    }
    if (parent.type !== "variable_assignment" || !isField(parent, "name", identifier)) return undefined;
    const around = parent.parent;
    // `LANG=C sort`: only for that command
    if (around?.type === "command") return undefined;
    const local =
      around?.type === "declaration_command" && /^(?:local|declare|typeset)\b/.test(textOf(this.#text, around));
    const scope = (local ? ancestor(parent, FUNCTIONS) : undefined) ?? ancestor(parent, PROGRAM);
    const value = field(parent, "value");
    const replaces = this.#text[identifier.endIndex] === "=";
    return scope && { name: identifier, scope, kind: "variable", by: parent, ...(value && replaces && { value }) };
  }

  #compute(node: Node): Value {
    switch (node.type) {
      case "word":
        return stringValue(
          textOf(this.#text, node).replace(/\\([\s\S])/g, (_all, one: string) => (one === "\n" ? "" : one)),
        );
      case "number":
      case "string_content":
        return stringValue(textOf(this.#text, node));
      case "raw_string":
        return stringValue(textOf(this.#text, node).slice(1, -1));
      case "ansi_c_string":
        return stringValue(decodeEscapes(textOf(this.#text, node).slice(2, -1)));
      case "command_name":
        return node.firstNamedChild ? this.evaluate(node.firstNamedChild) : UNKNOWN;
      case "string":
        return this.#string(node);
      case "concatenation":
        return this.#joined(namedChildren(node));
      case "simple_expansion":
        return this.#variable(node.firstNamedChild, node);
      case "expansion":
        return this.#expansion(node);
      default:
        return UNKNOWN;
    }
  }

  /** A string's parts; what lies between them is text that the grammar does not name. */
  #string(node: Node): Value {
    const parts = namedChildren(node);
    const [only] = parts;
    if (only === undefined) return stringValue(textOf(this.#text, node).slice(1, -1));
    return this.#joined(parts);
  }

  /** Behind `rsa:` an unknown part leaves what stands before it: the kind of key, without its size. */
  #joined(parts: readonly Node[]): Value {
    let value: Value = stringValue("");
    for (const part of parts) {
      const next = this.evaluate(part);
      const known = combine("+", value, next);
      if (known.kind === "unknown") return value.kind === "string" && /\w[:=]$/.test(value.text) ? value : UNKNOWN;
      value = known;
    }
    return value;
  }

  #expansion(node: Node): Value {
    const [name, other] = namedChildren(node);
    if (name?.type !== "variable_name" && name?.type !== "special_variable_name") return UNKNOWN;
    const operator = field(node, "operator")?.type;
    if (operator === undefined) return this.#variable(name, node);
    if (!/^:?[-=]$/.test(operator)) return /^:?\?$/.test(operator) ? this.#variable(name, node) : UNKNOWN;
    const given = this.#variable(name, node);
    if (given.kind !== "unknown") return given;
    return other ? this.evaluate(other) : UNKNOWN;
  }

  #variable(name: Node | null | undefined, use: Node): Value {
    if (name?.type !== "variable_name") return UNKNOWN;
    const binding = this.#bindings.lookup(textOf(this.#text, name), name);
    if (!binding) return UNKNOWN;
    const others = binding.definitions.filter((one) => one.by.type === "for_statement" || !contains(one.by, use));
    const last = this.#bindings.inForce(binding, name);
    if (last && others.includes(last)) return this.#given(last);
    return others.length === 0 ? UNKNOWN : choiceOf(others.map((one) => this.#given(one)));
  }

  /** What a word of a loop's list stands for: an array's words, and those of a variable that is not quoted. */
  #wordsOf(item: Node): readonly Value[] {
    const array = this.arrayWords(item);
    if (array) return array.map((word) => this.evaluate(word));
    const value = this.evaluate(item);
    const isSplit = /^(?:simple_)?expansion$/.test(item.type) && value.kind === "string";
    return isSplit ? value.text.trim().split(/\s+/, MAX_WORDS).map(stringValue) : [value];
  }

  #given(definition: Definition): Value {
    if (definition.by.type === "for_statement") {
      const items = namedChildren(definition.by).filter(
        (child) => child.startIndex > definition.name.endIndex && child.type !== "do_group",
      );
      return items.length === 0 ? UNKNOWN : choiceOf(items.flatMap((item) => this.#wordsOf(item)));
    }
    return definition.value ? this.evaluate(definition.value) : UNKNOWN;
  }
}
