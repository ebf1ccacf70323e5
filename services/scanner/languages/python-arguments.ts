/** What a call of Python is given, also out of literals of the file: `f(*pair)`, `f(**{"key_size": 1024})`, `f(**options)`. */
import type { Node } from "web-tree-sitter";
import type { Argument } from "./language.ts";
import type { PythonNames } from "./python-names.ts";
import { field, namedChildren, textOf } from "./syntax.ts";

export function argumentsOf(names: PythonNames, list: Node): readonly Argument[] {
  if (list.type !== "argument_list") return [{ node: list }];
  return namedChildren(list).flatMap((child) => {
    switch (child.type) {
      case "dictionary_splat":
        return entriesOf(names, child.firstNamedChild ?? child);
      case "list_splat": {
        const items = child.firstNamedChild;
        return items?.type === "list" || items?.type === "tuple"
          ? namedChildren(items).map((node) => ({ node }))
          : [{ node: child }];
      }
      default:
        return [keyword(names.text, child) ?? { node: child }];
    }
  });
}

function keyword(text: string, node: Node): Argument | undefined {
  const name = node.type === "keyword_argument" ? field(node, "name") : undefined;
  const value = name && field(node, "value");
  return name && value && { name: textOf(text, name), node: value };
}

/** Entries of a literal, of `dict(…)`, or of the variable that holds one. */
function entriesOf(names: PythonNames, table: Node): readonly Argument[] {
  const made = table.type === "identifier" ? heldBy(names, table) : table;
  if (made?.type === "call" && field(made, "function")?.text === "dict") {
    return namedChildren(field(made, "arguments") ?? made).flatMap((each) => keyword(names.text, each) ?? []);
  }
  if (made?.type !== "dictionary") return [];
  return namedChildren(made).flatMap((pair) => {
    const key = pair.type === "pair" ? field(pair, "key") : undefined;
    const value = field(pair, "value");
    const name = key && /^(['"])(\w{1,100})\1$/.exec(textOf(names.text, key))?.[2];
    return name && value ? [{ name, node: value }] : [];
  });
}

function heldBy(names: PythonNames, variable: Node): Node | undefined {
  const binding = names.bindings.lookup(textOf(names.text, variable), variable);
  return binding && names.bindings.inForce(binding, variable)?.value;
}
