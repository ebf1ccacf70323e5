/** Where the lines of a text begin, found once: asking by searching back costs a whole line each time, and a line may be the file. */
import type { Tree } from "web-tree-sitter";

class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** 0-based line of an offset. */
  rowOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset at which the line around an offset begins. */
  startOf(offset: number): number {
    return this.#starts[this.rowOf(offset)] ?? 0;
  }
}

const known = new WeakMap<Tree, Lines>();

/** The lines of a parsed text. */
export function linesOf(text: string, tree: Tree): Lines {
  let lines = known.get(tree);
  if (lines === undefined) {
    lines = new Lines(text);
    known.set(tree, lines);
  }
  return lines;
}
