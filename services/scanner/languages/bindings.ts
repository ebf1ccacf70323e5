/**
 * Which definition a name refers to, found without walking the tree: the text is searched for the name, a lexical look
 * drops most mentions, and only the rest are looked up in the tree. The language says what a mention defines.
 */
import type { Node, Tree } from "web-tree-sitter";
import { ancestor, contains, nodeAt, sameNode, wordOffsets } from "./syntax.ts";

export interface Definition {
  /** The identifier that is defined. */
  readonly name: Node;
  /** Extent in which the name is visible; absent where a name declared elsewhere is only given another value. */
  readonly scope?: Node;
  /** What it is given, where that is one expression. */
  readonly value?: Node;
  /** Its declared type. */
  readonly type?: Node;
  readonly kind: "variable" | "parameter" | "member" | "function" | "class" | "import" | "other";
  /** The node that defines: declaration, import, function … */
  readonly by: Node;
}

/** What a language tells about its definitions. */
export interface Scoping {
  /** A cheap look at the text around a mention: false where it surely defines nothing. */
  mayDefine(text: string, start: number, end: number): boolean;
  /** What the identifier defines, if anything. */
  define(identifier: Node): Definition | undefined;
  /** Whether a definition can be seen by its plain name from `use`; its scope already contains `use`. */
  visible?(definition: Definition, use: Node): boolean;
  /** Node types of statement lists: what comes earlier in the same list has surely run. */
  readonly blocks: ReadonlySet<string>;
  /** Node types of functions: what lies in another function runs at another time. */
  readonly functions: ReadonlySet<string>;
}

/** All that gives a name its value within the scope it is visible in, in order of text. */
export interface Binding {
  readonly scope: Node;
  readonly definitions: readonly Definition[];
}

/** Definitions that may give no value: `KeyPairGenerator kpg;`. */
const HOLDERS: ReadonlySet<string> = new Set(["variable", "member"]);
/** Mentions of one name that are kept. */
const MAX_MENTIONS = 10_000;
/** Mentions looked up in the tree for one name. */
const MAX_CANDIDATES = 1_000;
/** Characters searched and mentions looked up for one file. */
const MAX_SEARCHED = 400_000_000;
const MAX_LOOKUPS = 100_000;

export class Bindings {
  readonly #text: string;
  readonly #tree: Tree;
  readonly #scoping: Scoping;
  readonly #definitions = new Map<string, readonly Definition[]>();
  #searched = 0;
  #lookups = 0;

  constructor(text: string, tree: Tree, scoping: Scoping) {
    this.#text = text;
    this.#tree = tree;
    this.#scoping = scoping;
  }

  /** The binding that `name` refers to at `use`: of the innermost scope that declares it. */
  lookup(name: string, use: Node): Binding | undefined {
    const definitions = this.#all(name);
    let scope: Node | undefined;
    for (const definition of definitions) {
      const candidate = definition.scope;
      if (candidate === undefined || !contains(candidate, use)) continue;
      if (this.#scoping.visible?.(definition, use) === false) continue;
      if (scope === undefined || (contains(scope, candidate) && !sameNode(scope, candidate))) scope = candidate;
    }
    return scope === undefined ? undefined : { scope, definitions: within(definitions, scope) };
  }

  /** The binding of `name` that `scope` itself declares: a class's member, a module's variable. */
  member(name: string, scope: Node): Binding | undefined {
    const definitions = within(this.#all(name), scope);
    return definitions.some((one) => one.scope !== undefined) ? { scope, definitions } : undefined;
  }

  /**
   * The definition in force at `use`: the only one, or the last before it whose statement list also holds the use.
   * None where that depends on the way the program takes.
   */
  inForce(binding: Binding, use: Node): Definition | undefined {
    const given = binding.definitions.filter((one) => one.value !== undefined || !HOLDERS.has(one.kind));
    const only = given[0] ?? binding.definitions[0];
    if (given.length <= 1) return only;
    const function_ = ancestor(use, this.#scoping.functions);
    if (function_ !== undefined && !contains(function_, binding.scope) && !contains(binding.scope, function_)) {
      return undefined;
    }
    const sameRun = given.every((one) => ancestor(one.name, this.#scoping.functions)?.id === function_?.id);
    if (!sameRun && given.some((one) => HOLDERS.has(one.kind))) return undefined;
    const before = sameRun ? given.filter((one) => one.by.endIndex <= use.startIndex) : given;
    const last = before.at(-1);
    if (last === undefined) return undefined;
    if (last.kind === "parameter") return last;
    const block = ancestor(last.by, this.#scoping.blocks);
    return block === undefined || contains(block, use) ? last : undefined;
  }

  /** The span in which a definition's value holds: up to the next definition, or the end of the scope. */
  extent(binding: Binding, definition: Definition): { readonly from: number; readonly to: number } {
    const from = definition.by.endIndex;
    let to = binding.scope.endIndex;
    for (const other of binding.definitions) {
      if (other.name.startIndex > from && other.name.startIndex < to) to = other.name.startIndex;
    }
    return { from, to };
  }

  /** The definition that a given identifier makes. */
  definitionBy(identifier: Node): Definition | undefined {
    return this.#scoping.define(identifier);
  }

  #all(name: string): readonly Definition[] {
    const known = this.#definitions.get(name);
    if (known !== undefined) return known;
    const found: Definition[] = [];
    this.#definitions.set(name, found);
    this.#searched += this.#text.length;
    if (this.#searched > MAX_SEARCHED) return found;
    let candidates = 0;
    for (const offset of wordOffsets(this.#text, name, 0, this.#text.length, MAX_MENTIONS)) {
      if (!this.#scoping.mayDefine(this.#text, offset, offset + name.length)) continue;
      if (++candidates > MAX_CANDIDATES || ++this.#lookups > MAX_LOOKUPS) break;
      const node = nodeAt(this.#tree, offset);
      if (node === undefined || node.startIndex !== offset || node.endIndex !== offset + name.length) continue;
      const definition = this.#scoping.define(node);
      if (definition !== undefined) found.push(definition);
    }
    return found;
  }
}

/** The scope's own definitions and the values given within it to the same name, not to one declared further in. */
function within(definitions: readonly Definition[], scope: Node): Definition[] {
  return definitions.filter((one) => {
    if (one.scope !== undefined) return sameNode(one.scope, scope);
    if (!contains(scope, one.name)) return false;
    return !definitions.some(
      (other) =>
        other.scope !== undefined &&
        !sameNode(other.scope, scope) &&
        contains(scope, other.scope) &&
        contains(other.scope, one.name),
    );
  });
}
