/** Go: imports, calls, composite literals, field settings and constants of its syntax tree. */
import type { Node, Tree } from "web-tree-sitter";
import { GoNames } from "./go-names.ts";
import { GO_FUNCTIONS } from "./go-scoping.ts";
import { GoValues } from "./go-values.ts";
import type { Argument, Language, Site, SourceFile, Value } from "./language.ts";
import { ancestor, field, isField, namedChildren, nodeAt, sameNode, textOf } from "./syntax.ts";
import { textSite } from "./text-site.ts";

export const go: Language = {
  id: "go",
  extensions: [".go"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm",
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new GoFile(text, tree),
};

class GoFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #names: GoNames;
  readonly #values: GoValues;

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#names = new GoNames(text, tree);
    this.#values = new GoValues(this.#names, (call) => this.#callSite(call));
  }

  siteAt(offset: number): Site | undefined {
    const node = nodeAt(this.tree, offset);
    const parent = node?.parent;
    if (!node || !parent) return undefined;
    switch (node.type) {
      case "type_identifier":
        return this.#typeSite(node, parent);
      case "field_identifier":
        return parent.type === "selector_expression" ? this.#expressionSite(parent) : undefined;
      case "identifier":
        if (parent.type === "literal_element") return this.#elementSite(node, parent);
        return this.#names.bindings.definitionBy(node) === undefined && parent.type !== "selector_expression"
          ? this.#expressionSite(node)
          : undefined;
      case "interpreted_string_literal_content":
      case "raw_string_literal_content":
        return textSite(node, textOf(this.text, node));
      default:
        return undefined;
    }
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    let made = site.node;
    while (made.parent?.type === "parenthesized_expression" || made.parent?.type === "unary_expression") {
      made = made.parent;
    }
    const list = made.parent;
    if (list?.type !== "expression_list") return undefined;
    const holder = list.parent;
    if (!holder) return undefined;
    const place = namedChildren(list).findIndex((child) => sameNode(child, made));
    const left = field(holder, "left");
    const targets = left ? namedChildren(left) : namedChildren(holder).filter((child) => child.type === "identifier");
    const target = targets[place];
    if (target?.type === "selector_expression") {
      const name = field(target, "field");
      const around = ancestor(holder, GO_FUNCTIONS);
      return name && around && { name: textOf(this.text, name), from: holder.endIndex, to: around.endIndex };
    }
    if (target?.type !== "identifier") return undefined;
    const name = textOf(this.text, target);
    const bindings = this.#names.bindings;
    const definition = bindings.definitionBy(target);
    const binding = definition?.scope ? bindings.member(name, definition.scope) : bindings.lookup(name, target);
    return definition && binding && { name, ...bindings.extent(binding, definition) };
  }

  chained(site: Site): Site | undefined {
    const selector = site.node.parent;
    if (selector?.type !== "selector_expression" || !isField(selector, "operand", site.node)) return undefined;
    const call = selector.parent;
    return call?.type === "call_expression" && isField(call, "function", selector) ? this.#callSite(call) : undefined;
  }

  /** A selector or identifier: called, set or mentioned. */
  #expressionSite(expression: Node): Site | undefined {
    let callee = expression;
    for (let holder = callee.parent; holder && isCalleeWrapper(holder, callee); holder = holder.parent) callee = holder;
    const call = callee.parent;
    if (call?.type === "call_expression" && isField(call, "function", callee)) return this.#callSite(call);
    const names = this.#names.qualify(expression);
    if (names.length === 0) return undefined;
    const operand = field(expression, "operand");
    const receiver = operand && { receiver: operand };
    const set = operand && assigned(expression);
    if (set) return { form: "set", names, node: set.by, arguments: [{ node: set.value }], ...receiver };
    return { form: "name", names, node: expression, arguments: [], ...receiver };
  }

  #callSite(call: Node): Site | undefined {
    const callee = field(call, "function");
    const names = callee ? this.#names.qualify(callee) : [];
    if (callee === undefined || names.length === 0) return undefined;
    const list = field(call, "arguments");
    const operand = callee.type === "selector_expression" ? field(callee, "operand") : undefined;
    const receiver = operand && this.#names.packageOf(operand) === undefined ? operand : undefined;
    return {
      form: "call",
      names,
      node: call,
      arguments: (list ? namedChildren(list) : []).map((node) => ({ node })),
      ...(receiver && { receiver }),
    };
  }

  /** A type: of a composite literal (`tls.Config{…}`), or mentioned. */
  #typeSite(identifier: Node, parent: Node): Site | undefined {
    if (/^type_(?:spec|alias)$/.test(parent.type) && isField(parent, "name", identifier)) return undefined;
    const type = parent.type === "qualified_type" ? parent : identifier;
    const names = this.#names.typeNames(type);
    const holder = type.parent;
    if (holder?.type === "composite_literal" && isField(holder, "type", type)) {
      return { form: "new", names, node: holder, arguments: fieldsOf(this.text, holder) };
    }
    return { form: "name", names, node: type, arguments: [] };
  }

  /** A field's name in a composite literal, or a plain element. */
  #elementSite(identifier: Node, element: Node): Site | undefined {
    const keyed = element.parent;
    if (keyed?.type !== "keyed_element" || !isField(keyed, "key", element)) return this.#expressionSite(identifier);
    const body = keyed.parent;
    const type = body && typeOfLiteral(body);
    const value = field(keyed, "value")?.firstNamedChild;
    if (!type || !value) return undefined;
    if (/^(?:map_type|slice_type|array_type)$/.test(type.type) && body?.parent?.type === "composite_literal") {
      return this.#expressionSite(identifier);
    }
    const name = textOf(this.text, identifier);
    const names = this.#names.typeNames(type).map((each) => `${each}.${name}`);
    return names.length === 0 ? undefined : { form: "set", names, node: keyed, arguments: [{ node: value }] };
  }
}

/** Parentheses, and type arguments, which may look like an index: `New[int]()`. */
function isCalleeWrapper(holder: Node, callee: Node): boolean {
  if (holder.type === "index_expression") return isField(holder, "operand", callee);
  return holder.type === "parenthesized_expression" || holder.type === "type_instantiation_expression";
}

/** The expression given to a selector on the left of `=`, and the assignment where that is all it does. */
function assigned(selector: Node): { readonly value: Node; readonly by: Node } | undefined {
  const list = selector.parent;
  const assignment = list?.parent;
  if (list?.type !== "expression_list" || assignment?.type !== "assignment_statement") return undefined;
  if (!isField(assignment, "left", list)) return undefined;
  const targets = namedChildren(list);
  const right = field(assignment, "right");
  const value = right && namedChildren(right)[targets.findIndex((child) => sameNode(child, selector))];
  return value && { value, by: targets.length === 1 ? assignment : selector };
}

/** The type of a literal's body; elements of a slice or map may leave theirs out. */
function typeOfLiteral(body: Node): Node | undefined {
  let holder = body.parent;
  for (let step = 0; step < 8 && holder; step++) {
    if (holder.type === "composite_literal") return field(holder, "type");
    if (!/^(?:literal_element|keyed_element|literal_value)$/.test(holder.type)) return undefined;
    holder = holder.parent;
  }
  return undefined;
}

function fieldsOf(text: string, literal: Node): readonly Argument[] {
  const body = field(literal, "body");
  const found: Argument[] = [];
  for (const element of body ? namedChildren(body) : []) {
    const key = element.type === "keyed_element" ? field(element, "key") : undefined;
    const value = key ? field(element, "value")?.firstNamedChild : element.firstNamedChild;
    if (value) found.push(key ? { name: textOf(text, key), node: value } : { node: value });
  }
  return found;
}
