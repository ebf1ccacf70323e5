/** What a statement appends to a builder of texts, in every language that is described by a table. */
import type { Node } from "web-tree-sitter";
import type { Appended } from "../appended.ts";
import { sameNode } from "../syntax.ts";
import type { DescribedNames } from "./names.ts";

/** Levels between a builder's name and the outermost call of its statement. */
const MAX_LEVELS = 32;

/** `sb.Append("AES").Append("/ECB");` of a builder's name. */
export function appendedAt(names: DescribedNames, builder: Node): Appended | undefined {
  const { table } = names;
  const values: Node[] = [];
  let outermost = builder;
  for (let up = builder.parent, level = 0; up && level < MAX_LEVELS; up = up.parent, level++) {
    const call = table.call(up);
    if (call && sameNode(call.object, outermost)) {
      const [only, ...others] = call.arguments;
      if (!/^[aA]ppend$/.test(names.textOf(call.name)) || !only || others.length > 0) return undefined;
      values.push(only.node);
      outermost = up;
    } else if (!table.member(up)) break;
  }
  const holder = outermost.parent;
  const isStatement = holder && (holder.type === "expression_statement" || table.scoping.blocks.has(holder.type));
  return values.length > 0 && isStatement ? { values, outermost } : undefined;
}
