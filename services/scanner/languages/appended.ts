/** A text that a builder puts together over several statements: `sb.append("AES"); sb.append("/ECB"); sb.toString()`. */
import type { Node } from "web-tree-sitter";
import { ancestor, contains, nodeAt } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Mentions of a builder's name between its making and its use; a longer text is put together by the run. */
const MAX_MENTIONS = 32;

export interface Building {
  readonly name: string;
  /** The declaration that makes the builder. */
  readonly made: Node;
  /** Where its text is asked for. */
  readonly use: Node;
  /** Node types of statement lists. */
  readonly blocks: ReadonlySet<string>;
}

/** What one statement appends, in order: the arguments of `sb.append(a).append(b)`, and the outermost of its calls. */
export interface Appended {
  readonly values: readonly Node[];
  readonly outermost: Node;
}

/**
 * All that is appended before the use; nothing where anything else happens to the builder, or where it is not sure that
 * a statement runs exactly once between making and use.
 */
export function appendedBefore(
  text: string,
  { name, made, use, blocks }: Building,
  appendedAt: (mention: Node) => Appended | undefined,
): readonly Node[] | undefined {
  const offsets = wordOffsets(text, made.tree, name, made.endIndex, use.startIndex, MAX_MENTIONS);
  if (offsets.length >= MAX_MENTIONS) return undefined;
  const values: Node[] = [];
  for (const at of offsets) {
    const mention = nodeAt(made.tree, at);
    const found = mention && appendedAt(mention);
    const block = found && ancestor(found.outermost, blocks);
    if (!found || !block || !contains(block, made) || !contains(block, use)) return undefined;
    values.push(...found.values);
  }
  return values;
}
