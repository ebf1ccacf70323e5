/** What a function or method of the file gives back to a call of it. */
import type { Node } from "web-tree-sitter";
import { returnedIn } from "../returns.ts";
import { ancestor, isField, nodeAt, sameNode } from "../syntax.ts";
import { wordOffsets } from "../words.ts";
import type { CallParts } from "./grammar-table.ts";
import type { DescribedNames } from "./names.ts";

/** Mentions of a function's name that are looked at. */
const MAX_MENTIONS = 64;

/** The expressions the function that a call runs may give; none where it is not in the file, or not the only one of its name. */
export function returnedTo(names: DescribedNames, call: CallParts, node: Node): readonly Node[] {
  const made = call.form === "call" ? functionOf(names, call, node) : undefined;
  if (!made) return [];
  const returned = returnedIn(names.text, names.tree, made, names.table.scoping.functions);
  const result = names.table.result?.(made);
  return result ? [...returned.filter((each) => !sameNode(each, result)), result] : returned;
}

function functionOf(names: DescribedNames, { name, object }: CallParts, call: Node): Node | undefined {
  const { table, text, tree } = names;
  const owners = ownersOf(names, object, call);
  if (!owners) return undefined;
  const called = names.textOf(name);
  const found: Node[] = [];
  const mentions = wordOffsets(text, tree, called, 0, text.length, MAX_MENTIONS);
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    const mention = nodeAt(tree, at);
    const made = mention?.parent;
    if (!mention || !made || !table.scoping.functions.has(made.type) || !isField(made, "name", mention)) continue;
    const owner = ancestor(made, table.classes);
    if (owners.some((each) => (each === "file" ? owner === undefined : sameNode(each, owner)))) found.push(made);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Classes whose functions a call on this may run; `file`: those that belong to none. Nothing where that is not known. */
function ownersOf(names: DescribedNames, object: Node | undefined, call: Node): readonly (Node | "file")[] | undefined {
  const around = ancestor(call, names.table.classes);
  if (!object) return around ? [around, "file"] : ["file"];
  if (names.table.isSelf(object)) return around && [around];
  const path = names.staticPath(object);
  const owners = path === undefined ? [] : names.classesNamed(path, object);
  return owners.length > 0 ? owners : undefined;
}
