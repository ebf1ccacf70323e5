/**
 * What a parameter may hold: what the calls of its function hand over, as far as they stand in the same file. Found by
 * searching the text for the function's name, never by walking the tree. Callers in other files are not seen, so a
 * value from here is what the file names, not all that can happen.
 */
import type { Node, Tree } from "web-tree-sitter";
import type { Value } from "./language.ts";
import { nodeAt } from "./syntax.ts";
import { choiceOf } from "./values.ts";
import { wordOffsets } from "./words.ts";

/** A parameter's place in its function. */
export interface ParameterPlace {
  /** The name that calls of the function bear. */
  readonly called: string;
  readonly index: number;
  /** Its name, for languages that pass arguments by name. */
  readonly name: string;
  /** The function's declaration. */
  readonly by: Node;
}

/** What a language tells about its calls; `P` is what it calls a parameter. */
export interface Calls<P extends object> {
  place(parameter: P): ParameterPlace | undefined;
  /** Whether a mention that ends there may be a call's name, as far as the text tells. */
  mayCall?(text: string, end: number): boolean;
  /** The argument for this parameter, where the identifier is the name of a call of its function. */
  argument(mention: Node, place: ParameterPlace): Node | undefined;
}

/** Mentions of a function's name that are looked up; a function mentioned more often is called from everywhere. */
const MAX_MENTIONS = 64;

export class ArgumentFlow<P extends object> {
  readonly #text: string;
  readonly #tree: Tree;
  readonly #calls: Calls<P>;
  readonly #evaluate: (node: Node) => Value;
  readonly #arguments = new WeakMap<P, readonly Node[]>();

  constructor(text: string, tree: Tree, calls: Calls<P>, evaluate: (node: Node) => Value) {
    this.#text = text;
    this.#tree = tree;
    this.#calls = calls;
    this.#evaluate = evaluate;
  }

  /** `fallback` is what the parameter holds where a call leaves it out. */
  valueOf(parameter: P, fallback?: Node): Value {
    const given = this.#given(parameter);
    const values = (fallback ? [fallback, ...given] : given).map((node) => this.#evaluate(node));
    return choiceOf(values);
  }

  #given(parameter: P): readonly Node[] {
    const known = this.#arguments.get(parameter);
    if (known !== undefined) return known;
    const found: Node[] = [];
    const place = this.#calls.place(parameter);
    const mentions = place ? wordOffsets(this.#text, this.#tree, place.called, 0, this.#text.length, MAX_MENTIONS) : [];
    if (place && mentions.length < MAX_MENTIONS) {
      for (const at of mentions) {
        if (this.#calls.mayCall?.(this.#text, at + place.called.length) === false) continue;
        const node = nodeAt(this.#tree, at);
        const argument = node && this.#calls.argument(node, place);
        if (argument) found.push(argument);
      }
    }
    this.#arguments.set(parameter, found);
    return found;
  }
}
