/** Makes the definitions of the described languages. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { ancestor, namedChildren, sameNode } from "../syntax.ts";

export interface Defined {
  readonly type?: Node | undefined;
  readonly value?: Node | undefined;
}

/** A name that is visible in the nearest ancestor of `by` among `scopes`. */
export function declared(
  name: Node,
  kind: Definition["kind"],
  by: Node,
  scopes: ReadonlySet<string>,
  { type, value }: Defined = {},
): Definition | undefined {
  const scope = ancestor(by, scopes);
  return scope && { name, scope, kind, by, ...(type && { type }), ...(value && { value }) };
}

/** Another value for a name declared elsewhere; none where it is not one plain expression. */
export function reassigned(name: Node, by: Node, value: Node | undefined): Definition {
  return { name, kind: value ? "variable" : "other", by, ...(value && { value }) };
}

/** Another value for a member of the class around: `this.x = …`. */
export function memberAssigned(
  name: Node,
  by: Node,
  classes: ReadonlySet<string>,
  value: Node | undefined,
): Definition | undefined {
  const scope = ancestor(by, classes);
  return scope && { name, scope, kind: "member", by, ...(value && { value }) };
}

/** Patterns within patterns that are followed. */
const MAX_PATTERNS = 4;

/** The outermost pattern around a name, of those that take lists apart, and its place in it: `a` of `((a, b), c)` is `[0, 0]`. */
export function placeIn(
  name: Node,
  patterns: ReadonlySet<string>,
): { readonly whole: Node; readonly path: readonly number[] } {
  let whole = name;
  const path: number[] = [];
  for (let up = name.parent; up && patterns.has(up.type) && path.length < MAX_PATTERNS; up = up.parent) {
    const inner = whole;
    path.unshift(namedChildren(up).findIndex((each) => sameNode(each, inner)));
    whole = up;
  }
  return { whole, path };
}
