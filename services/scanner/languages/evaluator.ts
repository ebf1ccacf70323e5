/** Evaluation of expressions, bounded by depth and steps: scanned text is hostile. Bounds are counts, never time. */
import type { Node, Tree } from "web-tree-sitter";
import { budgetOf } from "./budget.ts";
import type { Value } from "./language.ts";
import { field } from "./syntax.ts";
import { choiceOf, UNKNOWN } from "./values.ts";

/** Nested expressions followed within one evaluation. */
const MAX_DEPTH = 48;
/** Expressions looked at within one evaluation asked for from outside. */
const MAX_STEPS = 2_000;
/** What one of them costs, in nodes. */
const STEP_COST = 8;
/** Names and types followed from one expression: nested, and in all. */
const MAX_NAME_DEPTH = 24;
const MAX_NAME_STEPS = 500;

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
  /** What a field of a node evaluates to; unknown where the node has none. */
  field(node: Node, name: string): Value {
    return this.maybe(field(node, name));
  }

  /** One of two fields, whichever the condition takes. */
  either(node: Node, one: string, other: string): Value {
    return choiceOf([this.field(node, one), this.field(node, other)]);
  }

  maybe(node: Node | null | undefined): Value {
    return node ? this.evaluate(node) : UNKNOWN;
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
