/** Groovy, also of Gradle and Jenkins: the tree-sitter-groovy grammar as a table. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, textOf } from "../syntax.ts";
import { decodeEscapes, NONE, stringValue, UNKNOWN } from "../values.ts";
import { declared, memberAssigned, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { readJvmImports } from "./jvm-imports.ts";
import { assignedValue, bothOf, classPath, integerOf, operandsOf, templateOf } from "./parts.ts";

const CLASSES = setOf("class_declaration", "interface_declaration", "enum_declaration", "trait_declaration");
const FUNCTIONS = setOf("method_declaration", "constructor_declaration", "closure");
const SCOPES = setOf("block", "for_statement", "enhanced_for_statement", "catch_clause", "program", ...FUNCTIONS);
const OUTER = setOf("program", ...CLASSES);
const PATHS = setOf(
  "identifier",
  "type_identifier",
  "field_access",
  "scoped_identifier",
  "scoped_type_identifier",
  "generic_type",
);

const table: GrammarTable = {
  identifiers: setOf("identifier", "type_identifier"),
  bareMembers: true,
  separator: ".",
  importing: setOf("import_declaration", "package_declaration"),
  classes: CLASSES,
  factories: /^(?:getInstance(?:Strong)?|getDefault|newInstance|of|create|instance)$/,
  conversions: /^(?:getBytes|toString|trim|toUpperCase|toLowerCase|toCharArray|stripIndent)$/,
  scoping: {
    blocks: setOf("block", "class_body", "program", "closure", "if_statement", "switch_block_statement_group"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:=(?!=)|[:;,){(]|->|in\b|[-+*/]=|\n|$)/.test(text.slice(end, end + 16)) ||
      /\b(?:def|class|interface|enum|trait)\s+$/.test(text.slice(Math.max(0, start - 16), start)),
    define,
  },
  imports: readJvmImports,
  call,
  member(node) {
    const [object, name] =
      node.type === "field_access"
        ? [field(node, "object"), field(node, "field")]
        : node.type === "scoped_type_identifier"
          ? [node.firstNamedChild ?? undefined, node.lastNamedChild ?? undefined]
          : [];
    return object && name && { object, name };
  },
  given(node) {
    const isDeclarator = node.type === "variable_declarator";
    if (!isDeclarator && node.type !== "assignment_expression") return undefined;
    const target = field(node, isDeclarator ? "name" : "left");
    const value = field(node, isDeclarator ? "value" : "right");
    return target && value && { target, value };
  },
  inner(node) {
    if (node.type === "cast_expression") return field(node, "value");
    return node.type === "parenthesized_expression" ? (node.firstNamedChild ?? undefined) : undefined;
  },
  isSelf: (node) => node.type === "this",
  path: (node, text) => (PATHS.has(node.type) ? classPath(node, text) : undefined),
  template(node, text) {
    const spelled = node.type === "string_literal" ? textOf(text, node) : "";
    if (!spelled.startsWith('"')) return undefined;
    return templateOf(spelled.startsWith('"""') ? spelled.slice(3, -3) : spelled.slice(1, -1));
  },
  literal,
  binary: (node) => operandsOf(node, "binary_expression"),
  choices(node) {
    if (node.type !== "ternary_expression") return undefined;
    // `k ?: "MD5"` gives the condition itself
    if (field(node, "consequence")?.text === "") return bothOf(node, "condition", "alternative");
    return bothOf(node, "consequence", "alternative");
  },
  list: (node) => (/^array_(?:literal|initializer)$/.test(node.type) ? namedChildren(node) : undefined),
  element(node) {
    const of = node.type === "array_access" ? field(node, "array") : undefined;
    const key = field(node, "index");
    return of && key && { of, key };
  },
  lambdas: setOf("closure"),
  implicit: "it",
  result(declaration) {
    const body = field(declaration, "body");
    const last = body?.lastNamedChild ?? undefined;
    return last?.type === "expression_statement" ? (last.firstNamedChild ?? undefined) : undefined;
  },
  entries(node) {
    if (node.type !== "map_literal") return undefined;
    return namedChildren(node).flatMap((item) => {
      const key = field(item, "key");
      const value = field(item, "value");
      return key && value ? [{ key: key.text.replace(/^["']|["']$/g, ""), value }] : [];
    });
  },
  typeOf: (node) => (node.type === "cast_expression" ? field(node, "type") : undefined),
  parents(declaration) {
    const clause = field(declaration, "superclass");
    return clause ? namedChildren(clause) : [];
  },
  resultType(declaration) {
    const type = field(declaration, "type");
    return type?.text === "def" ? undefined : type;
  },
};

export const groovy: Language = {
  id: "groovy",
  extensions: [".groovy", ".gradle", ".gvy", ".gsh", ".jenkinsfile"],
  fileNames: ["Jenkinsfile"],
  interpreters: ["groovy"],
  grammar: "tree-sitter-groovy/tree-sitter-groovy.wasm",
  bareCalls: true,
  renames: true,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  if (node.type === "object_creation_expression") {
    const type = field(node, "type");
    return type && { form: "new", name: lastName(type), type, arguments: argumentsOf(node) };
  }
  if (node.type !== "method_invocation") return undefined;
  const name = field(node, "name");
  const object = field(node, "object");
  return name?.type === "identifier"
    ? { form: "call", name, ...(object && { object }), arguments: argumentsOf(node) }
    : undefined;
}

function lastName(type: Node): Node {
  if (type.type === "generic_type") return lastName(type.firstNamedChild ?? type);
  return type.type === "scoped_type_identifier" ? (type.lastNamedChild ?? type) : type;
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = field(node, "arguments");
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    const name = argument.type === "map_item" ? field(argument, "key") : undefined;
    const value = field(argument, "value");
    return name && value ? [{ name: name.text, node: value }] : [{ node: argument }];
  });
}

function define(identifier: Node): Definition | undefined {
  const parent = table.identifiers.has(identifier.type) ? identifier.parent : null;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, OUTER) : undefined;
  switch (parent.type) {
    case "variable_declarator":
      return isName ? declarator(identifier, parent) : undefined;
    case "formal_parameter":
      return isName
        ? declared(identifier, "parameter", parent, FUNCTIONS, { type: typed(parent), value: defaultOf(parent) })
        : undefined;
    case "method_declaration":
      return isName ? declared(identifier, "function", parent, OUTER) : undefined;
    case "lambda_expression":
      return isField(parent, "parameters", identifier)
        ? { name: identifier, scope: ancestor(parent, setOf("closure")) ?? parent, kind: "other", by: identifier }
        : undefined;
    case "enhanced_for_statement": {
      const of = field(parent, "value");
      const part = of && { part: { of, path: ["entry" as const] } };
      return isName ? { name: identifier, scope: parent, kind: "other", by: identifier, ...part } : undefined;
    }
    case "catch_formal_parameter":
      return isName ? declared(identifier, "other", parent, SCOPES) : undefined;
    case "assignment_expression":
      return isField(parent, "left", identifier) ? reassigned(identifier, parent, assignedValue(parent)) : undefined;
    case "field_access": {
      const assignment = parent.parent;
      if (field(parent, "object")?.type !== "this" || assignment?.type !== "assignment_expression") return undefined;
      return isField(assignment, "left", parent)
        ? memberAssigned(identifier, assignment, CLASSES, assignedValue(assignment))
        : undefined;
    }
    default:
      return undefined;
  }
}

function declarator(identifier: Node, node: Node): Definition | undefined {
  const declaration = node.parent;
  if (!declaration) return undefined;
  const isMember = declaration.type === "field_declaration";
  const parts = { type: typed(declaration), value: field(node, "value") };
  return declared(identifier, isMember ? "member" : "variable", declaration, isMember ? CLASSES : SCOPES, parts);
}

/** `def` and `var` are no types. */
function typed(declaration: Node): Node | undefined {
  const type = field(declaration, "type");
  return type && /^(?:def|var)$/.test(type.text) ? undefined : type;
}

/** `def f(String m = 'MD5')` */
function defaultOf(parameter: Node): Node | undefined {
  const last = parameter.lastNamedChild ?? undefined;
  return last && !isField(parameter, "name", last) && !isField(parameter, "type", last) ? last : undefined;
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string_literal":
    case "character_literal": {
      const spelled = textOf(text, node);
      const body = /^("""|''')/.test(spelled) ? spelled.slice(3, -3) : spelled.slice(1, -1);
      return spelled.startsWith('"') && /(?<!\\)\$[A-Za-z_{]/.test(body) ? UNKNOWN : stringValue(decodeEscapes(body));
    }
    case "decimal_integer_literal":
    case "hex_integer_literal":
      return integerOf(node, text);
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "null_literal":
      return NONE;
    default:
      return undefined;
  }
}
