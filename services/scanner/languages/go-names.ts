/** Qualified names and types of Go expressions, as far as imports and declarations of the same file tell them. */
import type { Node, Tree } from "web-tree-sitter";
import { type Binding, Bindings, type Definition } from "./bindings.ts";
import { Bounds } from "./evaluator.ts";
import { GoImports } from "./go-imports.ts";
import { goScoping } from "./go-scoping.ts";
import { field, namedChildren, textOf } from "./syntax.ts";

const MAX_NAMES = 8;
const MAX_LENGTH = 300;
/** Stands for a type that is not known. */
const SOME = "?";

export class GoNames {
  readonly text: string;
  readonly tree: Tree;
  readonly bindings: Bindings;
  readonly imports: GoImports;
  readonly #bounds: Bounds;
  readonly #known = new Map<number, readonly string[]>();

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#bounds = new Bounds(tree);
    this.bindings = new Bindings(text, tree, goScoping);
    this.imports = new GoImports(text, tree);
  }

  /** Names of a function, constant or member: `crypto/rsa.GenerateKey`, `crypto/tls.Config.MinVersion`. */
  qualify(node: Node, depth = 0): readonly string[] {
    const known = this.#known.get(node.id);
    if (known !== undefined) return known;
    if (!this.#bounds.enter(depth)) return [];
    const names = unique(this.#qualify(node, depth));
    if (this.#bounds.whole) this.#known.set(node.id, names);
    return names;
  }

  #qualify(node: Node, depth: number): readonly string[] {
    switch (node.type) {
      case "identifier":
        return this.#plain(node, depth);
      case "selector_expression": {
        const operand = field(node, "operand");
        const name = this.#text(field(node, "field"));
        if (operand === undefined) return [];
        const path = this.packageOf(operand);
        if (path !== undefined) return [`${path}.${name}`];
        const types = this.typesOf(operand, depth + 1);
        return (types.length > 0 ? types : [SOME]).map((type) => `${type}.${name}`);
      }
      case "parenthesized_expression":
      case "type_instantiation_expression":
      case "index_expression": {
        const inner = node.firstNamedChild;
        return inner ? this.qualify(inner, depth + 1) : [];
      }
      default:
        return [];
    }
  }

  #plain(node: Node, depth: number): readonly string[] {
    const name = this.#text(node);
    const binding = this.bindings.lookup(name, node);
    if (binding === undefined) return [...this.imports.dots.map((path) => `${path}.${name}`), name];
    const definition = this.bindings.inForce(binding, node);
    if (definition?.kind === "function" || definition?.kind === "class") return [name];
    const value = definition?.value;
    const isAlias = value?.type === "selector_expression" || value?.type === "identifier";
    return isAlias ? this.qualify(value, depth + 1).filter((alias) => !alias.startsWith(SOME)) : [];
  }

  /** The import path a plain identifier stands for, unless something of that name hides it. */
  packageOf(operand: Node): string | undefined {
    if (operand.type !== "identifier" && operand.type !== "package_identifier") return undefined;
    const name = this.#text(operand);
    const path = this.imports.pathOf(name);
    return path !== undefined && this.bindings.lookup(name, operand) === undefined ? path : undefined;
  }

  /** Names of a type node; pointers, slices and maps count as what they hold. */
  typeNames(type: Node, depth = 0): readonly string[] {
    if (!this.#bounds.enter(depth)) return [];
    switch (type.type) {
      case "type_identifier": {
        const name = this.#text(type);
        return this.localType(name, type) ? [name] : [...this.imports.dots.map((path) => `${path}.${name}`), name];
      }
      case "qualified_type": {
        const path = field(type, "package");
        const resolved = path && this.imports.pathOf(this.#text(path));
        return [`${resolved ?? this.#text(path)}.${this.#text(field(type, "name"))}`];
      }
      case "pointer_type":
      case "parenthesized_type":
      case "channel_type":
      case "slice_type":
      case "array_type":
      case "implicit_length_array_type":
      case "map_type":
      case "generic_type": {
        const inner = field(type, "element") ?? field(type, "type") ?? field(type, "value") ?? type.lastNamedChild;
        return inner ? this.typeNames(inner, depth + 1) : [];
      }
      default:
        return [];
    }
  }

  /** The declaration of a type of this file. */
  localType(name: string, use: Node): Node | undefined {
    const definition = this.bindings.lookup(name, use)?.definitions[0];
    return definition?.kind === "class" ? definition.by : undefined;
  }

  /** Types an expression may have: type names, or the name of the function or field that gave it, followed by `?`. */
  typesOf(node: Node, depth = 0): readonly string[] {
    return this.#bounds.enter(depth) ? unique(this.#typesOf(node, depth)) : [];
  }

  #typesOf(node: Node, depth: number): readonly string[] {
    switch (node.type) {
      case "identifier": {
        const binding = this.bindings.lookup(this.#text(node), node);
        return binding ? this.#typesOfBinding(binding, node, depth) : [];
      }
      case "composite_literal":
      case "type_assertion_expression":
      case "type_conversion_expression": {
        const type = field(node, "type");
        return type ? this.typeNames(type, depth + 1) : [];
      }
      case "unary_expression": {
        const operand = field(node, "operand");
        return operand ? this.typesOf(operand, depth + 1) : [];
      }
      case "parenthesized_expression":
      case "index_expression": {
        const inner = node.firstNamedChild;
        return inner ? this.typesOf(inner, depth + 1) : [];
      }
      case "selector_expression":
        return this.#fieldTypes(node, depth);
      case "call_expression":
        return this.#resultTypes(node, depth);
      default:
        return [];
    }
  }

  #typesOfBinding(binding: Binding, use: Node, depth: number): readonly string[] {
    const declared = binding.definitions.find((one) => one.type !== undefined)?.type;
    if (declared) return this.typeNames(declared, depth + 1);
    const definition = this.bindings.inForce(binding, use);
    const given = definition ? [definition] : binding.definitions.slice(0, MAX_NAMES);
    return given.flatMap((one) => (one.value ? this.typesOf(one.value, depth + 1) : []));
  }

  /** `s.cfg`: the field's type where the struct is of this file, else `package.Type.field`. */
  #fieldTypes(selector: Node, depth: number): readonly string[] {
    const operand = field(selector, "operand");
    const name = this.#text(field(selector, "field"));
    if (operand === undefined) return [];
    const path = this.packageOf(operand);
    if (path !== undefined) return [`${path}.${name}`, SOME];
    return this.typesOf(operand, depth + 1).flatMap((type) => {
      if (type === SOME) return [SOME];
      const declaration = this.localType(type, selector);
      if (declaration === undefined) return [`${type}.${name}`, SOME];
      return this.#declaredField(declaration, name, depth + 1);
    });
  }

  /** Type of a struct's field; of an embedded type, the type itself. */
  #declaredField(declaration: Node, name: string, depth: number): readonly string[] {
    const struct = field(declaration, "type");
    const list = struct?.type === "struct_type" ? struct.firstNamedChild : null;
    for (const declared of list ? namedChildren(list) : []) {
      const type = field(declared, "type");
      if (type === undefined) continue;
      const names = namedChildren(declared).filter((child) => child.type === "field_identifier");
      const isIt = names.some((child) => this.#text(child) === name);
      const isEmbedded = names.length === 0 && /(?:^|[.*])(\w+)$/.exec(this.#text(type))?.[1] === name;
      if (isIt || isEmbedded) return this.typeNames(type, depth);
    }
    return [];
  }

  #resultTypes(call: Node, depth: number): readonly string[] {
    const callee = field(call, "function");
    if (callee === undefined) return [];
    const name = callee.type === "identifier" ? this.#text(callee) : "";
    if (name === "new" || name === "make") {
      const type = field(call, "arguments")?.firstNamedChild;
      return type ? this.typeNames(type, depth + 1) : [];
    }
    const definition = name === "" ? undefined : this.bindings.lookup(name, callee)?.definitions[0];
    if (definition?.kind === "function") return this.#firstResult(definition, depth);
    const names = this.qualify(callee, depth + 1).filter((one) => one.includes(".") && !one.startsWith(SOME));
    return names.length > 0 ? [...names, SOME] : [];
  }

  #firstResult(definition: Definition, depth: number): readonly string[] {
    const result = field(definition.by, "result");
    if (result?.type !== "parameter_list") return result ? this.typeNames(result, depth + 1) : [];
    const first = result.firstNamedChild;
    const type = first && field(first, "type");
    return type ? this.typeNames(type, depth + 1) : [];
  }

  #text(node: Node | undefined): string {
    return node ? textOf(this.text, node) : "";
  }
}

function unique(names: readonly string[]): readonly string[] {
  const kept = [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_LENGTH);
  // what is not known comes last
  return [...kept.filter((name) => name !== SOME), ...kept.filter((name) => name === SOME)].slice(0, MAX_NAMES);
}
