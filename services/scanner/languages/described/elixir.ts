/**
 * Elixir: the tree-sitter-elixir grammar as a table. Modules of Erlang keep their colon: `:crypto.hash`. What a pipe hands
 * on is the first argument; module attributes (`@alg`) are variables of their module.
 */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, NONE, stringValue, UNKNOWN } from "../values.ts";
import { wordOffsets } from "../words.ts";
import { declared } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";

const FILE = setOf("source");
const SCOPES = setOf("source", "do_block", "anonymous_function", "stab_clause");
const BLOCKS = setOf("do_block");
/** Words of the language that look like calls. */
const KEYWORDS =
  /^(?:def|defp|defmacro|defmacrop|defmodule|defstruct|alias|import|require|use|if|unless|case|cond|with|for|quote|fn)$/;
const MAX_IMPORTS = 1_000;
const MAX_CLAUSE = 1_000;

const table: GrammarTable = {
  identifiers: setOf("identifier"),
  separator: ".",
  importing: setOf(),
  plainFunctions: true,
  classes: setOf(),
  factories: /^new$/,
  scoping: {
    blocks: setOf("source", "do_block"),
    functions: setOf(),
    mayDefine: (text, start, end) =>
      /^\s*(?:=(?![=~>])|[,)(]|\\\\|\s[:"'@~[%{\d])/.test(text.slice(end, end + 16)) || text[start - 1] === "@",
    define,
  },
  imports: readImports,
  call,
  member(node) {
    if (node.type !== "dot") return undefined;
    const object = field(node, "left");
    const name = field(node, "right");
    return object && name?.type === "identifier" ? { object, name } : undefined;
  },
  given(node) {
    if (node.type !== "binary_operator" || field(node, "operator")?.type !== "=") return undefined;
    const target = field(node, "left");
    const value = field(node, "right");
    return target && value && { target, value };
  },
  inner(node) {
    if (node.type === "block" && node.namedChildCount === 1) return node.firstNamedChild ?? undefined;
    if (node.type !== "unary_operator" || field(node, "operator")?.type !== "@") return undefined;
    const operand = field(node, "operand");
    return operand?.type === "identifier" ? operand : undefined;
  },
  isSelf: (node) => node.type === "identifier" && node.text === "__MODULE__",
  path(node, text) {
    if (node.type !== "alias" && node.type !== "atom") return undefined;
    const path = textOf(text, node).replace(/\s/g, "");
    return /^:?\w+(?:\.\w+){0,15}$/.test(path) ? path : undefined;
  },
  literal,
  binary(node) {
    if (node.type !== "binary_operator") return undefined;
    const left = field(node, "left");
    const right = field(node, "right");
    const operator = field(node, "operator")?.type;
    return left && right && operator === "<>" ? { left, operator: "+", right } : undefined;
  },
  list(node) {
    if (node.type !== "list" && node.type !== "tuple") return undefined;
    const items = namedChildren(node);
    return items.some((item) => item.type === "keywords") ? undefined : items;
  },
  entries(node) {
    const holder =
      node.type === "map"
        ? namedChildren(node).find((child) => child.type === "map_content")
        : node.type === "list"
          ? node
          : undefined;
    return (
      holder && namedChildren(holder).flatMap((child) => (child.type === "keywords" ? pairs(child) : arrow(child)))
    );
  },
};

export const elixir: Language = {
  id: "elixir",
  extensions: [".ex", ".exs"],
  interpreters: ["elixir"],
  grammar: "tree-sitter-elixir/tree-sitter-elixir.wasm",
  renames: true,
  bareCalls: true,
  comments: { line: ["#"], block: [] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function pairs(keywords: Node): readonly { readonly key: string; readonly value: Node }[] {
  return namedChildren(keywords).flatMap((pair) => {
    const key = field(pair, "key");
    const value = field(pair, "value");
    return key && value ? [{ key: key.text.trim().replace(/:$/, "").replace(/^"|"$/g, ""), value }] : [];
  });
}

/** `"alg" => "RS256"` in a map. */
function arrow(node: Node): readonly { readonly key: string; readonly value: Node }[] {
  if (node.type !== "binary_operator" || field(node, "operator")?.type !== "=>") return [];
  const key = field(node, "left");
  const value = field(node, "right");
  return key && value ? [{ key: key.text.replace(/^"|"$/g, "").replace(/^:/, ""), value }] : [];
}

function call(node: Node): CallParts | undefined {
  if (node.type !== "call") return undefined;
  const target = field(node, "target");
  if (target?.type === "identifier") {
    if (KEYWORDS.test(target.text) || isAttribute(node)) return undefined;
    return { form: "call", name: target, arguments: argumentsOf(node) };
  }
  const member = target && table.member(target);
  return member && { form: "call", name: member.name, object: member.object, arguments: argumentsOf(node) };
}

/** `@alg :sha` sets a module attribute. */
function isAttribute(node: Node): boolean {
  const around = node.parent;
  return around?.type === "unary_operator" && field(around, "operator")?.type === "@";
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = namedChildren(node).find((child) => child.type === "arguments");
  const given = (list ? namedChildren(list) : []).flatMap((child): readonly Argument[] =>
    child.type === "keywords" ? pairs(child).map(({ key, value }) => ({ name: key, node: value })) : [{ node: child }],
  );
  const around = node.parent;
  const isPiped =
    around?.type === "binary_operator" && field(around, "operator")?.type === "|>" && isField(around, "right", node);
  const handed = isPiped ? field(around, "left") : undefined;
  return handed ? [{ node: handed }, ...given] : given;
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null) return undefined;
  if (parent.type === "call" && isField(parent, "target", identifier)) {
    if (isAttribute(parent)) {
      const list = namedChildren(parent).find((child) => child.type === "arguments");
      const values = list ? namedChildren(list) : [];
      return declared(identifier, "variable", parent, setOf("source", "do_block"), { value: values[0] });
    }
    return headOf(parent) ? declared(identifier, "function", parent, FILE) : undefined;
  }
  if (parent.type === "binary_operator") {
    const operator = field(parent, "operator")?.type;
    if (!isField(parent, "left", identifier)) return undefined;
    if (operator === "=") return declared(identifier, "variable", parent, SCOPES, { value: field(parent, "right") });
    // a parameter with a default
    const definition = operator === "\\\\" && parent.parent ? headOf(parent.parent.parent) : undefined;
    return definition && { name: identifier, scope: definition, kind: "parameter", by: parent, ...defaultOf(parent) };
  }
  if (parent.type === "arguments") {
    const definition = headOf(parent.parent);
    return definition && { name: identifier, scope: definition, kind: "parameter", by: identifier };
  }
  return parent.type === "tuple" && ancestor(parent, BLOCKS) && isMatched(parent)
    ? declared(identifier, "other", parent, SCOPES)
    : undefined;
}

function defaultOf(defaulted: Node): { readonly value?: Node } {
  const value = field(defaulted, "right");
  return value ? { value } : {};
}

/** `{public, private} = …` */
function isMatched(pattern: Node): boolean {
  const around = pattern.parent;
  return (
    around?.type === "binary_operator" &&
    field(around, "operator")?.type === "=" &&
    sameNode(field(around, "left"), pattern)
  );
}

/** The `def` whose head this call is. */
function headOf(head: Node | null | undefined): Node | undefined {
  const definition = head?.parent?.type === "arguments" ? head.parent.parent : undefined;
  if (definition?.type !== "call") return undefined;
  const target = field(definition, "target");
  return target && /^def(?:p|macro|macrop)?$/.test(target.text) ? definition : undefined;
}

function readImports(text: string, tree: Tree): Imports {
  const found = new Imports(".");
  for (const offset of wordOffsets(text, tree, "alias", 0, text.length, MAX_IMPORTS)) {
    const clause = /^alias\s+([\w.]+?)(?:\.\{([^}]*)\}|,\s*as:\s*(\w+))?\s*(?:[\r\n;#]|$)/.exec(
      text.slice(offset, offset + MAX_CLAUSE),
    );
    const path = clause?.[1];
    if (path === undefined) continue;
    if (clause?.[2] === undefined) found.add(clause?.[3] ?? path.slice(path.lastIndexOf(".") + 1), path);
    else
      for (const name of clause[2].split(",").slice(0, 64)) {
        const each = name.trim();
        if (/^[\w.]+$/.test(each)) found.add(each.slice(each.lastIndexOf(".") + 1), `${path}.${each}`);
      }
  }
  for (const offset of wordOffsets(text, tree, "import", 0, text.length, MAX_IMPORTS)) {
    const clause = /^import\s+(:?[\w.]+)(?:,\s*only:\s*\[([^\]]*)\])?/.exec(text.slice(offset, offset + MAX_CLAUSE));
    if (clause?.[1] === undefined || clause[2] === undefined) continue;
    for (const match of clause[2].slice(0, MAX_CLAUSE).matchAll(/(?<!\w)(\w+):\s*\d/g)) {
      if (match[1] !== undefined) found.addMember(match[1], `${clause[1]}.${match[1]}`);
    }
  }
  return found;
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string":
    case "quoted_atom":
    case "charlist": {
      if (namedChildren(node).some((child) => child.type === "interpolation")) return UNKNOWN;
      const spelled = textOf(text, node).replace(/^:/, "");
      return stringValue(decodeEscapes(spelled.startsWith('"""') ? spelled.slice(3, -3) : spelled.slice(1, -1)));
    }
    case "atom":
      return stringValue(textOf(text, node).slice(1));
    case "integer":
      return integerValue(textOf(text, node));
    case "boolean":
      return { kind: "boolean", value: textOf(text, node) === "true" };
    case "nil":
      return NONE;
    default:
      return undefined;
  }
}
