/** Makes the definitions of the described languages. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { ancestor } from "../syntax.ts";

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
