/** Solidity: the tree-sitter-solidity grammar as a table. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { field, isField, namedChildren, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, stringValue } from "../values.ts";
import { declared, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";

const CLASSES = setOf("contract_declaration", "library_declaration", "interface_declaration", "struct_declaration");
const FUNCTIONS = setOf("function_definition", "modifier_definition", "constructor_definition");
const OUTER = setOf("source_file", ...CLASSES);
const SCOPES = setOf(...FUNCTIONS, ...CLASSES, "source_file");

const table: GrammarTable = {
  identifiers: setOf("identifier"),
  separator: ".",
  plainFunctions: true,
  importing: setOf("import_directive", "using_directive"),
  classes: CLASSES,
  factories: /^$/,
  scoping: {
    blocks: setOf("function_body", "block_statement"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:[=;,)]|\{|\()/.test(text.slice(end, end + 16)) ||
      /\b(?:contract|library|interface|struct|function)\s+$/.test(text.slice(Math.max(0, start - 24), start)),
    define,
  },
  imports: () => new Imports("."),
  call,
  member(node) {
    if (node.type !== "member_expression") return undefined;
    const object = field(node, "object");
    const name = field(node, "property");
    return object && name && { object, name };
  },
  given(node) {
    if (node.type === "variable_declaration_statement") {
      const declaration = namedChildren(node).find((child) => child.type === "variable_declaration");
      const target = declaration && field(declaration, "name");
      const value = field(node, "value");
      return target && value && { target, value };
    }
    const [target, value] =
      node.type === "assignment_expression"
        ? [field(node, "left"), field(node, "right")]
        : node.type === "state_variable_declaration"
          ? [field(node, "name"), field(node, "value")]
          : [];
    return target && value && { target, value };
  },
  inner(node) {
    if (!/^(?:expression|call_argument|parenthesized_expression)$/.test(node.type)) return undefined;
    const children = namedChildren(node);
    return children.length === 1 ? children[0] : undefined;
  },
  isSelf: (node) => node.type === "identifier" && node.text === "this",
  path(node, text) {
    if (!/^(?:identifier|user_defined_type|type_name)$/.test(node.type)) return undefined;
    const path = textOf(text, node).trim();
    return /^\w+(?:\.\w+){0,7}$/.test(path) ? path : undefined;
  },
  literal,
  parents: (declaration) =>
    namedChildren(declaration).flatMap((child) =>
      child.type === "inheritance_specifier" ? (field(child, "ancestor") ?? []) : [],
    ),
};

export const solidity: Language = {
  id: "solidity",
  extensions: [".sol"],
  grammar: "tree-sitter-solidity/tree-sitter-solidity.wasm",
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  if (node.type !== "call_expression") return undefined;
  const callee = field(node, "function");
  const inner = callee?.type === "expression" ? (callee.firstNamedChild ?? undefined) : callee;
  const args: readonly Argument[] = namedChildren(node)
    .filter((child) => child.type === "call_argument")
    .map((child) => ({ node: child }));
  if (inner?.type === "identifier") return { form: "call", name: inner, arguments: args };
  const member = inner && table.member(inner);
  return member && { form: "call", name: member.name, object: member.object, arguments: args };
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, setOf("source_file")) : undefined;
  switch (parent.type) {
    case "function_definition":
      return isName ? declared(identifier, "function", parent, OUTER) : undefined;
    case "parameter":
      return isName ? declared(identifier, "parameter", parent, FUNCTIONS, { type: field(parent, "type") }) : undefined;
    case "state_variable_declaration":
      return isName
        ? declared(identifier, "variable", parent, OUTER, {
            type: field(parent, "type"),
            value: field(parent, "value"),
          })
        : undefined;
    case "variable_declaration": {
      const statement = parent.parent;
      const value = statement?.type === "variable_declaration_statement" ? field(statement, "value") : undefined;
      return isName
        ? declared(identifier, "variable", parent, SCOPES, { type: field(parent, "type"), value })
        : undefined;
    }
    case "expression": {
      const assignment = parent.parent;
      return assignment?.type === "assignment_expression" && isField(assignment, "left", parent)
        ? reassigned(identifier, assignment, field(assignment, "right"))
        : undefined;
    }
    default:
      return undefined;
  }
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string_literal":
    case "string":
      return stringValue(decodeEscapes(textOf(text, node).slice(1, -1)));
    case "number_literal":
      return integerValue(textOf(text, node));
    case "boolean_literal":
      return { kind: "boolean", value: textOf(text, node) === "true" };
    default:
      return undefined;
  }
}
