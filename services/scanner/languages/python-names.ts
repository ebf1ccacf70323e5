/** Qualified names and types of Python expressions, as far as imports and assignments of the same file tell them. */
import type { Node, Tree } from "web-tree-sitter";
import { type Binding, Bindings, type Definition } from "./bindings.ts";
import { Bounds } from "./evaluator.ts";
import { importedName, PYTHON_CLASSES, pythonScoping } from "./python-scoping.ts";
import { ancestor, field, namedChildren, nodeAt, sameNode, textOf } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Alternatives kept for one name. */
const MAX_NAMES = 8;
const MAX_LENGTH = 300;
/** Classes above a class that are followed. */
const MAX_PARENTS = 4;

export class PythonNames {
  readonly text: string;
  readonly bindings: Bindings;
  readonly tree: Tree;
  readonly #known = new Map<number, readonly string[]>();
  readonly #bounds: Bounds;
  #wildcards: readonly string[] | undefined;

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#bounds = new Bounds(tree);
    this.bindings = new Bindings(text, tree, pythonScoping);
  }

  /** Names an expression may have, most specific first; none where it is a value made at run time. */
  qualify(node: Node, depth = 0): readonly string[] {
    const known = this.#known.get(node.id);
    if (known !== undefined) return known;
    if (!this.#bounds.enter(depth)) return [];
    const names = unique(this.#qualify(node, depth));
    if (this.#bounds.whole) this.#known.set(node.id, names);
    return names;
  }

  #qualify(node: Node, depth: number): readonly string[] {
    if (node.type === "identifier") return this.#plain(node, depth);
    if (node.type === "parenthesized_expression" || node.type === "await") {
      const inner = node.firstNamedChild;
      return inner ? this.qualify(inner, depth + 1) : [];
    }
    const byText = this.attributeByText(node);
    if (byText) return this.#membersOf(byText.object, byText.name, depth);
    if (node.type !== "attribute") return [];
    const object = field(node, "object");
    const attribute = field(node, "attribute");
    return object && attribute ? this.#membersOf(object, textOf(this.text, attribute), depth) : [];
  }

  /** `getattr(hashlib, "md5")`, `vars(hashlib)["md5"]`, `hashlib.__dict__["md5"]`: an attribute whose name is a text. */
  attributeByText(node: Node): { readonly object: Node; readonly name: string; readonly key: Node } | undefined {
    let object: Node | undefined;
    let key: Node | undefined;
    if (node.type === "call") [object, key] = this.#argumentsOfBuiltin(node, "getattr");
    else if (node.type === "subscript") {
      const table = field(node, "value");
      key = field(node, "subscript");
      if (table?.type === "call") [object] = this.#argumentsOfBuiltin(table, "vars");
      const attribute = table?.type === "attribute" ? field(table, "attribute") : undefined;
      if (table && attribute && textOf(this.text, attribute) === "__dict__") object = field(table, "object");
    }
    const name = key?.type === "string" ? /^(['"])([A-Za-z_]\w{0,99})\1$/.exec(textOf(this.text, key))?.[2] : undefined;
    return object && key && name !== undefined ? { object, name, key } : undefined;
  }

  #argumentsOfBuiltin(call: Node, name: string): readonly Node[] {
    const callee = field(call, "function");
    const list = field(call, "arguments");
    if (callee?.type !== "identifier" || list?.type !== "argument_list") return [];
    return textOf(this.text, callee) === name && !this.bindings.lookup(name, callee) ? namedChildren(list) : [];
  }

  /** The function that `functools.partial(f, …)` calls later on. */
  partOf(call: Node): Node | undefined {
    const callee = field(call, "function");
    if (!callee || !/(?:^|\.)partial(?:method)?$/.test(textOf(this.text, callee).slice(-40))) return undefined;
    if (!this.qualify(callee).some((name) => /^functools\.partial/.test(name))) return undefined;
    const list = field(call, "arguments");
    return list?.type === "argument_list" ? namedChildren(list)[0] : undefined;
  }

  #membersOf(object: Node, name: string, depth: number): readonly string[] {
    const isMember = object.type === "attribute" && this.memberOf(object) !== undefined;
    const owners = isMember ? [] : this.qualify(object, depth + 1).filter((owner) => !owner.startsWith("?."));
    if (owners.length > 0) return owners.map((owner) => `${owner}.${name}`);
    const types = this.typesOf(object, depth + 1);
    const sure = types.length > 0 && types.every(isClassName);
    return [...types.map((type) => `${type}.${name}`), ...(sure ? [] : [`?.${name}`])];
  }

  #plain(node: Node, depth: number): readonly string[] {
    const name = textOf(this.text, node);
    const binding = this.bindings.lookup(name, node);
    if (binding === undefined) return [...this.#fromWildcards(name), name];
    const definition = this.bindings.inForce(binding, node);
    if (definition === undefined || definition.kind === "import") {
      // `try: import a / except ImportError: import b as a` leaves both
      return importsOf(binding).map((one) => importedName(this.text, one));
    }
    if (definition.kind === "function" || definition.kind === "class") return [name];
    const value = definition.kind === "variable" ? definition.value : undefined;
    if (value === undefined) return importsOf(binding).map((one) => importedName(this.text, one));
    const module = this.#importedAtRunTime(value);
    if (module !== undefined) return [module];
    return value.type === "identifier" || value.type === "attribute" || this.attributeByText(value)
      ? this.qualify(value, depth + 1).filter((alias) => !alias.startsWith("?."))
      : importsOf(binding).map((one) => importedName(this.text, one));
  }

  /** `importlib.import_module("ssl")`, `__import__("ssl")`, `pytest.importorskip("ssl")` are imports too. */
  #importedAtRunTime(call: Node): string | undefined {
    const callee = call.type === "call" ? field(call, "function") : undefined;
    if (!callee || !/(?:^|\.)(?:import_module|__import__|importorskip)$/.test(textOf(this.text, callee)))
      return undefined;
    const [argument] = namedChildren(field(call, "arguments") ?? call);
    const literal = argument?.type === "string" ? /^(['"])([\w.]+)\1$/.exec(textOf(this.text, argument)) : null;
    return literal?.[2];
  }

  /** Types an expression may have: class names, or the name of the function that made it (`rsa.generate_private_key`). */
  typesOf(node: Node, depth = 0): readonly string[] {
    return this.#bounds.enter(depth) ? unique(this.#typesOf(node, depth)) : [];
  }

  #typesOf(node: Node, depth: number): readonly string[] {
    switch (node.type) {
      case "call": {
        const module = this.#importedAtRunTime(node);
        if (module !== undefined) return [module];
        const callee = field(node, "function");
        return callee ? this.#typesMadeBy(callee, depth + 1) : [];
      }
      case "identifier": {
        const name = textOf(this.text, node);
        if (name === "self" || name === "cls") return this.#classAround(node, depth + 1);
        const binding = this.bindings.lookup(name, node);
        return binding ? this.#typesOfBinding(binding, node, depth + 1) : [];
      }
      case "attribute": {
        const binding = this.memberOf(node);
        if (binding) return this.#typesOfBinding(binding, node, depth + 1);
        return this.qualify(node, depth + 1).filter((name) => !name.startsWith("?."));
      }
      case "parenthesized_expression":
      case "await": {
        const inner = node.firstNamedChild;
        return inner ? this.typesOf(inner, depth + 1) : [];
      }
      case "named_expression": {
        const value = field(node, "value");
        return value ? this.typesOf(value, depth + 1) : [];
      }
      case "conditional_expression":
      case "boolean_operator":
        return namedChildren(node)
          .slice(0, 3)
          .flatMap((part) => (part.type === "call" || part.type === "identifier" ? this.typesOf(part, depth + 1) : []));
      default:
        return [];
    }
  }

  #typesMadeBy(callee: Node, depth: number): readonly string[] {
    const names = this.qualify(callee, depth).filter((name) => !name.startsWith("?."));
    if (callee.type !== "identifier") return names;
    if (names[0] === "super") return this.#classAround(callee, depth).slice(1);
    const binding = this.bindings.lookup(textOf(this.text, callee), callee);
    const definition = binding && this.bindings.inForce(binding, callee);
    if (definition?.kind === "class") return this.#classTypes(definition.by, depth);
    if (definition?.kind !== "function") return names;
    const result = field(definition.by, "return_type");
    return result ? this.#annotated(result, depth + 1) : [];
  }

  #typesOfBinding(binding: Binding, use: Node, depth: number): readonly string[] {
    const declared = binding.definitions.find((one) => one.type !== undefined)?.type;
    const types = declared ? this.#annotated(declared, depth) : [];
    if (types.length > 0) return types;
    const given = { ...binding, definitions: binding.definitions.filter((one) => one.value?.type !== "none") };
    const inForce = this.bindings.inForce(given, use);
    const definitions = inForce ? [inForce] : given.definitions.slice(0, MAX_NAMES);
    return definitions.flatMap((one) => (one.value && one.kind !== "import" ? this.typesOf(one.value, depth + 1) : []));
  }

  /** The class's own name, then the names of what it extends. */
  #classTypes(definition: Node, depth: number): readonly string[] {
    const name = field(definition, "name");
    const supers = field(definition, "superclasses");
    const bases = (supers ? namedChildren(supers) : [])
      .slice(0, MAX_NAMES)
      .flatMap((base) => (base.type === "identifier" || base.type === "attribute" ? this.qualify(base, depth) : []));
    return [...(name ? [textOf(this.text, name)] : []), ...bases];
  }

  #classAround(node: Node, depth: number): readonly string[] {
    const definition = ancestor(node, PYTHON_CLASSES);
    return definition && this.#bounds.enter(depth) ? this.#classTypes(definition, depth) : [];
  }

  #annotated(type: Node, depth: number): readonly string[] {
    if (!this.#bounds.enter(depth)) return [];
    switch (type.type) {
      case "identifier":
      case "attribute":
        return this.qualify(type, depth).filter((name) => name !== "None" && !name.startsWith("?."));
      case "string": {
        const parts = textOf(this.text, type)
          .slice(0, MAX_LENGTH)
          .replaceAll(/['"\s]/g, "")
          .split("|");
        return parts.flatMap((part) => (/^[\w.]+$/.test(part) && part !== "None" ? this.#dotted(part, type) : []));
      }
      case "type":
      case "union_type":
      case "binary_operator":
      case "type_parameter":
        return namedChildren(type).flatMap((part) => this.#annotated(part, depth + 1));
      case "generic_type":
      case "subscript": {
        const [base, ...rest] = namedChildren(type);
        const wrapper = base ? textOf(this.text, base) : "";
        return /(?:^|\.)(?:Optional|Annotated|Union|Final|ClassVar)$/.test(wrapper)
          ? rest.slice(0, MAX_NAMES).flatMap((part) => this.#annotated(part, depth + 1))
          : [];
      }
      default:
        return [];
    }
  }

  #dotted(path: string, use: Node): readonly string[] {
    const [first = "", ...rest] = path.split(".");
    const binding = this.bindings.lookup(first, use);
    const heads = binding ? importsOf(binding).map((one) => importedName(this.text, one)) : [];
    return (heads.length > 0 ? heads : [first]).map((head) => [head, ...rest].join("."));
  }

  /** The binding behind `self.x`, `cls.x` or `LocalClass.x`. */
  memberOf(attribute: Node): Binding | undefined {
    const object = field(attribute, "object");
    const name = field(attribute, "attribute");
    if (object?.type !== "identifier" || name === undefined) return undefined;
    const owner = textOf(this.text, object);
    let scope: Node | undefined;
    if (owner === "self" || owner === "cls") scope = ancestor(attribute, PYTHON_CLASSES);
    else {
      const binding = this.bindings.lookup(owner, object);
      const definition = binding && this.bindings.inForce(binding, object);
      if (definition?.kind === "class") scope = definition.by;
    }
    return scope && this.#memberIn(scope, textOf(this.text, name));
  }

  /** Of the class itself, else of what it is made of, as far as the file says that. */
  #memberIn(scope: Node, name: string): Binding | undefined {
    let classes: readonly Node[] = [scope];
    for (let level = 0; level < MAX_PARENTS && classes.length > 0; level++) {
      for (const one of classes) {
        const member = this.bindings.member(name, one);
        if (member) return member;
      }
      classes = classes.flatMap((one) => this.#parentsOf(one)).slice(0, MAX_NAMES);
    }
    return undefined;
  }

  #parentsOf(definition: Node): readonly Node[] {
    const supers = field(definition, "superclasses");
    return (supers ? namedChildren(supers) : []).flatMap((base) => {
      const binding = base.type === "identifier" ? this.bindings.lookup(textOf(this.text, base), base) : undefined;
      const found = binding && this.bindings.inForce(binding, base);
      return found?.kind === "class" && !sameNode(found.by, definition) ? [found.by] : [];
    });
  }

  #fromWildcards(name: string): readonly string[] {
    this.#wildcards ??= this.#findWildcards();
    return this.#wildcards.map((module) => `${module}.${name}`);
  }

  #findWildcards(): readonly string[] {
    const modules: string[] = [];
    if (!/\bimport\s*\*/.test(this.text)) return modules;
    for (const offset of wordOffsets(this.text, this.tree, "import", 0, this.text.length, 1_000)) {
      if (!/^import\s*\*/.test(this.text.slice(offset, offset + 16))) continue;
      const statement = nodeAt(this.tree, offset);
      const module = statement?.type === "import_from_statement" ? field(statement, "module_name") : undefined;
      if (module) modules.push(textOf(this.text, module));
      if (modules.length >= MAX_NAMES) break;
    }
    return modules;
  }
}

function importsOf(binding: Binding): readonly Definition[] {
  return binding.definitions.filter((one) => one.kind === "import");
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_LENGTH).slice(0, MAX_NAMES);
}

/** By convention classes are capitalised; a factory's result may be of any class. */
function isClassName(type: string): boolean {
  return /(?:^|\.)_*[A-Z][^.]*$/.test(type);
}
