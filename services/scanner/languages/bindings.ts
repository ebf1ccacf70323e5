/**
 * Which definition a name refers to, found without walking the tree: the text is searched for the name, a lexical look
 * drops most mentions, and only the rest are looked up in the tree. The language says what a mention defines.
 *
 * A name is looked for in the outermost function around its use first, then in the whole file. Where it has more
 * definitions than the bounds allow, it has none: an answer from a part of them could be wrong.
 */
import type { Node, Tree } from "web-tree-sitter";
import { type Budget, budgetOf } from "./budget.ts";
import type { Step } from "./collections.ts";
import { DefinitionOrder } from "./definition-order.ts";
import { ancestor, nodeAt } from "./syntax.ts";
import { witness } from "./witness.ts";
import { firstAtLeast, wordOffsets } from "./words.ts";

export interface Definition {
  /** The identifier that is defined. */
  readonly name: Node;
  /** Extent in which the name is visible; absent where a name declared elsewhere is only given another value. */
  readonly scope?: Node;
  /** What it is given, where that is one expression. */
  readonly value?: Node;
  /** The list or table it is taken out of: `a, b = pair`, `for name in names`, `for name, size in sizes.items()`. */
  readonly part?: { readonly of: Node; readonly path: readonly Step[] };
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

/** A definition with its places, which cost a call into the parser each time they are asked. */
interface Placed {
  readonly definition: Definition;
  readonly at: number;
  readonly scope?: { readonly id: number; readonly from: number; readonly to: number };
}

/** Mentions of one name that are kept for a file. */
const MAX_MENTIONS = 50_000;
/** Mentions looked up in the tree for one name in one region; a name with more has no binding there. */
const MAX_CANDIDATES = 4_000;
/** What it costs to look one up, in nodes. */
const LOOKUP_COST = 16;
/** Definitions compared with a use for the price of one node. */
const PER_UNIT = 64;
const NO_ENTRIES: readonly Placed[] = [];

export class Bindings {
  readonly #text: string;
  readonly #tree: Tree;
  readonly #scoping: Scoping;
  readonly #budget: Budget;
  #outermost = { from: 0, to: 0 };
  readonly #mentions = new Map<string, readonly number[]>();
  readonly #placed = new Map<number, Placed | undefined>();
  readonly #regions = new Map<string, readonly Placed[]>();
  readonly #bindings = new WeakMap<readonly Placed[], Map<number, Binding>>();
  readonly #orders = new WeakMap<readonly Definition[], DefinitionOrder>();

  constructor(text: string, tree: Tree, scoping: Scoping) {
    this.#text = text;
    this.#tree = tree;
    this.#scoping = scoping;
    this.#budget = budgetOf(tree);
  }

  /** The binding that `name` refers to at `use`: of the innermost scope that declares it. */
  lookup(name: string, use: Node): Binding | undefined {
    const outer = this.#outermostFunction(use);
    const near = outer && this.#innermost(this.#region(name, outer.from, outer.to), use, outer.from);
    return near ?? this.#innermost(this.#region(name, 0, this.#text.length), use, 0);
  }

  /** The binding of `name` that `scope` itself declares: a class's member, a module's variable. */
  member(name: string, scope: Node): Binding | undefined {
    const region = this.#region(name, scope.startIndex, scope.endIndex);
    const own = region.find((one) => one.scope?.id === scope.id);
    return own && this.#bindingOf(region, own);
  }

  /**
   * The definition in force at `use`: the only one, or the last before it whose statement list also holds the use.
   * None where that depends on the way the program takes.
   */
  inForce(binding: Binding, use: Node): Definition | undefined {
    const found = this.#order(binding).inForce(binding.scope, use);
    if (found) witness.saw?.(found.by);
    return found;
  }

  /** The definitions that may hold at `use`, where none is in force for sure. */
  possible(binding: Binding, use: Node): readonly Definition[] {
    return this.#order(binding).possible(use);
  }

  /** The span in which a definition's value holds: up to the next definition, or the end of the scope. */
  extent(binding: Binding, definition: Definition): { readonly from: number; readonly to: number } {
    const from = definition.by.endIndex;
    return { from, to: this.#order(binding).next(from) ?? binding.scope.endIndex };
  }

  /** The definition that a given identifier makes. */
  definitionBy(identifier: Node): Definition | undefined {
    return this.#scoping.define(identifier);
  }

  #order(binding: Binding): DefinitionOrder {
    let order = this.#orders.get(binding.definitions);
    if (order === undefined) {
      order = new DefinitionOrder(binding.definitions, this.#scoping);
      this.#orders.set(binding.definitions, order);
    }
    return order;
  }

  /** What stands within the last one that was found is in it too: a climb from each of many nested uses would be long. */
  #outermostFunction(use: Node): { readonly from: number; readonly to: number } | undefined {
    const { from, to } = this.#outermost;
    const { startIndex, endIndex } = use;
    if (from <= startIndex && endIndex <= to && endIndex - startIndex < to - from) return this.#outermost;
    let outer: Node | undefined;
    for (let next = ancestor(use, this.#scoping.functions); next; next = ancestor(next, this.#scoping.functions)) {
      outer = next;
    }
    if (outer) this.#outermost = { from: outer.startIndex, to: outer.endIndex };
    return outer && this.#outermost;
  }

  /** The binding whose scope, beginning at `from` or later, is the narrowest around `use`. */
  #innermost(region: readonly Placed[], use: Node, from: number): Binding | undefined {
    const start = use.startIndex;
    const end = use.endIndex;
    if (!this.#budget.spend(region.length / PER_UNIT)) return undefined;
    let best: Placed | undefined;
    for (const one of region) {
      const scope = one.scope;
      if (!scope || scope.from < from || scope.from > start || scope.to < end) continue;
      if (best?.scope && !(scope.from >= best.scope.from && scope.to <= best.scope.to && scope.id !== best.scope.id)) {
        continue;
      }
      if (this.#scoping.visible?.(one.definition, use) === false) continue;
      best = one;
    }
    return best && this.#bindingOf(region, best);
  }

  #bindingOf(region: readonly Placed[], declared: Placed): Binding | undefined {
    const scope = declared.scope;
    const node = declared.definition.scope;
    if (!scope || !node) return undefined;
    let known = this.#bindings.get(region);
    if (known === undefined) {
      known = new Map();
      this.#bindings.set(region, known);
    }
    let binding = known.get(scope.id);
    if (binding === undefined) {
      binding = { scope: node, definitions: within(region, scope).map((one) => one.definition) };
      known.set(scope.id, binding);
    }
    return binding;
  }

  /** All definitions of a name between two offsets; none where they are too many to be looked at. */
  #region(name: string, from: number, to: number): readonly Placed[] {
    const key = `${from} ${to} ${name}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const mentions = this.#mentionsOf(name);
    const first = firstAtLeast(mentions, from);
    const last = firstAtLeast(mentions, to);
    const found: Placed[] = [];
    let entries: readonly Placed[] = found;
    if (last - first > MAX_CANDIDATES) entries = NO_ENTRIES;
    else {
      for (let index = first; index < last; index++) {
        const placed = this.#placedAt(mentions[index] ?? 0, name.length);
        if (placed) found.push(placed);
      }
      if (this.#budget.exhausted) entries = NO_ENTRIES;
    }
    this.#regions.set(key, entries);
    return entries;
  }

  #mentionsOf(name: string): readonly number[] {
    let mentions = this.#mentions.get(name);
    if (mentions === undefined) {
      const all = wordOffsets(this.#text, this.#tree, name, 0, this.#text.length, MAX_MENTIONS);
      mentions = all.filter((at) => this.#scoping.mayDefine(this.#text, at, at + name.length));
      if (all.length >= MAX_MENTIONS) mentions = [];
      this.#mentions.set(name, mentions);
    }
    return mentions;
  }

  #placedAt(at: number, length: number): Placed | undefined {
    if (this.#placed.has(at)) return this.#placed.get(at);
    if (!this.#budget.spend(LOOKUP_COST)) return undefined;
    const node = nodeAt(this.#tree, at);
    const isName = node !== undefined && node.startIndex === at && node.endIndex === at + length;
    const definition = isName ? this.#scoping.define(node) : undefined;
    const scope = definition?.scope;
    const placed = definition && {
      definition,
      at,
      ...(scope && { scope: { id: scope.id, from: scope.startIndex, to: scope.endIndex } }),
    };
    this.#placed.set(at, placed);
    return placed;
  }
}

/** The scope's own definitions and the values given within it to the same name, not to one declared further in. */
function within(region: readonly Placed[], scope: { readonly id: number; readonly from: number; readonly to: number }) {
  const inner = new Map<number, { readonly from: number; readonly to: number }>();
  for (const { scope: other } of region) {
    if (other && other.id !== scope.id && other.from >= scope.from && other.to <= scope.to) inner.set(other.id, other);
  }
  const spans = [...inner.values()];
  return region.filter(({ scope: own, at }) => {
    if (own) return own.id === scope.id;
    return at >= scope.from && at < scope.to && !spans.some((span) => at >= span.from && at < span.to);
  });
}
