/** Java: imports, calls, constructions, settings and constants of its syntax tree. */
import type { Node, Tree } from "web-tree-sitter";
import { JavaNames } from "./java-names.ts";
import { JavaValues } from "./java-values.ts";
import type { Argument, Language, Site, SourceFile, Value } from "./language.ts";
import { field, isField, namedChildren, nodeAt, textOf } from "./syntax.ts";

export const java: Language = {
  id: "java",
  extensions: [".java"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-java.wasm",
  declared: /^\s{0,40}(?:=(?!=)|[;:,)[]|->|&&)/,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new JavaFile(text, tree),
};

class JavaFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #names: JavaNames;
  readonly #values: JavaValues;

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#names = new JavaNames(text, tree);
    this.#values = new JavaValues(this.#names, (node) => this.#made(node));
  }

  siteAt(offset: number): Site | undefined {
    const node = nodeAt(this.tree, offset);
    if (node?.type === "type_identifier") return this.#typeSite(node);
    const parent = node?.parent;
    if (node?.type !== "identifier" || !parent) return undefined;
    if (parent.type === "method_invocation" && isField(parent, "name", node)) return this.#callSite(parent);
    if (parent.type === "field_access" && isField(parent, "field", node)) return this.#memberSite(parent);
    if (parent.type === "method_reference") return this.#referenceSite(parent, node);
    if (!MENTIONING.test(parent.type) || isDeclared(parent, node)) return undefined;
    const names = this.#names.plain(node);
    return names.length === 0 ? undefined : { form: "name", names, node, arguments: [] };
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    let made = site.node;
    while (made.parent?.type === "parenthesized_expression" || made.parent?.type === "cast_expression") {
      made = made.parent;
    }
    const holder = made.parent;
    let target: Node | undefined;
    if (holder?.type === "variable_declarator" || holder?.type === "resource") target = field(holder, "name");
    if (holder?.type === "assignment_expression" && isField(holder, "right", made)) target = field(holder, "left");
    const name = target?.type === "field_access" ? field(target, "field") : target;
    if (target === undefined || name?.type !== "identifier") return undefined;
    const binding = this.#names.variable(target);
    const definition = this.#names.bindings.definitionBy(name);
    if (binding === undefined || definition === undefined) return undefined;
    const text = textOf(this.text, name);
    if (binding.definitions.some((one) => one.kind === "member")) {
      return { name: text, from: binding.scope.startIndex, to: binding.scope.endIndex };
    }
    return { name: text, ...this.#names.bindings.extent(binding, definition) };
  }

  chained(site: Site): Site | undefined {
    const call = site.node.parent;
    return call?.type === "method_invocation" && isField(call, "object", site.node) ? this.#callSite(call) : undefined;
  }

  #made(node: Node): Site | undefined {
    if (node.type === "method_invocation") return this.#callSite(node);
    const type = field(node, "type");
    return type ? this.#newSite(node, type) : undefined;
  }

  #callSite(call: Node): Site | undefined {
    const names = this.#names.callee(call);
    if (names.length === 0) return undefined;
    const receiver = field(call, "object");
    return { form: "call", names, node: call, arguments: argumentsOf(call), ...(receiver && { receiver }) };
  }

  #newSite(creation: Node, type: Node): Site | undefined {
    const names = this.#names.typeNamesOf(type);
    return names.length === 0 ? undefined : { form: "new", names, node: creation, arguments: argumentsOf(creation) };
  }

  #typeSite(identifier: Node): Site | undefined {
    let type = identifier;
    for (let parent = type.parent; parent !== null; parent = type.parent) {
      const isLast = parent.type === "scoped_type_identifier" && parent.endIndex === type.endIndex;
      const isBase = parent.type === "generic_type" && parent.startIndex === type.startIndex;
      if (!isLast && !isBase) break;
      type = parent;
    }
    const parent = type.parent;
    if (parent?.type === "object_creation_expression" && isField(parent, "type", type)) {
      return this.#newSite(parent, type);
    }
    const names = this.#names.typeNamesOf(type);
    return names.length === 0 ? undefined : { form: "name", names, node: type, arguments: [] };
  }

  /** `Class.CONSTANT`, `object.field`, `object.field = value`. */
  #memberSite(access: Node): Site | undefined {
    const object = field(access, "object");
    const name = field(access, "field");
    if (object === undefined || name === undefined) return undefined;
    const asClass = this.#names.classPath(access);
    const names =
      asClass !== undefined && this.#names.classPath(object) === undefined
        ? this.#names.typeNames(asClass, access)
        : this.#names.memberOf(object, textOf(this.text, name));
    const assignment = access.parent;
    const value =
      assignment?.type === "assignment_expression" && isField(assignment, "left", access)
        ? field(assignment, "right")
        : undefined;
    if (assignment && value)
      return { form: "set", names, node: assignment, arguments: [{ node: value }], receiver: object };
    return { form: "name", names, node: access, arguments: [], receiver: object };
  }

  #referenceSite(reference: Node, identifier: Node): Site | undefined {
    const [object] = namedChildren(reference);
    if (object === undefined) return undefined;
    const name = textOf(this.text, identifier);
    const isMethod = reference.lastNamedChild?.id === identifier.id && object.id !== identifier.id;
    const names = isMethod ? this.#names.memberOf(object, name) : this.#names.plain(identifier);
    return names.length === 0
      ? undefined
      : { form: "name", names, node: isMethod ? reference : identifier, arguments: [] };
  }
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = field(node, "arguments");
  return (list ? namedChildren(list) : []).map((argument) => ({ node: argument }));
}

/** Parents below which a plain identifier is an expression. */
const MENTIONING =
  /expression$|^(?:argument_list|method_invocation|field_access|variable_declarator|array_access|array_initializer|return_statement|throw_statement|switch_label|element_value_pair|annotation_argument_list|lambda_expression|enhanced_for_statement|class_literal)$/;

function isDeclared(parent: Node, identifier: Node): boolean {
  return ["name", "parameters", "left", "key"].some(
    (declared) =>
      isField(parent, declared, identifier) && !(declared === "left" && parent.type !== "assignment_expression"),
  );
}
