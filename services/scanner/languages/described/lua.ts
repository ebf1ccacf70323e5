/** Lua: the tree-sitter-lua grammar as a table. A module is named by what it is required as: `openssl.digest.new`. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, NONE, stringValue } from "../values.ts";
import { declared } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";

const FUNCTIONS = setOf("function_declaration", "function_definition");
const SCOPES = setOf("chunk", "block", ...FUNCTIONS);
const FILE = setOf("chunk");
const MEMBERS = setOf("dot_index_expression", "method_index_expression");
const REQUIRED = /^require\s*(?:\(\s*)?["']([\w./-]{1,128})["']\s*\)?$/;
const MAX_REQUIRES = 500;

const table: GrammarTable = {
  identifiers: setOf("identifier"),
  separator: ".",
  plainFunctions: true,
  importing: setOf("goto_statement", "label_statement"),
  classes: setOf(),
  factories: /^new$/,
  scoping: {
    blocks: setOf("chunk", "block"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*[=,)]/.test(text.slice(end, end + 16)) ||
      /\b(?:local|function|for)\s+$/.test(text.slice(Math.max(0, start - 24), start)),
    define,
  },
  imports(text) {
    const found = new Imports(".");
    let count = 0;
    for (const match of text.matchAll(
      /\b([A-Za-z_]\w{0,63})[ \t]*=[ \t]*(require[ \t]*(?:\([ \t]*)?["'][\w./-]{1,128}["'])/g,
    )) {
      const module = REQUIRED.exec(match[2] ?? "")?.[1];
      if (match[1] !== undefined && module !== undefined) found.add(match[1], module.replaceAll("/", "."));
      if (++count >= MAX_REQUIRES) break;
    }
    return found;
  },
  call,
  member(node) {
    if (!MEMBERS.has(node.type)) return undefined;
    const object = field(node, "table");
    const name = field(node, "field") ?? field(node, "method");
    return object && name && { object, name };
  },
  given(node) {
    if (node.type === "field") {
      const target = field(node, "name");
      const value = field(node, "value");
      return target && value && { target, value };
    }
    if (node.type !== "assignment_statement") return undefined;
    const [targets, values] = namedChildren(node);
    const target = targets && namedChildren(targets);
    const value = values && namedChildren(values);
    return target?.length === 1 && value?.length === 1 && target[0] && value[0]
      ? { target: target[0], value: value[0] }
      : undefined;
  },
  inner: (node) =>
    node.type === "parenthesized_expression" || (node.type === "expression_list" && node.namedChildCount === 1)
      ? (node.firstNamedChild ?? undefined)
      : undefined,
  isSelf: (node) => node.type === "identifier" && node.text === "self",
  path(node, text) {
    if (node.type === "function_call") return REQUIRED.exec(textOf(text, node).slice(0, 200))?.[1];
    if (node.type !== "identifier" && node.type !== "dot_index_expression") return undefined;
    const path = textOf(text, node).replace(/\s/g, "");
    return /^\w+(?:\.\w+){0,7}$/.test(path) ? path : undefined;
  },
  literal,
  binary(node) {
    if (node.type !== "binary_expression") return undefined;
    const left = field(node, "left");
    const right = field(node, "right");
    const operator = node.child(1)?.type;
    if (operator === "or" || operator === "and") return undefined;
    return left && right && operator !== undefined
      ? { left, operator: operator === ".." ? "+" : operator, right }
      : undefined;
  },
  choices(node) {
    if (node.type !== "binary_expression" || node.child(1)?.type !== "or") return undefined;
    const left = field(node, "left");
    const right = field(node, "right");
    return left && right && [left, right];
  },
  list(node) {
    const items = node.type === "table_constructor" ? namedChildren(node) : [];
    return items.length > 0 && items.every((item) => field(item, "name") === undefined)
      ? items.flatMap((item) => field(item, "value") ?? [])
      : undefined;
  },
  entries(node) {
    if (node.type !== "table_constructor") return undefined;
    return namedChildren(node).flatMap((item) => {
      const key = field(item, "name");
      const value = field(item, "value");
      return key && value ? [{ key: key.text.replace(/^["']|["']$/g, ""), value }] : [];
    });
  },
};

export const lua: Language = {
  id: "lua",
  extensions: [".lua", ".luau", ".rockspec"],
  interpreters: ["lua", "luajit", "resty"],
  grammar: "@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm",
  renames: true,
  bareCalls: true,
  comments: { line: ["--"], block: [["--[[", "]]"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  if (node.type !== "function_call") return undefined;
  const callee = field(node, "name");
  const list = field(node, "arguments");
  const args: readonly Argument[] = list ? namedChildren(list).map((child) => ({ node: child })) : [];
  if (callee?.type === "identifier") return { form: "call", name: callee, arguments: args };
  const member = callee && table.member(callee);
  return member && { form: "call", name: member.name, object: member.object, arguments: args };
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null) return undefined;
  switch (parent.type) {
    case "variable_list": {
      const assignment = parent.parent;
      if (assignment?.type !== "assignment_statement") {
        // `local x`, `for k, v in`
        return declared(identifier, assignment?.type === "variable_declaration" ? "variable" : "other", parent, SCOPES);
      }
      const values = namedChildren(assignment).find((child) => child.type === "expression_list");
      const index = namedChildren(parent).findIndex((each) => sameNode(each, identifier));
      const value = values && namedChildren(values)[index];
      const isRequired = value?.type === "function_call" && REQUIRED.test(value.text.slice(0, 200));
      // `local ngx = ngx` is the same module, found faster
      const isItself = value?.type === "identifier" && value.text === identifier.text;
      const isLocal = assignment.parent?.type === "variable_declaration";
      return declared(identifier, isRequired || isItself ? "import" : "variable", assignment, isLocal ? SCOPES : FILE, {
        value,
      });
    }
    case "parameters":
      return declared(identifier, "parameter", identifier, FUNCTIONS);
    case "for_numeric_clause":
      return isField(parent, "name", identifier) ? declared(identifier, "other", parent, SCOPES) : undefined;
    case "function_declaration":
      return isField(parent, "name", identifier) ? declared(identifier, "function", parent, FILE) : undefined;
    default:
      return undefined;
  }
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string": {
      const spelled = textOf(text, node);
      const long = /^\[(=*)\[/.exec(spelled);
      if (long) return stringValue(spelled.slice(long[0].length, -long[0].length));
      return stringValue(decodeEscapes(spelled.slice(1, -1)));
    }
    case "number":
      return integerValue(textOf(text, node));
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "nil":
      return NONE;
    default:
      return undefined;
  }
}
