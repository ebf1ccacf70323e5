/** Entries that a table is given after it was made: `$options["private_key_bits"] = 1024;`. */
import type { Node } from "web-tree-sitter";
import type { Binding } from "../bindings.ts";
import type { Value } from "../language.ts";
import { nodeAt, sameNode } from "../syntax.ts";
import { wordOffsets } from "../words.ts";
import type { DescribedNames } from "./names.ts";

/** Mentions of one variable that are looked at. */
const MAX_MENTIONS = 64;
/** Levels between a variable and the assignment to one of its entries. */
const MAX_LEVELS = 3;

/** What the entries of the variable `use` are given before it is used, by the key they are given under; the last one counts. */
export function entriesBefore(
  names: DescribedNames,
  binding: Binding,
  use: Node,
  evaluate: (node: Node) => Value,
): ReadonlyMap<string, Node> {
  const entries = new Map<string, Node>();
  const name = names.textOf(use);
  const { text, tree } = names;
  for (const at of wordOffsets(text, tree, name, binding.scope.startIndex, use.startIndex, MAX_MENTIONS)) {
    if (text[at + name.length] !== "[") continue;
    const given = entryGiven(names, nodeAt(tree, at), name);
    const key = given && evaluate(given.key);
    if (given && key?.kind === "string") entries.set(key.text, given.value);
    if (given && key?.kind === "name") entries.set(key.name.slice(key.name.lastIndexOf(".") + 1), given.value);
  }
  return entries;
}

function entryGiven(
  names: DescribedNames,
  mention: Node | undefined,
  name: string,
): { readonly key: Node; readonly value: Node } | undefined {
  let up = mention;
  for (let level = 0; up && level < MAX_LEVELS; level++, up = up.parent ?? undefined) {
    const element = names.table.element?.(up);
    if (!element) continue;
    const given = up.parent ? names.table.given(up.parent) : undefined;
    const isIt = names.table.identifiers.has(element.of.type) && names.textOf(element.of) === name;
    return isIt && given && sameNode(given.target, up) ? { key: element.key, value: given.value } : undefined;
  }
  return undefined;
}
