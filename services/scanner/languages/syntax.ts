/**
 * What every language file needs of a syntax tree, whatever the grammar. Scanned text is hostile, so everything here
 * is bounded: climbing by levels, lists by length, evaluation by depth and steps. Bounds are counts, never time.
 */
import type { Node, Tree } from "web-tree-sitter";
import { isLeftOut } from "./blocks.ts";
import { type Budget, budgetOf } from "./budget.ts";
import type { Value } from "./language.ts";

export const UNKNOWN: Value = { kind: "unknown" };
export const NONE: Value = { kind: "none" };

/** Items of a list, arguments of a call or statements of a block that are looked at. */
const MAX_CHILDREN = 4_096;
/** So many cost nothing; of those beyond, so many cost as much as one node. */
const FREE_CHILDREN = 256;
const LISTED_PER_UNIT = 8;
/** Nested expressions followed within one evaluation. */
const MAX_DEPTH = 48;
/** Expressions looked at within one evaluation asked for from outside. */
const MAX_STEPS = 2_000;
/** What one of them costs, in nodes. */
const STEP_COST = 8;
/** Names and types followed from one expression: nested, and in all. */
const MAX_NAME_DEPTH = 24;
const MAX_NAME_STEPS = 500;
/** Texts that no longer fit a model: longer constants are not built. */
const MAX_TEXT = 4_096;

export function stringValue(text: string): Value {
  return text.length > MAX_TEXT ? UNKNOWN : { kind: "string", text };
}

export function numberValue(value: number): Value {
  return Number.isFinite(value) ? { kind: "number", value } : UNKNOWN;
}

/** Ways a value can go that are told apart; more is a table, decided at run time. */
const MAX_CHOICES = 8;

/** One of several values; equal ones count once, what is not known stays among them. */
export function choiceOf(values: readonly Value[]): Value {
  const distinct = new Map<string, Value>();
  for (const value of values.flatMap((each) => (each.kind === "choice" ? each.values : [each]))) {
    distinct.set(keyOf(value), value);
    if (distinct.size > MAX_CHOICES) return UNKNOWN;
  }
  const [first, ...others] = distinct.values();
  return first === undefined || others.length === 0
    ? (first ?? UNKNOWN)
    : { kind: "choice", values: [...distinct.values()] };
}

let unequal = 0;

function keyOf(value: Value): string {
  switch (value.kind) {
    case "string":
      return `s${value.text}`;
    case "number":
    case "boolean":
      return `v${value.value}`;
    case "name":
      return `n${value.name}`;
    case "call":
      return value.site.arguments.length === 0 ? `c${value.site.names.join("|")}` : `c${value.site.node.id}`;
    case "none":
    case "unknown":
      return value.kind;
    default:
      return `${value.kind}${unequal++}`;
  }
}

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

/** Integer literal of any of the languages: `2048`, `2_048`, `0x800`, `0b1`, `0o7`, `2048L`, `2048u`, `2'048`, `2048n`. */
export function parseInteger(literal: string): number | undefined {
  const digits = literal.replace(/[_']/g, "").toLowerCase();
  const match = /^(0x[0-9a-f]+|0b[01]+|0o?[0-7]+|[0-9]+)(?:u?l{0,2}|l{1,2}u|uz?|n)$/.exec(digits);
  const number = match?.[1];
  if (number === undefined) return undefined;
  const value = /^0[0-7]+$/.test(number) ? Number.parseInt(number, 8) : Number(number);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Arithmetic on integers and joining of texts; anything else is unknown. */
export function combine(operator: string, left: Value, right: Value): Value {
  if (left.kind === "choice") return choiceOf(left.values.map((one) => combine(operator, one, right)));
  if (right.kind === "choice") return choiceOf(right.values.map((one) => combine(operator, left, one)));
  if (left.kind === "string" && right.kind === "string") {
    return operator === "+" ? stringValue(left.text + right.text) : UNKNOWN;
  }
  // Java and JavaScript: "AES/" + 128
  if (left.kind === "string" && right.kind === "number" && operator === "+") {
    return stringValue(left.text + String(right.value));
  }
  if (left.kind === "number" && right.kind === "string" && operator === "+") {
    return stringValue(String(left.value) + right.text);
  }
  // flags by name
  if ((operator === "|" || operator === "+") && left.kind === "name" && right.kind === "name") {
    return { kind: "name", name: `${left.name}|${right.name}` };
  }
  if (left.kind !== "number" || right.kind !== "number") return UNKNOWN;
  const result = arithmetic(operator, left.value, right.value);
  return result === undefined || !Number.isSafeInteger(result) ? UNKNOWN : numberValue(result);
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
    case "//":
      return b === 0 ? undefined : Math.trunc(a / b);
    case "%":
      return b === 0 ? undefined : a % b;
    case "**":
      return a ** b;
    case "<<":
      return b < 0 || b > 52 ? undefined : a * 2 ** b;
    case ">>":
      return b < 0 || b > 52 ? undefined : Math.floor(a / 2 ** b);
    case "|":
      return bitwise(a, b, (x, y) => x | y);
    case "&":
      return bitwise(a, b, (x, y) => x & y);
    default:
      return undefined;
  }
}

function bitwise(a: number, b: number, operation: (x: number, y: number) => number): number | undefined {
  return a >= 0 && b >= 0 && a <= 0x7fffffff && b <= 0x7fffffff ? operation(a, b) : undefined;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  "0": "\0",
  "\n": "",
};

/** Escapes the languages have in common: `\n`, `\x41`, `\u0041`, `\u{41}`, `\U00000041`; others stand for themselves. */
export function decodeEscapes(body: string): string {
  if (!body.includes("\\")) return body;
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_all, x?: string, u?: string, braced?: string, long?: string, single?: string) => {
      const hex = x ?? u ?? braced ?? long;
      if (hex === undefined) return single === undefined ? "" : (SIMPLE_ESCAPES[single] ?? single);
      const point = Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "";
    },
  );
}

/**
 * Evaluates expressions with a language's own `compute`, which calls `evaluate` again for its parts. Cycles, too deep and
 * too long evaluations are unknown; a result that a bound cut short is not remembered, so that what a node evaluates
 * to does not depend on what was asked before.
 */
export class Evaluator {
  readonly #compute: (node: Node) => Value;
  readonly #known = new Map<number, Value>();
  readonly #open = new Set<number>();
  #steps = 0;
  #cut = false;

  constructor(compute: (node: Node) => Value) {
    this.#compute = compute;
  }

  evaluate(node: Node): Value {
    if (this.#open.size === 0) {
      this.#steps = 0;
      this.#cut = false;
    }
    const id = node.id;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (this.#open.has(id) || this.#open.size >= MAX_DEPTH || ++this.#steps > MAX_STEPS) {
      this.#cut = true;
      return UNKNOWN;
    }
    if (!budgetOf(node.tree).spend(STEP_COST)) return UNKNOWN;
    this.#open.add(id);
    try {
      const value = this.#compute(node);
      if (!this.#cut) this.#known.set(id, value);
      return value;
    } finally {
      this.#open.delete(id);
    }
  }
}

/** Bounds of a recursion that carries its depth: 0 begins a new one. */
export class Bounds {
  readonly #tree: Tree;
  #steps = 0;
  #cut = false;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Whether one more step at this depth is within bounds. */
  enter(depth: number): boolean {
    if (depth === 0) {
      this.#steps = 0;
      this.#cut = false;
    }
    const within = depth <= MAX_NAME_DEPTH && ++this.#steps <= MAX_NAME_STEPS;
    if (within && budgetOf(this.#tree).spend(STEP_COST)) return true;
    this.#cut = true;
    return false;
  }

  /** Whether no step was refused since the last beginning: only then may results be remembered. */
  get whole(): boolean {
    return !this.#cut;
  }
}
