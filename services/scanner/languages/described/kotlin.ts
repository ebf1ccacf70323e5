/** Kotlin: the tree-sitter-kotlin grammar as a table. The grammar names few fields, so parts are found by type and place. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, NONE, stringValue, UNKNOWN } from "../values.ts";
import { declared, memberAssigned, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { readJvmImports } from "./jvm-imports.ts";
import { elementOf, entriesOf, enumeratorsOf, fallbackOf, itemsOf, takenApart } from "./kotlin-collections.ts";
import { builtIn } from "./kotlin-texts.ts";
import { assignedValue, classPath, integerOf, operandsOf, templateOf } from "./parts.ts";

/** What a companion object declares is the class's own, so it is no class here. */
const CLASSES = setOf("class_declaration", "object_declaration");
const FUNCTIONS = setOf(
  "function_declaration",
  "secondary_constructor",
  "lambda_literal",
  "anonymous_function",
  "getter",
  "setter",
);
const BLOCKS = setOf("block", "class_body", "source_file", "lambda_literal", "if_expression", "when_entry");
const SCOPES = setOf("block", "for_statement", "catch_block", "when_entry", "source_file", ...FUNCTIONS);
const OUTER = setOf("source_file", "block", ...CLASSES);
const LOOPS = setOf("for_statement");
const PATHS = setOf("identifier", "navigation_expression", "user_type", "nullable_type", "qualified_identifier");

const table: GrammarTable = {
  identifiers: setOf("identifier"),
  bareMembers: true,
  separator: ".",
  importing: setOf("import", "package_header"),
  classes: CLASSES,
  factories: /^(?:getInstance(?:Strong)?|getDefault|newInstance|of|create|instance)$/,
  conversions: /^(?:toByteArray|toCharArray|toString|trim|trimIndent|lowercase|uppercase|toLowerCase|toUpperCase)$/,
  scoping: {
    blocks: BLOCKS,
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:[:=,);({<]|in\b|->|by\b|[-+*/%]=)/.test(text.slice(end, end + 16)) ||
      /\b(?:val|var|class|object|interface|fun)\s+$/.test(text.slice(Math.max(0, start - 24), start)),
    define,
  },
  imports: readJvmImports,
  call,
  member(node) {
    if (node.type !== "navigation_expression") return undefined;
    const [object, name, ...others] = namedChildren(node);
    return object && name?.type === "identifier" && others.length === 0 ? { object, name } : undefined;
  },
  given(node) {
    if (node.type === "property_declaration") {
      const target = propertyName(node);
      const value = propertyValue(node);
      return target && value && { target, value };
    }
    if (node.type !== "assignment" || field(node, "operator")?.type !== "=") return undefined;
    const target = field(node, "left");
    const value = field(node, "right");
    return target && value && { target, value };
  },
  inner(node) {
    switch (node.type) {
      case "parenthesized_expression":
      case "property_delegate":
        return node.firstNamedChild ?? undefined;
      case "as_expression":
        return field(node, "left");
      case "unary_expression":
        return field(node, "operator")?.type === "!!" ? field(node, "argument") : undefined;
      case "call_expression":
        return scoped(node);
      default:
        return undefined;
    }
  },
  isSelf: (node) => node.type === "this_expression" || node.type === "this",
  path: (node, text) => (PATHS.has(node.type) ? classPath(node, text) : undefined),
  template: (node, text) => (node.type === "string_literal" ? templateOf(textOf(text, node).slice(1, -1)) : undefined),
  literal,
  binary: (node) => (fallbackOf(node) ? undefined : operandsOf(node, "binary_expression")),
  choices(node) {
    const fallback = fallbackOf(node);
    if (fallback) return fallback;
    if (node.type === "if_expression") {
      const ways = namedChildren(node).filter((child) => !isField(node, "condition", child));
      return ways.length === 2 ? ways : undefined;
    }
    if (node.type === "when_expression") {
      const entries = namedChildren(node).filter((child) => child.type === "when_entry");
      return entries.flatMap((entry) => entry.lastNamedChild ?? []);
    }
    const children = node.type === "block" ? namedChildren(node) : [];
    return children.length === 1 ? children : undefined;
  },
  list: itemsOf,
  joined: builtIn,
  entries: entriesOf,
  element: elementOf,
  enumerators: enumeratorsOf,
  lambdas: setOf("lambda_literal", "anonymous_function"),
  implicit: "it",
  typeOf: (node) => (node.type === "as_expression" ? field(node, "right") : undefined),
  parents(declaration) {
    const list = namedChildren(declaration).find((child) => child.type === "delegation_specifiers");
    return (list ? namedChildren(list) : []).flatMap((each) => {
      const inner = each.firstNamedChild;
      return (inner?.type === "constructor_invocation" ? inner.firstNamedChild : inner) ?? [];
    });
  },
  result(declaration) {
    const body = namedChildren(declaration).find((child) => child.type === "function_body");
    return body?.child(0)?.type === "=" ? (body.lastNamedChild ?? undefined) : undefined;
  },
  resultType: (declaration) => namedChildren(declaration).find((child) => /^(?:user|nullable)_type$/.test(child.type)),
};

/** Scope functions that hand on what they are called on. */
const SCOPED = /^(?:apply|also|takeIf|takeUnless)$/;

export const kotlin: Language = {
  id: "kotlin",
  extensions: [".kt", ".kts"],
  grammar: "@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm",
  renames: true,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

/** A capitalised callee constructs: Kotlin has no `new`. */
function call(node: Node): CallParts | undefined {
  if (node.type !== "call_expression") return undefined;
  const callee = node.firstNamedChild;
  if (!callee) return undefined;
  const given = argumentsOf(node);
  const member = table.member(callee);
  if (member) {
    const isClass = /^[A-Z][a-z]/.test(member.name.text) && table.path(member.object, "") === undefined;
    return isClass && /^(?:[a-z]\w*\.)*(?:[a-z]\w*|[A-Z]\w*)$/.test(member.object.text)
      ? { form: "new", name: member.name, type: callee, arguments: given }
      : { form: "call", ...member, arguments: given };
  }
  if (callee.type !== "identifier") return undefined;
  return /^[A-Z]/.test(callee.text)
    ? { form: "new", name: callee, type: callee, arguments: given }
    : { form: "call", name: callee, arguments: given };
}

/** `x.apply { … }` is x. */
function scoped(node: Node): Node | undefined {
  const callee = node.firstNamedChild;
  const member = callee ? table.member(callee) : undefined;
  return member && SCOPED.test(member.name.text) ? member.object : undefined;
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = namedChildren(node).find((child) => child.type === "value_arguments");
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    const [first, second] = namedChildren(argument);
    if (!first) return [];
    return second && first.type === "identifier" ? [{ name: first.text, node: second }] : [{ node: first }];
  });
}

function propertyName(property: Node): Node | undefined {
  const variable = namedChildren(property).find((child) => child.type === "variable_declaration");
  return variable?.firstNamedChild ?? undefined;
}

function propertyValue(property: Node): Node | undefined {
  const children = namedChildren(property);
  const at = children.findIndex((child) => child.type === "variable_declaration");
  const value = children.slice(at + 1).find((child) => !/^(?:getter|setter|type_constraints)$/.test(child.type));
  return value?.type === "property_delegate" ? lazyValue(value) : value;
}

/** `by lazy { value }`. */
function lazyValue(delegate: Node): Node | undefined {
  const made = delegate.firstNamedChild;
  const block = made?.type === "call_expression" ? made.lastNamedChild : undefined;
  const body = block?.type === "annotated_lambda" ? block.firstNamedChild : undefined;
  const statements = body ? namedChildren(body) : [];
  return made?.firstNamedChild?.text === "lazy" ? statements.at(-1) : undefined;
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.type === "identifier" ? identifier.parent : null;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, OUTER) : undefined;
  switch (parent.type) {
    case "variable_declaration":
      return variable(identifier, parent);
    case "enum_entry":
      return sameNode(parent.firstNamedChild ?? undefined, identifier)
        ? declared(identifier, "member", parent, CLASSES, { value: parent })
        : undefined;
    case "class_parameter":
      return sameNode(firstIdentifier(parent), identifier)
        ? declared(identifier, "parameter", parent, CLASSES, { type: typeIn(parent), value: defaultOf(parent) })
        : undefined;
    case "parameter":
      return sameNode(firstIdentifier(parent), identifier)
        ? declared(identifier, "parameter", parent, FUNCTIONS, { type: typeIn(parent), value: defaultBeside(parent) })
        : undefined;
    case "function_declaration":
      return isName ? declared(identifier, "function", parent, OUTER) : undefined;
    case "catch_block":
    case "lambda_parameters":
      return declared(identifier, "other", parent, SCOPES);
    case "assignment":
      return isField(parent, "left", identifier) ? reassigned(identifier, parent, assignedValue(parent)) : undefined;
    case "navigation_expression": {
      const assignment = parent.parent;
      const object = parent.firstNamedChild;
      if (!object || !table.isSelf(object) || assignment?.type !== "assignment") return undefined;
      return isField(assignment, "left", parent)
        ? memberAssigned(identifier, assignment, CLASSES, assignedValue(assignment))
        : undefined;
    }
    default:
      return undefined;
  }
}

function variable(identifier: Node, declaration: Node): Definition | undefined {
  const property = declaration.parent;
  if (!property || !sameNode(declaration.firstNamedChild ?? undefined, identifier)) return undefined;
  const part = takenApart(declaration);
  if (property.type === "for_statement" || (part && property.parent?.type === "for_statement")) {
    const scope = ancestor(identifier, LOOPS);
    return scope && { name: identifier, scope, kind: "other", by: identifier, ...(part && { part }) };
  }
  if (property.type !== "property_declaration") {
    const other = declared(identifier, "other", property, SCOPES);
    return other && (part ? { ...other, part } : other);
  }
  const isMember = property.parent?.type === "class_body";
  const parts = { type: typeIn(declaration), value: propertyValue(property) };
  return declared(identifier, isMember ? "member" : "variable", property, isMember ? CLASSES : SCOPES, parts);
}

function firstIdentifier(node: Node): Node | undefined {
  return namedChildren(node).find((child) => child.type === "identifier");
}

function typeIn(node: Node): Node | undefined {
  return namedChildren(node).find((child) => /^(?:user|nullable)_type$/.test(child.type));
}

/** `(val alg: String = "RSA")` */
function defaultOf(parameter: Node): Node | undefined {
  const last = parameter.lastNamedChild ?? undefined;
  return last && !/^(?:identifier|user_type|nullable_type|modifiers)$/.test(last.type) ? last : undefined;
}

/** `fun f(alg: String = "RSA")`: the value stands beside the parameter. */
function defaultBeside(parameter: Node): Node | undefined {
  const next = parameter.nextSibling;
  return next?.type === "=" ? (next.nextNamedSibling ?? undefined) : undefined;
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string_literal": {
      const spelled = textOf(text, node).slice(1, -1);
      return /(?<!\\)\$[A-Za-z_{]/.test(spelled) ? UNKNOWN : stringValue(decodeEscapes(spelled));
    }
    case "multiline_string_literal": {
      const spelled = textOf(text, node).slice(3, -3);
      return /\$[A-Za-z_{]/.test(spelled) ? UNKNOWN : stringValue(spelled);
    }
    case "number_literal":
      return integerOf(node, text);
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "identifier": // the grammar has no node for it
      if (node.parent?.type === "enum_entry") return stringValue(textOf(text, node));
      return textOf(text, node) === "null" ? NONE : undefined;
    default:
      return undefined;
  }
}
