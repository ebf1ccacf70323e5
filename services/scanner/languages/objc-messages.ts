/** What Objective-C adds to C's expressions: messages `[object selector:argument]` and literals `@{key: value}`. */
import type { Node } from "web-tree-sitter";
import type { Argument, Value } from "./language.ts";
import { field, namedChildren, sameNode, textOf } from "./syntax.ts";

/** The first part of the selector: `setMin` of `[config setMin:x max:y]`. */
export function messageName(text: string, send: Node): string | undefined {
  const method = field(send, "method");
  return method && textOf(text, method);
}

/** Arguments in order, without the parts of the selector before them. */
export function messageArguments(send: Node): readonly Argument[] {
  const receiver = field(send, "receiver");
  const parts = send.childrenForFieldName("method");
  return namedChildren(send)
    .filter((child) => !sameNode(child, receiver) && !parts.some((part) => part?.id === child.id))
    .map((node) => ({ node }));
}

/** A dictionary literal: its entries by the text or constant that is their key. */
export function dictionary(node: Node, text: string, evaluate: (node: Node) => Value): Value {
  return {
    kind: "object",
    field: (name) => {
      for (const pair of namedChildren(node)) {
        const [key, value] = pair.type === "dictionary_pair" ? namedChildren(pair) : [];
        if (key && value && keyOf(key, text) === name) return evaluate(value);
      }
      return undefined;
    },
  };
}

/** `(id)kSecAttrKeyType`, `(__bridge id)(kSecAttrKeyType)` and `@"type"` by name and text. */
function keyOf(key: Node, text: string): string {
  return /(?<!\w)(\w+)"?[\s)]*$/.exec(textOf(text, key).slice(-100))?.[1] ?? "";
}
