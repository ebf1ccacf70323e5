/** C#: the tree-sitter-c-sharp grammar as a table. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, NONE, stringValue, UNKNOWN } from "../values.ts";
import { elementOf, entriesOf, itemsOf, loopVariable, takenApart } from "./csharp-collections.ts";
import { constructionFor, declaredTypeOf } from "./csharp-creations.ts";
import { declared, memberAssigned, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, type Setting, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";
import { assignedValue, classPath, operandsOf } from "./parts.ts";

const CLASSES = setOf(
  "class_declaration",
  "struct_declaration",
  "record_declaration",
  "interface_declaration",
  "enum_declaration",
);
const FUNCTIONS = setOf(
  "method_declaration",
  "constructor_declaration",
  "local_function_statement",
  "lambda_expression",
  "anonymous_method_expression",
  "accessor_declaration",
  "operator_declaration",
);
const BLOCKS = setOf(
  "block",
  "declaration_list",
  "switch_section",
  "compilation_unit",
  // without braces, a branch is a statement of its own
  "if_statement",
  "while_statement",
  "for_statement",
  "foreach_statement",
);
const SCOPES = setOf(
  "block",
  "for_statement",
  "foreach_statement",
  "using_statement",
  "fixed_statement",
  "switch_section",
  "compilation_unit",
  ...FUNCTIONS,
);
const OUTER = setOf("compilation_unit", "block", ...CLASSES);
const PATHS = setOf(
  "identifier",
  "qualified_name",
  "alias_qualified_name",
  "member_access_expression",
  "generic_name",
  "nullable_type",
);

/** Pieces of one text with names in it. */
const MAX_PARTS = 32;

const table: GrammarTable = {
  identifiers: setOf("identifier"),
  braces: true,
  bareMembers: true,
  separator: ".",
  importing: setOf("using_directive"),
  classes: CLASSES,
  factories: /^Create(?:FromPem|FromEncryptedPem|FromValue|FromName)?$/,
  conversions: /^(?:ToString|Trim|ToArray|GetBytes|To(?:Upper|Lower)(?:Invariant)?)$/,
  scoping: {
    blocks: BLOCKS,
    functions: FUNCTIONS,
    mayDefine: (text, _start, end) =>
      /^\s*(?:=(?!=)|[;,){:(<]|\+\+|--|in\b|=>|[-+*/%&|^?]{1,2}=)/.test(text.slice(end, end + 24)),
    define,
  },
  imports,
  call,
  member(node) {
    if (node.type === "member_binding_expression") {
      const object = node.parent && field(node.parent, "condition");
      const name = field(node, "name");
      return object && name ? { object, name: plainName(name) } : undefined;
    }
    if (node.type !== "member_access_expression" && node.type !== "qualified_name") return undefined;
    const object = field(node, "expression") ?? field(node, "qualifier");
    const name = field(node, "name");
    return object && name ? { object, name: plainName(name) } : undefined;
  },
  given(node) {
    if (node.type === "variable_declarator" || node.type === "property_declaration") {
      const target = field(node, "name");
      const value = initialValue(node);
      return target && value && { target, value };
    }
    if (node.type !== "assignment_expression" || field(node, "operator")?.type !== "=") return undefined;
    const target = field(node, "left");
    const value = field(node, "right");
    return target && value && { target, value };
  },
  inner(node) {
    switch (node.type) {
      case "parenthesized_expression":
      case "arrow_expression_clause":
      case "checked_expression":
      case "await_expression":
      case "postfix_unary_expression":
        return node.firstNamedChild ?? undefined;
      case "cast_expression":
        return field(node, "value");
      case "as_expression":
        return field(node, "left");
      case "conditional_access_expression":
        return node.lastNamedChild ?? undefined;
      default:
        return undefined;
    }
  },
  isSelf: (node) => node.type === "this",
  isParent: (node) => node.type === "base",
  path: (node, text) => (PATHS.has(node.type) ? classPath(node, text) : undefined),
  literal,
  binary(node) {
    const operands = operandsOf(node, "binary_expression");
    return operands?.operator === "??" ? undefined : operands;
  },
  template(node, text) {
    if (node.type !== "interpolated_string_expression") return undefined;
    const parts = namedChildren(node).filter((child) => /^(?:string_content|interpolation)$/.test(child.type));
    if (parts.length > MAX_PARTS) return [{ unread: true }];
    return parts.map((part) => {
      if (part.type === "string_content") return { text: textOf(text, part) };
      const [inner, more] = namedChildren(part).filter((child) => child.type !== "interpolation_brace");
      return inner && !more ? { value: inner } : { unread: true as const };
    });
  },
  joined(node) {
    const callee = node.type === "invocation_expression" ? field(node, "function") : undefined;
    return callee && /^[sS]tring\.Concat$/.test(callee.text.slice(0, 20))
      ? argumentsOf(node).map((argument) => argument.node)
      : undefined;
  },
  choices(node) {
    const ways =
      node.type === "conditional_expression"
        ? fieldsOf(node, "consequence", "alternative")
        : node.type === "switch_expression"
          ? namedChildren(node).flatMap((arm) => (arm.type === "switch_expression_arm" && arm.lastNamedChild) || [])
          : node.type === "binary_expression" && field(node, "operator")?.type === "??"
            ? fieldsOf(node, "left", "right")
            : undefined;
    return ways?.filter((way) => way.type !== "throw_expression");
  },
  list: itemsOf,
  entries: entriesOf,
  element: elementOf,
  lambdas: setOf("lambda_expression", "anonymous_method_expression"),
  result(declaration) {
    const body = field(declaration, "body");
    return body?.type === "arrow_expression_clause" ? (body.firstNamedChild ?? undefined) : undefined;
  },
  typeOf(node) {
    if (node.type === "cast_expression") return field(node, "type");
    return node.type === "as_expression" ? field(node, "right") : undefined;
  },
  parents(declaration) {
    const bases = namedChildren(declaration).find((child) => child.type === "base_list");
    return bases ? namedChildren(bases) : [];
  },
  resultType: (declaration) => field(declaration, "returns") ?? field(declaration, "type"),
  constructed(identifier, names) {
    const node = constructionFor(identifier, names);
    return node && { node, arguments: argumentsOf(node) };
  },
  setting,
};

export const csharp: Language = {
  id: "csharp",
  extensions: [".cs", ".csx"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-c-sharp.wasm",
  renames: true,
  declared: /^\s{0,40}(?:=(?!=)|[;:,){?[]|&&|\|\||in\b)/,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  if (node.type === "object_creation_expression") {
    const type = field(node, "type");
    return type && { form: "new", name: lastName(type), type, arguments: argumentsOf(node) };
  }
  if (node.type === "implicit_object_creation_expression") {
    const type = declaredTypeOf(node);
    return type && { form: "new", name: lastName(type), type, arguments: argumentsOf(node) };
  }
  if (node.type !== "invocation_expression") return undefined;
  const callee = field(node, "function");
  if (!callee) return undefined;
  const member = table.member(
    callee.type === "conditional_access_expression" ? (callee.lastNamedChild ?? callee) : callee,
  );
  if (member) return { form: "call", ...member, arguments: argumentsOf(node) };
  const isPlain = callee.type === "identifier" || callee.type === "generic_name";
  return isPlain ? { form: "call", name: plainName(callee), arguments: argumentsOf(node) } : undefined;
}

/** Positional and named arguments, then what an object initializer sets. */
function argumentsOf(node: Node): readonly Argument[] {
  const list = field(node, "arguments") ?? namedChildren(node).find((child) => child.type === "argument_list");
  const found: Argument[] = [];
  for (const argument of list ? namedChildren(list) : []) {
    const name = field(argument, "name");
    const value = argument.lastNamedChild;
    if (value) found.push(name ? { name: name.text, node: value } : { node: value });
  }
  const initializer =
    field(node, "initializer") ?? namedChildren(node).find((child) => child.type === "initializer_expression");
  for (const item of initializer ? namedChildren(initializer) : []) {
    const name = field(item, "left");
    const value = field(item, "right");
    if (item.type === "assignment_expression" && name && value) found.push({ name: name.text, node: value });
  }
  return found;
}

function setting(identifier: Node): Setting | undefined {
  const by = identifier.parent;
  const creation = by?.parent?.parent;
  if (by?.type !== "assignment_expression" || !isField(by, "left", identifier)) return undefined;
  if (by.parent?.type !== "initializer_expression" || !creation) return undefined;
  const type = call(creation)?.type;
  const value = field(by, "right");
  return type && value && { type, value, by };
}

/** `Foo` of `Foo<T>`. */
function plainName(name: Node): Node {
  return name.type === "generic_name" ? (name.firstNamedChild ?? name) : name;
}

function lastName(type: Node): Node {
  if (type.type === "qualified_name") return plainName(field(type, "name") ?? type);
  return plainName(type.type === "nullable_type" ? (type.firstNamedChild ?? type) : type);
}

/** What a declarator or property is given; it has no field of its own. */
function initialValue(node: Node): Node | undefined {
  if (node.type === "property_declaration") return field(node, "value");
  const last = node.lastNamedChild ?? undefined;
  return last && !isField(node, "name", last) && last.type !== "bracketed_argument_list" ? last : undefined;
}

function define(identifier: Node): Definition | undefined {
  const parent = /^(?:identifier|implicit_parameter)$/.test(identifier.type) ? identifier.parent : null;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, OUTER) : undefined;
  switch (parent.type) {
    case "variable_declarator":
      return isName ? declarator(identifier, parent) : undefined;
    case "property_declaration":
      return isName
        ? declared(identifier, "member", parent, CLASSES, { type: typed(parent), value: field(parent, "value") })
        : undefined;
    case "parameter":
      return isName
        ? declared(identifier, "parameter", parent, FUNCTIONS, { type: typed(parent), value: defaultOf(parent) })
        : undefined;
    case "local_function_statement":
      return isName ? declared(identifier, "function", parent, SCOPES) : undefined;
    case "postfix_unary_expression":
    case "prefix_unary_expression":
      return /^(?:\+\+|--)|(?:\+\+|--)$/.test(parent.text) ? reassigned(identifier, parent, undefined) : undefined;
    case "foreach_statement":
      return loopVariable(identifier);
    case "tuple_pattern":
      return loopVariable(identifier) ?? partOf(identifier, declared(identifier, "other", parent, SCOPES));
    case "declaration_pattern":
    case "declaration_expression":
    case "catch_declaration":
      return isName
        ? partOf(identifier, declared(identifier, "other", parent, SCOPES, { type: typed(parent) }))
        : undefined;
    case "lambda_expression":
      return isField(parent, "parameters", identifier)
        ? { name: identifier, scope: parent, kind: "parameter", by: identifier }
        : undefined;
    case "assignment_expression":
      return isField(parent, "left", identifier) && parent.parent?.type !== "initializer_expression"
        ? reassigned(identifier, parent, assignedValue(parent))
        : undefined;
    case "member_access_expression": {
      const assignment = parent.parent;
      const isOwn = field(parent, "expression")?.type === "this" && isName;
      if (!isOwn || assignment?.type !== "assignment_expression" || !isField(assignment, "left", parent))
        return undefined;
      return memberAssigned(identifier, assignment, CLASSES, assignedValue(assignment));
    }
    default:
      return undefined;
  }
}

function partOf(identifier: Node, definition: Definition | undefined): Definition | undefined {
  const part = takenApart(identifier);
  return definition && (part ? { ...definition, part } : definition);
}

function declarator(identifier: Node, node: Node): Definition | undefined {
  const declaration = node.parent;
  if (!declaration) return undefined;
  const isMember = /^(?:event_)?field_declaration$/.test(declaration.parent?.type ?? "");
  const parts = { type: typed(declaration), value: initialValue(node) };
  return declared(identifier, isMember ? "member" : "variable", declaration, isMember ? CLASSES : SCOPES, parts);
}

/** `var` is no type. */
function typed(declaration: Node): Node | undefined {
  const type = field(declaration, "type");
  return type?.type === "implicit_type" ? undefined : type;
}

/** `int bits = 2048` in a parameter list. */
function defaultOf(parameter: Node): Node | undefined {
  const last = parameter.lastNamedChild ?? undefined;
  return last && !isField(parameter, "name", last) && !sameNode(last, field(parameter, "type")) ? last : undefined;
}

function fieldsOf(node: Node, ...names: readonly string[]): readonly Node[] {
  return names.flatMap((name) => field(node, name) ?? []);
}

function literal(node: Node, text: string): Value | undefined {
  const spelled = (): string => textOf(text, node);
  switch (node.type) {
    case "string_literal":
      return stringValue(decodeEscapes(spelled().replace(/u8$/, "").slice(1, -1)));
    case "verbatim_string_literal":
      return stringValue(spelled().slice(2, -1).replaceAll('""', '"'));
    case "raw_string_literal": {
      const body = namedChildren(node).find((child) => child.type === "raw_string_content");
      return body ? stringValue(textOf(text, body).trim()) : UNKNOWN;
    }
    case "integer_literal":
      return integerValue(spelled());
    case "boolean_literal":
      return { kind: "boolean", value: spelled() === "true" };
    case "null_literal":
      return NONE;
    case "invocation_expression": {
      const named = /^nameof\s*\(\s*(?:\w+\.){0,8}(\w+)\s*\)$/.exec(spelled().slice(0, 200))?.[1];
      return named === undefined ? undefined : stringValue(named);
    }
    default:
      return undefined;
  }
}

function imports(text: string, tree: Tree): Imports {
  const found = new Imports(".", namespaceOf(text, tree.rootNode));
  const units = [
    tree.rootNode,
    ...namedChildren(tree.rootNode).filter((child) => child.type === "namespace_declaration"),
  ];
  const directives = units.flatMap((unit) => namedChildren(field(unit, "body") ?? unit));
  for (const directive of directives.filter((child) => child.type === "using_directive")) {
    const path = directive.lastNamedChild ? textOf(text, directive.lastNamedChild).replace(/\s|^global::/g, "") : "";
    const alias = field(directive, "name");
    if (alias) found.add(textOf(text, alias), path);
    else if (/^(?:global\s+)?using\s+static\b/.test(textOf(text, directive))) found.addMembersOf(path);
    else found.addAll(path);
  }
  return found;
}

function namespaceOf(text: string, root: Node): string {
  const declaration = namedChildren(root).find((child) => /^(?:file_scoped_)?namespace_declaration$/.test(child.type));
  const name = declaration && field(declaration, "name");
  return name ? textOf(text, name).replace(/\s/g, "") : "";
}
