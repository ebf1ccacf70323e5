/** What functions, methods and getters of a JavaScript file give back. */
import type { Node } from "web-tree-sitter";
import { FUNCTIONS, type Scopes } from "./ecmascript-scope.ts";
import { returnedIn } from "./returns.ts";
import { ancestor, field, namedChildren, textOf } from "./syntax.ts";

const CLASSES: ReadonlySet<string> = new Set(["class_body"]);

/** The expressions that a call of this may give; none where the function is not in the file. */
export function returnedBy(text: string, scopes: Scopes, callee: Node): readonly Node[] {
  const made = functionOf(text, scopes, callee);
  return made ? given(text, made) : [];
}

/** `get name() { return "md5"; }` */
export function gotFrom(text: string, body: Node, name: string): readonly Node[] {
  const getter = methodOf(text, body, name);
  return getter && /^(?:static\s+)?get\s/.test(text.slice(getter.startIndex, getter.startIndex + 20))
    ? given(text, getter)
    : [];
}

function given(text: string, made: Node): readonly Node[] {
  const body = field(made, "body");
  if (!body) return [];
  return body.type === "statement_block" ? returnedIn(text, made.tree, made, FUNCTIONS) : [body];
}

function functionOf(text: string, scopes: Scopes, callee: Node): Node | undefined {
  if (callee.type === "identifier") {
    const declaration = scopes.lookup(textOf(text, callee), callee);
    if (declaration?.kind === "function") return declaration.node;
    const value = declaration?.kind === "variable" && declaration.path.length === 0 ? declaration.value : undefined;
    return value && FUNCTIONS.has(value.type) ? value : undefined;
  }
  const object = callee.type === "member_expression" ? field(callee, "object") : undefined;
  const name = field(callee, "property");
  if (!object || !name) return undefined;
  const declaration = object.type === "identifier" ? scopes.lookup(textOf(text, object), object) : undefined;
  const body =
    object.type === "this"
      ? ancestor(callee, CLASSES)
      : declaration?.kind === "class"
        ? field(declaration.node, "body")
        : undefined;
  return body && methodOf(text, body, textOf(text, name));
}

function methodOf(text: string, body: Node, name: string): Node | undefined {
  return namedChildren(body).find((each) => {
    const own = each.type === "method_definition" ? field(each, "name") : undefined;
    return own !== undefined && textOf(text, own) === name;
  });
}
