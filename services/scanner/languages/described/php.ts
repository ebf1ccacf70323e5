/** PHP: the tree-sitter-php grammar as a table. Names are written as PHP writes them: `phpseclib3\Crypt\RSA::createKey`. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { valueOfChange } from "../changed.ts";
import type { Step } from "../collections.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, NONE, stringValue, UNKNOWN } from "../values.ts";
import { declared, memberAssigned, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { bothOf, integerOf } from "./parts.ts";
import { calledByText } from "./php-callables.ts";
import { readPhpImports } from "./php-imports.ts";

const CLASSES = setOf(
  "class_declaration",
  "interface_declaration",
  "trait_declaration",
  "enum_declaration",
  "anonymous_class",
);
const FUNCTIONS = setOf("function_definition", "method_declaration", "anonymous_function", "arrow_function");
const SCOPES = setOf("program", ...FUNCTIONS);
/** Pieces of one text with names in it. */
const MAX_PARTS = 32;
const MEMBERS = setOf(
  "member_access_expression",
  "nullsafe_member_access_expression",
  "scoped_property_access_expression",
);

const table: GrammarTable = {
  identifiers: setOf("name", "variable_name"),
  separator: "::",
  memberSpellings: (name) => (name.startsWith("$") ? [name] : [name, `$${name}`]),
  plainFunctions: true,
  importing: setOf("namespace_use_declaration"),
  classes: CLASSES,
  factories:
    /^(?:create|createKey|make|new|getInstance|instance|load|loadPublicKey|loadPrivateKey|loadFormat|with\w+)$/,
  scoping: {
    blocks: setOf(
      "program",
      "compound_statement",
      "declaration_list",
      "case_statement",
      "default_statement",
      "colon_block",
      // without braces, a branch is a statement of its own
      "if_statement",
      "while_statement",
      "for_statement",
      "foreach_statement",
    ),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:=(?!=)|[,);({\]]|[-+*/.%&|^]=|\?\?=|\+\+|--)/.test(text.slice(end, end + 16)) ||
      /\b(?:class|interface|trait|enum|case|function|as)\s+&?$/.test(text.slice(Math.max(0, start - 24), start)),
    define,
  },
  imports: readPhpImports,
  call,
  member(node) {
    if (MEMBERS.has(node.type)) {
      const object = field(node, "object") ?? field(node, "scope");
      const name = field(node, "name");
      return object && name ? { object, name } : undefined;
    }
    if (node.type !== "class_constant_access_expression") return undefined;
    const [object, name] = namedChildren(node);
    return object && name && { object, name };
  },
  given(node) {
    const [target, value] =
      node.type === "assignment_expression"
        ? [field(node, "left"), field(node, "right")]
        : node.type === "property_element"
          ? [field(node, "name"), field(node, "default_value")]
          : node.type === "const_element"
            ? namedChildren(node)
            : [];
    return target && value && { target, value };
  },
  inner(node) {
    switch (node.type) {
      case "parenthesized_expression":
      case "argument":
      case "clone_expression":
        return node.lastNamedChild ?? undefined;
      case "cast_expression":
        return field(node, "value");
      case "qualified_name": // `\PASSWORD_BCRYPT`
        return node.namedChildCount === 1 ? (node.firstNamedChild ?? undefined) : undefined;
      case "unary_op_expression":
        return node.child(0)?.type === "@" ? (node.lastNamedChild ?? undefined) : undefined;
      case "error_suppression_expression":
        return node.lastNamedChild ?? undefined;
      default:
        return undefined;
    }
  },
  isSelf(node) {
    if (node.type === "variable_name") return node.text === "$this";
    return node.type === "relative_scope" && node.text !== "parent";
  },
  isParent: (node) => node.type === "relative_scope" && node.text === "parent",
  path(node, text) {
    if (!/^(?:name|qualified_name|namespace_name|named_type|optional_type)$/.test(node.type)) return undefined;
    const path = textOf(text, node)
      .replace(/^[?\s]*\\?/, "")
      .replace(/\s/g, "");
    return /^\w+(?:\\\w+){0,15}$/.test(path) ? path : undefined;
  },
  template(node, text) {
    if (node.type !== "encapsed_string") return undefined;
    const parts = namedChildren(node);
    if (parts.length > MAX_PARTS || parts.every((part) => /^(?:string_content|escape_sequence)$/.test(part.type))) {
      return undefined;
    }
    return parts.map((part) =>
      /^(?:string_content|escape_sequence)$/.test(part.type)
        ? { text: decodeEscapes(textOf(text, part)) }
        : { value: part },
    );
  },
  literal,
  binary(node) {
    if (node.type !== "binary_expression") return undefined;
    const left = field(node, "left");
    const right = field(node, "right");
    const operator = field(node, "operator")?.type;
    return left && right && operator !== undefined && operator !== "??"
      ? { left, operator: operator === "." ? "+" : operator, right }
      : undefined;
  },
  choices(node) {
    if (node.type === "conditional_expression") {
      // `$k ?: "md5"` gives the condition itself
      return bothOf(node, field(node, "body") ? "body" : "condition", "alternative");
    }
    if (node.type === "binary_expression" && field(node, "operator")?.type === "??")
      return bothOf(node, "left", "right");
    if (node.type !== "match_expression") return undefined;
    const body = field(node, "body");
    return body && namedChildren(body).flatMap((arm) => field(arm, "return_expression") ?? []);
  },
  list(node) {
    const items = node.type === "array_creation_expression" ? namedChildren(node) : [];
    return items.length > 0 && items.every((item) => namedChildren(item).length === 1)
      ? items.flatMap((item) => item.firstNamedChild ?? [])
      : undefined;
  },
  element(node) {
    const [of, key] = node.type === "subscript_expression" ? namedChildren(node) : [];
    return of && key && { of, key };
  },
  constants(text) {
    const defined = /\bdefine\s{0,4}\(\s{0,4}(["'])([A-Z_]\w{0,63})\1\s{0,4},\s{0,4}(["'])([^"'\\$\n]{1,80})\3/gi;
    return new Map([...text.matchAll(defined)].map(([, , name = "", , value = ""]) => [name, stringValue(value)]));
  },
  entries(node) {
    if (node.type !== "array_creation_expression") return undefined;
    return namedChildren(node).flatMap((item) => {
      const [key, value] = namedChildren(item);
      return key && value ? [{ key: key.text.replace(/^["']|["']$/g, ""), value }] : [];
    });
  },
  enumerators(declaration) {
    const body = declaration.type === "enum_declaration" ? field(declaration, "body") : undefined;
    return (body ? namedChildren(body) : []).flatMap(
      (each) => (each.type === "enum_case" && field(each, "value")) || [],
    );
  },
  textFunctions: /^(?:strtolower|strtoupper|trim|strval)$/,
  calledByText,
  lambdas: setOf("arrow_function", "anonymous_function"),
  result: (declaration) => (declaration.type === "arrow_function" ? field(declaration, "body") : undefined),
  parents(declaration) {
    const clauses = namedChildren(declaration).filter((child) => /^(?:base|class_interface)_clause$/.test(child.type));
    return clauses.flatMap((clause) => namedChildren(clause));
  },
  resultType: (declaration) => field(declaration, "return_type"),
};

export const php: Language = {
  id: "php",
  extensions: [".php", ".phtml", ".php5", ".php7", ".inc"],
  interpreters: ["php"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-php.wasm",
  renames: true,
  callables: /(?:[(,=?:]\s{0,8})["']\\?$/,
  member: /(?:->|::|\bfunction\s{1,4}&?)\s{0,4}$/,
  comments: { line: ["//", "#"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  switch (node.type) {
    case "object_creation_expression": {
      const type = namedChildren(node).find((child) => child.type === "name" || child.type === "qualified_name");
      return type && { form: "new", name: lastName(type), type, arguments: argumentsOf(node) };
    }
    case "function_call_expression": {
      const callee = field(node, "function");
      if (callee?.type === "name") return { form: "call", name: callee, arguments: argumentsOf(node) };
      if (callee?.type !== "qualified_name") return undefined;
      const object = namedChildren(callee).find((child) => child.type === "namespace_name");
      return { form: "call", name: lastName(callee), ...(object && { object }), arguments: argumentsOf(node) };
    }
    case "member_call_expression":
    case "nullsafe_member_call_expression":
    case "scoped_call_expression": {
      const name = field(node, "name");
      let object = field(node, "object") ?? field(node, "scope");
      if (object?.type === "relative_scope" && object.text === "parent") object = undefined;
      return name?.type === "name"
        ? { form: "call", name, ...(object && { object }), arguments: argumentsOf(node) }
        : undefined;
    }
    default:
      return undefined;
  }
}

function lastName(name: Node): Node {
  return name.type === "qualified_name" ? (name.lastNamedChild ?? name) : name;
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = field(node, "arguments") ?? namedChildren(node).find((child) => child.type === "arguments");
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    const value = argument.lastNamedChild;
    const name = field(argument, "name");
    if (!value) return [];
    const spread = value.type === "variadic_unpacking" ? value.firstNamedChild : undefined;
    const items = spread && table.list?.(spread);
    if (items) return items.map((item) => ({ node: item }));
    return name ? [{ name: name.text, node: value }] : [{ node: value }];
  });
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null || !table.identifiers.has(identifier.type)) return undefined;
  const isName = isField(parent, "name", identifier);
  if (identifier.type === "name") return defineName(identifier, parent, isName);
  switch (parent.type) {
    case "assignment_expression":
      return isField(parent, "left", identifier) ? variable(identifier, parent, field(parent, "right")) : undefined;
    case "augmented_assignment_expression":
      return isField(parent, "left", identifier) ? reassigned(identifier, parent, valueOfChange(parent)) : undefined;
    case "property_element":
      return isName
        ? declared(identifier, "member", parent, CLASSES, {
            type: parent.parent ? field(parent.parent, "type") : undefined,
            value: field(parent, "default_value"),
          })
        : undefined;
    case "property_promotion_parameter":
      return isName
        ? declared(identifier, "parameter", parent, CLASSES, {
            type: field(parent, "type"),
            value: field(parent, "default_value"),
          })
        : undefined;
    case "simple_parameter":
    case "variadic_parameter":
      return isName
        ? declared(identifier, "parameter", parent, FUNCTIONS, {
            type: field(parent, "type"),
            value: field(parent, "default_value"),
          })
        : undefined;
    case "postfix_expression":
    case "update_expression":
      return reassigned(identifier, parent, undefined);
    case "foreach_statement":
    case "pair":
    case "list_literal": {
      const part = takenApart(identifier);
      const other = declared(identifier, "other", identifier, SCOPES);
      return part === "none" || !other ? undefined : { ...other, ...(part && { part }) };
    }
    case "catch_clause":
    case "static_variable_declaration":
    case "anonymous_function_use_clause":
      return declared(identifier, "other", parent, SCOPES);
    default:
      return undefined;
  }
}

/** What a loop or a list of variables takes one out of: `foreach ($table as $key => $name)`, `[$a, $b] = $pair`. */
function takenApart(identifier: Node): Definition["part"] | "none" {
  const path: Step[] = [];
  let node = identifier;
  let parent = node.parent;
  for (let level = 0; parent?.type === "list_literal" && level < 4; level++) {
    path.unshift(namedChildren(parent).findIndex((each) => sameNode(each, node)));
    node = parent;
    parent = node.parent;
  }
  if (parent?.type === "assignment_expression") {
    const of = isField(parent, "left", node) ? field(parent, "right") : undefined;
    // with keys among them, places tell nothing
    const isPlain = namedChildren(node).every((each) => each.type === "variable_name" || each.type === "list_literal");
    return of && isPlain ? { of, path } : undefined;
  }
  const pair = parent?.type === "pair" ? parent : undefined;
  const loop = pair ? pair.parent : parent;
  const [of, target] = loop?.type === "foreach_statement" ? namedChildren(loop) : [];
  if (!of || !sameNode(target, pair ?? node)) return "none";
  const step = pair && sameNode(namedChildren(pair)[0], node) ? "key" : "value";
  return { of, path: [step, ...path] };
}

/** PHP declares by assignment: the first in a function makes the variable. */
function variable(identifier: Node, by: Node, value: Node | undefined): Definition | undefined {
  return declared(identifier, "variable", by, SCOPES, { value });
}

function defineName(identifier: Node, parent: Node, isName: boolean): Definition | undefined {
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, setOf("program")) : undefined;
  switch (parent.type) {
    case "const_element": {
      if (!sameNode(parent.firstNamedChild ?? undefined, identifier)) return undefined;
      const value = parent.lastNamedChild ?? undefined;
      const isMember = ancestor(parent, CLASSES) !== undefined;
      return declared(identifier, isMember ? "member" : "variable", parent, isMember ? CLASSES : setOf("program"), {
        value,
      });
    }
    case "function_definition":
      return isName ? declared(identifier, "function", parent, setOf("program")) : undefined;
    case "enum_case":
      return isName ? declared(identifier, "member", parent, CLASSES, { value: field(parent, "value") }) : undefined;
    case "member_access_expression": {
      const assignment = parent.parent;
      const isOwn = isName && field(parent, "object")?.text === "$this";
      if (!isOwn || assignment?.type !== "assignment_expression" || !isField(assignment, "left", parent))
        return undefined;
      return memberAssigned(identifier, assignment, CLASSES, field(assignment, "right"));
    }
    default:
      return undefined;
  }
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string":
      return stringValue(
        textOf(text, node)
          .slice(1, -1)
          .replace(/\\([\\'])/g, "$1"),
      );
    case "encapsed_string":
      return namedChildren(node).every((child) => child.type === "string_content" || child.type === "escape_sequence")
        ? stringValue(decodeEscapes(textOf(text, node).slice(1, -1)))
        : UNKNOWN;
    case "integer":
      return integerOf(node, text);
    case "boolean":
      return { kind: "boolean", value: /^true$/i.test(textOf(text, node)) };
    case "null":
      return NONE;
    default:
      return undefined;
  }
}
