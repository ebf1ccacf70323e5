/** Constants of C++ behind a path: `config::kAlgorithm`, `Settings::DIGEST`, as far as the file declares them. */
import type { Node, Tree } from "web-tree-sitter";
import type { Binding, Bindings } from "./bindings.ts";
import { field, isField, nodeAt, textOf } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

const OWNERS: ReadonlySet<string> = new Set([
  "namespace_definition",
  "class_specifier",
  "struct_specifier",
  "enum_specifier",
]);
const MAX_MENTIONS = 64;
const MAX_OWNERS = 4;

/** The binding of the path's last name in the namespace or class named before it. */
export function constantBehind(text: string, tree: Tree, bindings: Bindings, path: Node): Binding | undefined {
  const segments = textOf(text, path).slice(0, 200).split("::");
  const name = segments.at(-1);
  const owner = segments.at(-2)?.trim();
  if (!name || !owner || !/^\w+$/.test(owner + name)) return undefined;
  for (const body of bodiesOf(text, tree, owner)) {
    const found = bindings.member(name.trim(), body);
    if (found) return found;
  }
  return undefined;
}

function bodiesOf(text: string, tree: Tree, owner: string): readonly Node[] {
  const found: Node[] = [];
  const mentions = wordOffsets(text, tree, owner, 0, text.length, MAX_MENTIONS);
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    const mention = nodeAt(tree, at);
    const declaration = mention?.parent;
    if (!mention || !declaration || !OWNERS.has(declaration.type) || !isField(declaration, "name", mention)) continue;
    const body = field(declaration, "body");
    if (body && found.push(body) === MAX_OWNERS) break;
  }
  return found;
}
