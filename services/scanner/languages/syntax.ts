/**
 * What every language file needs of a syntax tree, whatever the grammar. Scanned text is hostile, so everything here
 * is bounded: climbing by levels, lists by length. Bounds are counts, never time.
 */
import type { Node, Tree } from "web-tree-sitter";
import { isLeftOut } from "./blocks.ts";
import { type Budget, budgetOf } from "./budget.ts";

/** Items of a list, arguments of a call or statements of a block that are looked at. */
const MAX_CHILDREN = 4_096;
/** So many cost nothing; of those beyond, so many cost as much as one node. */
const FREE_CHILDREN = 256;
const LISTED_PER_UNIT = 8;

/** Levels of a tree that are entered; real code nests a hundredth of it. */
const MAX_LEVELS = 50_000;
/** Children that the parser passes for the price of one node. */
const CHILDREN_PER_UNIT = 64;

/**
 * A node that remembers its parent: the parser's own `parent` begins at the root each time, which is quadratic in the
 * depth of a hostile tree.
 */
function withParent(node: Node, parent: Node): Node {
  return Object.hasOwn(node, "parent") ? node : Object.defineProperty(node, "parent", { value: parent });
}

/**
 * The way from the root to a leaf, kept from one question to the next: offsets are asked for in order of text, so most
 * of it stays.
 */
class Path {
  readonly #nodes: Node[];
  readonly #budget: Budget;

  constructor(tree: Tree) {
    this.#budget = budgetOf(tree);
    this.#nodes = [tree.rootNode];
  }

  namedAt(offset: number): Node | undefined {
    const nodes = this.#nodes;
    let last = nodes.at(-1);
    while (nodes.length > 1 && last !== undefined && !(last.startIndex <= offset && offset < last.endIndex)) {
      nodes.pop();
      last = nodes.at(-1);
    }
    for (; last !== undefined; last = nodes.at(-1)) {
      const child: Node | null = last.firstChildForIndex(offset);
      if (child === null || child.startIndex > offset || child.endIndex <= offset) break;
      if (nodes.length >= MAX_LEVELS) {
        this.#budget.giveUp();
        return undefined;
      }
      // what could not be parsed is a flat list, and its children are looked at one by one
      if (last.type === "ERROR") this.#budget.spend(last.childCount / CHILDREN_PER_UNIT);
      nodes.push(withParent(child, last));
    }
    return nodes.findLast((node) => node.isNamed);
  }
}

const paths = new WeakMap<Tree, Path>();

/** The smallest named node over the UTF-16 offset; none where the tree is deeper than any real one. */
export function nodeAt(tree: Tree, offset: number): Node | undefined {
  if (isLeftOut(tree, offset)) return undefined;
  let path = paths.get(tree);
  if (path === undefined) {
    path = new Path(tree);
    paths.set(tree, path);
  }
  return path.namedAt(offset);
}

/** Text of a node; cheaper than `node.text`, which asks the tree. */
export function textOf(text: string, node: Node): string {
  return text.slice(node.startIndex, node.endIndex);
}

/** A field's node, `undefined` instead of null. */
export function field(node: Node, name: string): Node | undefined {
  const child = node.childForFieldName(name);
  return child === null ? undefined : withParent(child, node);
}

export function sameNode(a: Node | undefined, b: Node | undefined): boolean {
  return a !== undefined && b !== undefined && a.id === b.id;
}

/** Whether `node` is its parent's field `name`. */
export function isField(parent: Node, name: string, node: Node): boolean {
  return sameNode(field(parent, name), node);
}

/**
 * Named children, comments and other extras left out; at most the first 4,096, and 256 once the file's budget is used up.
 * A longer list is reported with the file.
 */
export function namedChildren(node: Node): Node[] {
  const count = node.namedChildCount;
  if (count === 0) isLeftOut(node.tree, node.startIndex + 1);
  let limit = MAX_CHILDREN;
  if (count > FREE_CHILDREN) {
    const budget = budgetOf(node.tree);
    if (!budget.spend(Math.min(count, limit) / LISTED_PER_UNIT)) limit = FREE_CHILDREN;
    if (count > limit) budget.cutList();
  }
  const children = count <= limit ? node.namedChildren : firstNamedChildren(node, limit);
  return children.filter((child) => !child.isExtra).map((child) => withParent(child, node));
}

/** Step by step: all at once would make an object of each. */
function firstNamedChildren(node: Node, limit: number): Node[] {
  const children: Node[] = [];
  const cursor = node.walk();
  try {
    for (let more = cursor.gotoFirstChild(); more && children.length < limit; more = cursor.gotoNextSibling()) {
      if (cursor.nodeIsNamed) children.push(cursor.currentNode);
    }
  } finally {
    cursor.delete();
  }
  return children;
}

/** Climbs of one tree. A step to a parent that `Path` does not know costs the parser a walk from the root. */
interface Climbs {
  /** By types looked for: what a climb through this node found. */
  readonly found: Map<ReadonlySet<string>, Map<number, Node | null>>;
  /** Climbs given up as too long. */
  cut: number;
}

const climbs = new WeakMap<Tree, Climbs>();
/** Every so many steps of a climb are remembered, so that the next climb from nearby is short. */
const REMEMBERED = 8;
const MAX_LEVELS_CLIMBED = 8_192;
/** A tree with more climbs given up is nested beyond all reason: from then on climbs are short. */
const MAX_CUT_CLIMBS = 4;
const SHORT_CLIMB = 16;

/** The nearest ancestor (not the node itself) whose type is in `types`; none where it is too far above. */
export function ancestor(node: Node, types: ReadonlySet<string>): Node | undefined {
  let state = climbs.get(node.tree);
  if (state === undefined) {
    state = { found: new Map(), cut: 0 };
    climbs.set(node.tree, state);
  }
  let found = state.found.get(types);
  if (found === undefined) {
    found = new Map();
    state.found.set(types, found);
  }
  const limit = state.cut > MAX_CUT_CLIMBS ? SHORT_CLIMB : MAX_LEVELS_CLIMBED;
  const passed: number[] = [];
  let current = node.parent;
  for (let step = 1; step <= limit; step++) {
    const result = current === null || types.has(current.type) ? current : found.get(current.id);
    if (result !== undefined) {
      for (const id of passed) found.set(id, result);
      return result ?? undefined;
    }
    if (current !== null && step % REMEMBERED === 0) passed.push(current.id);
    current = current?.parent ?? null;
  }
  state.cut++;
  return undefined;
}

export function contains(outer: Node, inner: Node): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}
