/** Qualified names and types of Java expressions, as far as imports and declarations of the same file tell them. */
import type { Node, Tree } from "web-tree-sitter";
import { type Binding, Bindings, type Definition } from "./bindings.ts";
import { Bounds } from "./evaluator.ts";
import { fluentOwner } from "./fluent.ts";
import { JavaImports } from "./java-imports.ts";
import { JAVA_CLASSES, javaScoping } from "./java-scoping.ts";
import { returnedIn } from "./returns.ts";
import { ancestor, contains, field, isField, namedChildren, nodeAt, sameNode, textOf } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Alternatives for one name: each wildcard import makes one. */
const MAX_NAMES = 64;
const MAX_LENGTH = 300;
/** Generations of a class, and members of one generation, that are looked at. */
const MAX_PARENTS = 4;
/** Segments of a path to a class within classes. */
const MAX_PATH = 8;
/** Methods of one name in a file that are told apart. */
const MAX_OVERLOADS = 32;
/** Static methods that by convention give an object of the class they stand in. */
const FACTORIES = /^(?:getInstance(?:Strong)?|getDefault|newInstance|of|create|instance)$/;

export class JavaNames {
  readonly text: string;
  readonly bindings: Bindings;
  readonly imports: JavaImports;
  readonly tree: Tree;
  readonly #bounds: Bounds;
  readonly #calls = new Map<number, readonly string[]>();
  readonly #methods = new Map<string, readonly Node[]>();
  readonly #returns = new Map<number, readonly Node[]>();

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#bounds = new Bounds(tree);
    this.bindings = new Bindings(text, tree, javaScoping);
    this.imports = new JavaImports(text, tree);
  }

  /** Names of the method that a `method_invocation` calls. */
  callee(call: Node, depth = 0): readonly string[] {
    const known = this.#calls.get(call.id);
    if (known !== undefined) return known;
    if (!this.#bounds.enter(depth)) return [];
    const names = unique(this.#callee(call, depth));
    if (this.#bounds.whole) this.#calls.set(call.id, names);
    return names;
  }

  #callee(call: Node, depth: number): readonly string[] {
    const name = this.#text(field(call, "name"));
    const object = field(call, "object");
    if (object === undefined) {
      const [own, ...parents] = this.#classAround(call, depth + 1);
      if (this.#isOwnMethod(name, call)) return own === undefined ? [name] : [`${own}.${name}`];
      const imported = this.imports.memberNames(name);
      if (this.imports.names(name)) return imported;
      return [...imported, ...parents.map((owner) => `${owner}.${name}`), name];
    }
    return this.memberOf(object, name, depth);
  }

  /** Names of the member `name` of an expression or class. */
  memberOf(object: Node, name: string, depth = 0): readonly string[] {
    const path = this.classPath(object);
    if (path !== undefined) return this.typeNames(path, object).map((type) => `${type}.${name}`);
    const types = this.typesOf(object, depth + 1);
    const sure = types.length > 0 && types.every(isClassName);
    return unique([...types.map((type) => `${type}.${name}`), ...(sure ? [] : [`?.${name}`])]);
  }

  /** The dotted path of an expression that denotes a class, not a value. */
  classPath(node: Node): string | undefined {
    let first = node;
    for (let step = 0; step < 16 && first.type === "field_access"; step++) {
      const object = field(first, "object");
      if (object === undefined) return undefined;
      first = object;
    }
    if (first.type !== "identifier") return undefined;
    const path = this.#text(node).replace(/\s/g, "");
    if (!/^[\w$.]{1,300}$/.test(path)) return undefined;
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (!/^[A-Z]/.test(last)) return undefined;
    const binding = this.bindings.lookup(this.#text(first), first);
    if (binding !== undefined && binding.definitions[0]?.kind !== "class") return undefined;
    if (node.type === "identifier" && binding === undefined && this.#isImportedMember(path)) return undefined;
    return path;
  }

  #isImportedMember(name: string): boolean {
    return /^[A-Z][A-Z0-9_]+$/.test(name) && this.imports.memberNames(name).length > 0;
  }

  /** Names of a plain identifier that is no variable: a class or a statically imported member. */
  plain(identifier: Node): readonly string[] {
    const name = this.#text(identifier);
    const binding = this.bindings.lookup(name, identifier);
    if (binding && binding.definitions[0]?.kind !== "class") return [];
    const members = binding ? [] : this.imports.memberNames(name);
    if (!binding && this.imports.names(name)) return members;
    return unique([...members, ...(/^[A-Z]/.test(name) ? this.typeNames(name, identifier) : [])]);
  }

  /** Names a type path may have at `use`. */
  typeNames(path: string, use: Node): readonly string[] {
    const first = /^[^.]*/.exec(path)?.[0] ?? path;
    return this.imports.typeNames(path, this.classNamed(first, use) !== undefined);
  }

  /** Names of a type node; type arguments and array brackets do not count. */
  typeNamesOf(type: Node): readonly string[] {
    const path = this.#text(type)
      .slice(0, MAX_LENGTH)
      .replace(/<[\s\S]*/, "")
      .replace(/[\s[\]]|\.\.\.|@[\w.]+/g, "");
    return /^[A-Za-z_$][\w$.]*$/.test(path) ? this.typeNames(path, type) : [];
  }

  /** The declaration of a class of this file by simple name. */
  classNamed(name: string, use: Node): Node | undefined {
    const definition = this.bindings.lookup(name, use)?.definitions[0];
    return definition?.kind === "class" ? definition.by : undefined;
  }

  /** The declaration of a class of this file by its path: `Inner`, `Outer.Inner`, `com.example.Outer`. */
  classAt(path: string, use: Node): Node | undefined {
    const segments = path.split(".").slice(0, MAX_PATH);
    const first = segments.findIndex((segment) => this.classNamed(segment, use) !== undefined);
    let found = first < 0 ? undefined : this.classNamed(segments[first] ?? "", use);
    for (const segment of segments.slice(first + 1)) {
      const inner = found && this.bindings.member(segment, found)?.definitions[0];
      found = inner?.kind === "class" ? inner.by : undefined;
    }
    return found;
  }

  /** A method of that class, the first of its name. */
  methodOf(owner: Node, name: string): Node | undefined {
    return this.#declarations(name).find((method) => sameNode(ancestor(method, JAVA_CLASSES), owner));
  }

  /** Types an expression may have: class names, or the name of the method that made it. */
  typesOf(node: Node, depth = 0): readonly string[] {
    return this.#bounds.enter(depth) ? unique(this.#typesOf(node, depth)) : [];
  }

  #typesOf(node: Node, depth: number): readonly string[] {
    switch (node.type) {
      case "this":
        return this.#classAround(node, depth);
      case "super":
        return this.#classAround(node, depth).slice(1);
      case "string_literal":
        return ["java.lang.String"];
      case "identifier":
      case "field_access": {
        const binding = this.variable(node);
        return binding ? this.#typesOfBinding(binding, node, depth) : [];
      }
      case "object_creation_expression":
      case "cast_expression": {
        const type = field(node, "type");
        return type ? this.typeNamesOf(type) : [];
      }
      case "parenthesized_expression":
      case "array_access": {
        const inner = node.firstNamedChild;
        return inner ? this.typesOf(inner, depth + 1) : [];
      }
      case "assignment_expression": {
        const value = field(node, "right");
        return value ? this.typesOf(value, depth + 1) : [];
      }
      case "ternary_expression":
        return ["consequence", "alternative"].flatMap((name) => {
          const part = field(node, name);
          return part ? this.typesOf(part, depth + 1) : [];
        });
      case "method_invocation":
        return this.#resultTypes(node, depth);
      default:
        return [];
    }
  }

  #resultTypes(call: Node, depth: number): readonly string[] {
    const name = this.#text(field(call, "name"));
    const object = field(call, "object");
    if (object === undefined || object.type === "this") {
      const result = this.method(name) && field(this.method(name) ?? call, "type");
      if (result) return this.typeNamesOf(result);
    } else if (FACTORIES.test(name)) {
      const path = this.classPath(object);
      if (path !== undefined) return this.typeNames(path, object);
    }
    const made = this.callee(call, depth + 1).filter((one) => one.includes(".") && !one.startsWith("?."));
    return made.map((one) => fluentOwner(one) ?? one);
  }

  #typesOfBinding(binding: Binding, use: Node, depth: number): readonly string[] {
    const declared = binding.definitions.find((one) => one.type !== undefined)?.type;
    if (declared) return this.typeNamesOf(declared);
    const inForce = this.bindings.inForce(binding, use);
    return inForce?.value ? this.typesOf(inForce.value, depth + 1) : [];
  }

  /** The binding behind `x`, `this.x` or `LocalClass.x`. */
  variable(node: Node): Binding | undefined {
    if (node.type === "identifier") {
      const binding =
        this.bindings.lookup(this.#text(node), node) ?? this.#inherited(this.#text(node), ancestor(node, JAVA_CLASSES));
      return binding?.definitions[0]?.kind === "class" ? undefined : binding;
    }
    const object = field(node, "object");
    const name = this.#text(field(node, "field"));
    if (node.type !== "field_access" || object === undefined) return undefined;
    if (object.type === "super") return this.#inherited(name, ancestor(node, JAVA_CLASSES));
    const path = object.type === "this" ? undefined : this.classPath(object);
    const owner =
      object.type === "this"
        ? ancestor(node, JAVA_CLASSES)
        : path === undefined
          ? undefined
          : this.classAt(path, object);
    return owner && (this.bindings.member(name, owner) ?? this.#inherited(name, owner));
  }

  /** A field of what a class extends or implements, where that stands in this file. */
  #inherited(name: string, owner: Node | undefined): Binding | undefined {
    let classes = [owner];
    for (let level = 0; level < MAX_PARENTS && classes.length > 0; level++) {
      classes = classes.flatMap((one) => (one ? this.#parentsOf(one) : [])).slice(0, MAX_PARENTS);
      for (const parent of classes) {
        const member = parent && this.bindings.member(name, parent);
        if (member) return member;
      }
    }
    return undefined;
  }

  /** Declarations in this file of what a class extends and implements. */
  #parentsOf(declaration: Node): readonly Node[] {
    const clauses = ["superclass", "interfaces"].flatMap((name) => field(declaration, name) ?? []);
    const types = clauses
      .flatMap(namedChildren)
      .flatMap((child) => (child.type === "type_list" ? namedChildren(child) : child));
    return types.flatMap((type) => {
      const named = type.type === "type_identifier" ? this.classNamed(this.#text(type), type) : undefined;
      return named && named.id !== declaration.id ? [named] : [];
    });
  }

  /** A method of this file by name; the first where it is overloaded. */
  method(name: string): Node | undefined {
    return this.#declarations(name)[0];
  }

  /** Whether a class around the call has a method of that name. */
  #isOwnMethod(name: string, call: Node): boolean {
    return this.#declarations(name).some((method) => {
      const owner = ancestor(method, JAVA_CLASSES);
      return owner === undefined || contains(owner, call);
    });
  }

  #declarations(name: string): readonly Node[] {
    const known = this.#methods.get(name);
    if (known) return known;
    const found: Node[] = [];
    for (const offset of wordOffsets(this.text, this.tree, name, 0, this.text.length, 500)) {
      if (!/^\s*\(/.test(this.text.slice(offset + name.length, offset + name.length + 8))) continue;
      const identifier = nodeAt(this.tree, offset);
      const parent = identifier?.parent;
      const declares = identifier && parent?.type === "method_declaration" && isField(parent, "name", identifier);
      if (declares && found.push(parent) === MAX_OVERLOADS) break;
    }
    if (this.#methods.size < 2_000) this.#methods.set(name, found);
    return found;
  }

  /** The values that a method of this file returns, for a call on this object or on a class of the file. */
  returnsOf(call: Node): readonly Node[] {
    const object = field(call, "object");
    const path = object && this.classPath(object);
    const named = path === undefined ? undefined : this.classAt(path, call);
    const isOwn = object === undefined || object.type === "this" || named !== undefined;
    const method = isOwn ? this.method(this.#text(field(call, "name"))) : undefined;
    const owner = method && ancestor(method, JAVA_CLASSES);
    const body = method && field(method, "body");
    // the first of that name only: one of another class, or with other parameters, is another method
    if (!owner || !body || !(named ? sameNode(owner, named) : contains(owner, call))) return [];
    return childCount(call, "arguments") === childCount(method, "parameters") ? this.returnsIn(method) : [];
  }

  returnsIn(method: Node): readonly Node[] {
    const known = this.#returns.get(method.id);
    if (known !== undefined) return known;
    const found = returnedIn(this.text, this.tree, method, javaScoping.functions);
    this.#returns.set(method.id, found);
    return found;
  }

  /** The enclosing class's names, then those of what it extends and implements. */
  #classAround(node: Node, depth: number): readonly string[] {
    const declaration = ancestor(node, JAVA_CLASSES);
    if (declaration === undefined || !this.#bounds.enter(depth)) return [];
    const parents = ["superclass", "interfaces"].flatMap((name) => {
      const clause = field(declaration, name);
      return clause ? this.#typesIn(clause) : [];
    });
    const own = this.#text(field(declaration, "name"));
    return [this.imports.package === "" ? own : `${this.imports.package}.${own}`, ...parents];
  }

  #typesIn(clause: Node): readonly string[] {
    return namedChildren(clause).flatMap((child) =>
      child.type === "type_list"
        ? namedChildren(child).flatMap((type) => this.typeNamesOf(type))
        : this.typeNamesOf(child),
    );
  }

  /** What stands in force for a variable at its use. */
  inForce(node: Node): Definition | undefined {
    const binding = this.variable(node);
    return binding && this.bindings.inForce(binding, node);
  }

  #text(node: Node | undefined): string {
    return node ? textOf(this.text, node) : "";
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_LENGTH).slice(0, MAX_NAMES);
}

function childCount(node: Node, name: string): number {
  const list = field(node, name);
  return list ? namedChildren(list).length : 0;
}

/** Classes are capitalised; what a method gives may be of any class. */
function isClassName(type: string): boolean {
  return /(?:^|\.)[A-Z][^.]*$/.test(type);
}
