/**
 * Where a word stands in a text. A few questions are answered by searching; a text that is asked about more words than
 * that gets an index, made once, so that many names in a large file cost no more than the file and the answers.
 */
import type { Tree } from "web-tree-sitter";
import { budgetOf } from "./budget.ts";

/** Whole texts searched before the index is made. */
const SEARCHES = 24;
const WORD = /[\p{ID_Continue}$]/u;
const WORDS = /[\p{ID_Continue}$]+/gu;
const ONE_WORD = /^[\p{ID_Continue}$]+$/u;
const NOWHERE: readonly number[] = [];

class Words {
  readonly #text: string;
  readonly #tree: Tree;
  #searched = 0;
  #index: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(text: string, tree: Tree) {
    this.#text = text;
    this.#tree = tree;
  }

  offsets(word: string, from: number, to: number, limit: number): readonly number[] {
    if (word.length === 0) return NOWHERE;
    if (this.#index === undefined && this.#searched <= SEARCHES * this.#text.length) {
      return this.#search(word, from, to, limit);
    }
    if (!ONE_WORD.test(word)) return this.#search(word, from, to, limit);
    this.#index ??= this.#makeIndex();
    const all = this.#index.get(word) ?? NOWHERE;
    const first = firstAtLeast(all, from);
    const last = Math.min(firstAtLeast(all, to), first + limit);
    if (!budgetOf(this.#tree).spend(1 + (last - first) / 16)) return NOWHERE;
    return first === 0 && last === all.length ? all : all.slice(first, last);
  }

  #search(word: string, from: number, to: number, limit: number): readonly number[] {
    const text = this.#text;
    const offsets: number[] = [];
    let at = text.indexOf(word, from);
    let steps = 0;
    for (; at >= 0 && at < to; at = text.indexOf(word, at + word.length)) {
      steps++;
      if (!isWholeWord(text, at, at + word.length)) continue;
      offsets.push(at);
      if (offsets.length >= limit) break;
    }
    const read = (at < 0 ? text.length : at) - from;
    this.#searched += read;
    const budget = budgetOf(this.#tree);
    return budget.search(read) && budget.spend(steps / 16) ? offsets : NOWHERE;
  }

  #makeIndex(): ReadonlyMap<string, readonly number[]> {
    const index = new Map<string, number[]>();
    for (const match of this.#text.matchAll(WORDS)) {
      const list = index.get(match[0]);
      if (list) list.push(match.index);
      else index.set(match[0], [match.index]);
    }
    return index;
  }
}

const words = new WeakMap<Tree, Words>();

/** Offsets of `word` as a whole word within [from, to), at most `limit`; none once the file's budget is used up. */
export function wordOffsets(
  text: string,
  tree: Tree,
  word: string,
  from: number,
  to: number,
  limit: number,
): readonly number[] {
  let known = words.get(tree);
  if (known === undefined) {
    known = new Words(text, tree);
    words.set(tree, known);
  }
  return known.offsets(word, from, to, limit);
}

/** Whether the word at [start, end) is not part of a longer one. */
export function isWholeWord(text: string, start: number, end: number): boolean {
  return !(start > 0 && WORD.test(text.charAt(start - 1))) && !(end < text.length && WORD.test(text.charAt(end)));
}

/** Index of the first offset that is not below `from`; offsets ascend. */
export function firstAtLeast(offsets: readonly number[], from: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
