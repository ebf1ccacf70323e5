/** Lets those who explain a value, and nobody else, see where it was taken from while it is evaluated. */
import type { Node } from "web-tree-sitter";

/** `saw` is told of each definition or assignment that a name is taken from, in that order; it may come several times. */
export const witness: { saw: ((by: Node) => void) | undefined } = { saw: undefined };
