/** Qualified names and types of expressions, for every language that is described by a table. */
import type { Node, Tree } from "web-tree-sitter";
import { type Binding, Bindings, type Definition } from "../bindings.ts";
import { Bounds } from "../evaluator.ts";
import { fluentOwner } from "../fluent.ts";
import { ancestor, field, sameNode, textOf } from "../syntax.ts";
import type { CallParts, GrammarTable } from "./grammar-table.ts";
import type { Imports } from "./imports.ts";

/** Alternatives for one name: each wildcard import makes one. */
const MAX_NAMES = 64;
const MAX_LENGTH = 300;
/** Classes within classes, and classes above a class, that are followed. */
const MAX_PATH = 8;
const MAX_PARENTS = 4;
/** Before the name of a member whose owner is not known. */
const SOME = "?.";

export class DescribedNames {
  readonly text: string;
  readonly tree: Tree;
  readonly table: GrammarTable;
  readonly bindings: Bindings;
  readonly imports: Imports;
  readonly #bounds: Bounds;
  readonly #calls = new Map<number, readonly string[]>();

  constructor(text: string, tree: Tree, table: GrammarTable) {
    this.text = text;
    this.tree = tree;
    this.#bounds = new Bounds(tree);
    this.table = table;
    this.bindings = new Bindings(text, tree, table.scoping);
    this.imports = table.imports(text, tree);
  }

  /** Names of what a call calls or a construction makes. */
  callee(node: Node, call: CallParts, depth = 0): readonly string[] {
    const known = this.#calls.get(node.id);
    if (known !== undefined) return known;
    if (!this.#bounds.enter(depth)) return [];
    const names = this.#unique(this.#callee(call, depth));
    if (this.#bounds.whole) this.#calls.set(node.id, names);
    return names;
  }

  #callee(call: CallParts, depth: number): readonly string[] {
    if (call.form === "new") return this.typeNames(call.type ?? call.name);
    const name = this.textOf(call.name);
    return call.object ? this.memberNames(call.object, name, depth) : this.#plainCallee(call.name, name, depth);
  }

  /** A function of the file, an imported one, one of the classes around, or any of that name. */
  #plainCallee(identifier: Node, name: string, depth: number): readonly string[] {
    const definition = this.bindings.lookup(name, identifier)?.definitions[0];
    const { here } = this.imports;
    const { separator } = this.table;
    if (definition?.kind === "function") return here === "" ? [] : [`${here}${separator}${name}`];
    if (definition?.kind === "class") return this.imports.resolve(name, true);
    if (definition !== undefined && definition.kind !== "import") return this.#aliased(definition, depth);
    const imported = this.imports.member(name);
    if (this.imports.has(name)) return imported;
    if (this.table.plainFunctions) return [name];
    const owners = this.#classAround(identifier, depth + 1).slice(1);
    return [...imported, ...owners.map((owner) => owner + this.#member(name)), name];
  }

  /** `h = hashlib.md5; h()`: the variable stands for what it was given. */
  #aliased(definition: Definition, depth: number): readonly string[] {
    const member = definition.value && this.table.member(definition.value);
    if (!member) return [];
    const names = this.memberNames(member.object, this.textOf(member.name), depth + 1);
    return names.filter((each) => !each.startsWith(SOME));
  }

  /** Names of the member `name` of an expression or class. */
  memberNames(object: Node, name: string, depth = 0): readonly string[] {
    const member = this.#member(name);
    const path = this.staticPath(object);
    if (path !== undefined) {
      const names = this.resolve(path, object).map((owner) => owner + member);
      return this.table.maybeObject?.(path) && !this.imports.has(path)
        ? this.#unique([...names, `${SOME}${name}`])
        : names;
    }
    const types = this.typesOf(object, depth + 1);
    return this.#unique([...types.map((type) => type + member), `${SOME}${name}`]);
  }

  /** A member's name with what stands before it: `.getInstance`, `::new`. */
  #member(name: string): string {
    return (this.table.separatorBefore?.(name) ?? this.table.separator) + name;
  }

  /** The path of an expression that names a class or module and no variable. */
  staticPath(node: Node): string | undefined {
    const path = this.table.path(node, this.text);
    if (path === undefined || path.length > MAX_LENGTH) return undefined;
    const definition = this.bindings.lookup(this.#first(path), node)?.definitions[0];
    return definition === undefined || definition.kind === "class" || definition.kind === "import" ? path : undefined;
  }

  /** Qualified names a path may have at `use`. */
  resolve(path: string, use: Node): readonly string[] {
    const first = this.#first(path);
    const definition = this.bindings.lookup(first, use)?.definitions[0];
    const aliased = definition?.kind === "class" ? this.table.aliased?.(definition.by) : undefined;
    const type = aliased && !sameNode(aliased, use) ? this.table.path(aliased, this.text) : undefined;
    // a name that stands for itself ends there
    if (aliased && type !== undefined && this.#first(type) !== first && this.#bounds.enter(1)) {
      return this.resolve(type, aliased).map((name) => name + path.slice(first.length));
    }
    return this.imports.resolve(path, definition?.kind === "class");
  }

  #first(path: string): string {
    const cut = path.indexOf(this.table.separator);
    return cut < 0 ? path : path.slice(0, cut);
  }

  /** Names of a type node. */
  typeNames(type: Node): readonly string[] {
    const path = this.table.path(type, this.text);
    return path === undefined || path.length > MAX_LENGTH ? [] : this.resolve(path, type);
  }

  /** Names of a plain identifier that is no variable of the file. */
  plain(identifier: Node): readonly string[] {
    const name = this.textOf(identifier);
    const definition = this.bindings.lookup(name, identifier)?.definitions[0];
    if (definition !== undefined && definition.kind !== "class" && definition.kind !== "import") return [];
    if (this.table.isVariable?.(name)) return [];
    if (this.imports.has(name)) return this.imports.member(name);
    const path = this.table.path(identifier, this.text);
    return this.#unique([
      ...(path === undefined ? [] : this.resolve(path, identifier)),
      ...(definition === undefined ? [...this.imports.member(name), name] : []),
    ]);
  }

  /** Types an expression may have: class names, or the name of the function that made it. */
  typesOf(node: Node, depth = 0): readonly string[] {
    return this.#bounds.enter(depth) ? this.#unique(this.#typesOf(node, depth)) : [];
  }

  #typesOf(node: Node, depth: number): readonly string[] {
    const { table } = this;
    if (table.isSelf(node)) return this.#classAround(node, depth);
    const said = table.typeOf?.(node);
    if (said) return this.typeNames(said);
    const inner = table.inner(node);
    if (inner) return this.typesOf(inner, depth + 1);
    const call = table.call(node);
    if (call) return this.#madeBy(node, call, depth);
    const ways = table.choices?.(node);
    if (ways) return ways.flatMap((way) => this.typesOf(way, depth + 1));
    const binding = this.variable(node);
    if (binding) return this.#typesOfBinding(binding, node, depth);
    const member = table.member(node);
    if (!member) return [];
    const names = this.memberNames(member.object, this.textOf(member.name), depth + 1);
    return names.filter((each) => !each.startsWith(SOME));
  }

  #madeBy(node: Node, call: CallParts, depth: number): readonly string[] {
    if (call.form === "new") return this.typeNames(call.type ?? call.name);
    const name = this.textOf(call.name);
    const local = call.object ? undefined : this.bindings.lookup(name, call.name)?.definitions[0];
    const result = local?.kind === "function" ? this.table.resultType?.(local.by) : undefined;
    if (result) return this.typeNames(result);
    if (call.object && this.table.factories.test(name)) {
      const path = this.staticPath(call.object);
      if (path !== undefined) return this.resolve(path, call.object);
    }
    const made = this.callee(node, call, depth + 1).filter((one) => /[.:\\]/.test(one) && !one.startsWith(SOME));
    return made.map((one) => fluentOwner(one) ?? one);
  }

  #typesOfBinding(binding: Binding, use: Node, depth: number): readonly string[] {
    const declared = binding.definitions.find((one) => one.type !== undefined)?.type;
    if (declared) return this.typeNames(declared);
    const inForce = this.bindings.inForce(binding, use);
    return inForce?.value ? this.typesOf(inForce.value, depth + 1) : [];
  }

  /** The binding behind `x`, `this.x` or `LocalClass.x`. */
  variable(node: Node): Binding | undefined {
    if (this.table.identifiers.has(node.type)) {
      const binding = this.bindings.lookup(this.textOf(node), node) ?? this.#inherited(node);
      const kind = binding?.definitions[0]?.kind;
      return kind === "class" || kind === "function" || kind === "import" ? undefined : binding;
    }
    const member = this.table.member(node);
    if (!member) return undefined;
    const isParent = this.table.isParent?.(member.object) === true;
    const around = isParent || this.table.isSelf(member.object) ? ancestor(node, this.table.classes) : undefined;
    const owners = around
      ? isParent
        ? this.#parentsOf([around])
        : [around]
      : this.classesNamed(this.staticPath(member.object), member.object);
    const name = this.textOf(member.name);
    return this.#memberOf(owners, this.table.memberSpellings?.(name) ?? [name], 0);
  }

  /** A member of what the class around is made of, by its plain name. */
  #inherited(identifier: Node): Binding | undefined {
    const around = this.table.bareMembers ? ancestor(identifier, this.table.classes) : undefined;
    const parents = around ? this.#parentsOf([around]) : [];
    return parents.length > 0 ? this.#memberOf(parents, [this.textOf(identifier)], 1) : undefined;
  }

  /** What classes are made of, as far as the file declares it. */
  #parentsOf(owners: readonly Node[]): readonly Node[] {
    const parents = owners.flatMap((owner) => this.table.parents?.(owner) ?? []);
    const declared = parents.flatMap((parent) => this.classesNamed(this.table.path(parent, this.text), parent));
    return declared.filter((one) => !owners.some((owner) => sameNode(owner, one)));
  }

  /** Of the classes themselves, else of what they are made of, as far as the file declares it. */
  #memberOf(owners: readonly Node[], spellings: readonly string[], depth: number): Binding | undefined {
    for (const owner of owners) {
      const [found, ...others] = spellings.flatMap((spelling) => this.bindings.member(spelling, owner) ?? []);
      if (found && others.length === 0) return found;
      // declared in one spelling, given in another
      const definitions = [found, ...others].flatMap((binding) => binding?.definitions ?? []);
      if (found) return { ...found, definitions: definitions.sort((a, b) => a.name.startIndex - b.name.startIndex) };
    }
    if (depth >= MAX_PARENTS) return undefined;
    const declared = this.#parentsOf(owners);
    return declared.length > 0 ? this.#memberOf(declared, spellings, depth + 1) : undefined;
  }

  /** Declarations of a class of the file: Scala's class and its companion bear one name. */
  classesNamed(path: string | undefined, use: Node): readonly Node[] {
    const [first = "", ...inner] = path?.split(this.table.separator).slice(0, MAX_PATH) ?? [];
    const classesOf = (binding: Binding | undefined): readonly Node[] =>
      (binding?.definitions ?? []).filter((one) => one.kind === "class").map((one) => one.by);
    return inner.reduce(
      (owners, name) => owners.flatMap((owner) => classesOf(this.bindings.member(name, owner))),
      first === "" ? [] : classesOf(this.bindings.lookup(first, use)),
    );
  }

  /** The enclosing class's name, then those of what it is made of. */
  #classAround(node: Node, depth: number): readonly string[] {
    const declaration = ancestor(node, this.table.classes);
    if (declaration === undefined || !this.#bounds.enter(depth)) return [];
    const name = field(declaration, "name");
    const own = name ? this.imports.resolve(this.textOf(name), true) : [""];
    const parents = this.table.parents?.(declaration) ?? [];
    return [...own, ...parents.flatMap((parent) => this.typeNames(parent))];
  }

  textOf(node: Node): string {
    return textOf(this.text, node);
  }

  #unique(names: readonly string[]): readonly string[] {
    return [...new Set(names)].filter((name) => name !== "" && name.length <= MAX_LENGTH).slice(0, MAX_NAMES);
  }
}
