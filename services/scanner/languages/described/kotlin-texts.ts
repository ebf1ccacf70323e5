/** Texts that Kotlin builds in a function literal: `buildString { append("AES"); append("/ECB").append("/NoPadding") }`. */
import type { Node } from "web-tree-sitter";
import { namedChildren } from "../syntax.ts";

const MAX_APPENDED = 32;

/** What is appended, in order; nothing where anything else happens between. */
export function builtIn(node: Node): readonly Node[] | undefined {
  const [callee, given] = node.type === "call_expression" ? namedChildren(node) : [];
  if (callee?.type !== "identifier" || callee.text !== "buildString" || given?.type !== "annotated_lambda")
    return undefined;
  const statements = namedChildren(given).find((child) => child.type === "lambda_literal");
  const appended = statements ? namedChildren(statements).map(appendedBy) : [];
  const all = appended.flatMap((each) => each ?? []);
  return appended.length > 0 && appended.every((each) => each) && all.length <= MAX_APPENDED ? all : undefined;
}

/** The arguments of `append(a).append(b)`. */
function appendedBy(statement: Node): readonly Node[] | undefined {
  const values: Node[] = [];
  let call: Node | undefined = statement;
  for (let length = 0; call?.type === "call_expression" && length < MAX_APPENDED; length++) {
    const [callee, list]: (Node | undefined)[] = namedChildren(call);
    const [argument, ...others] = list?.type === "value_arguments" ? namedChildren(list) : [];
    const value = argument?.lastNamedChild;
    const [object, name]: (Node | undefined)[] = callee?.type === "navigation_expression" ? namedChildren(callee) : [];
    if (!value || others.length > 0 || (name ?? callee)?.text !== "append") return undefined;
    values.unshift(value);
    if (!name) return callee?.type === "identifier" ? values : undefined;
    call = object;
  }
  return undefined;
}
