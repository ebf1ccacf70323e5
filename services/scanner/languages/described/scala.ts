/** Scala: the tree-sitter-scala grammar as a table. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Argument, Language, Value } from "../language.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, NONE, stringValue, UNKNOWN } from "../values.ts";
import { declared, memberAssigned, placeIn, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { readJvmImports } from "./jvm-imports.ts";
import { bothOf, classPath, integerOf, templateOf } from "./parts.ts";

const CLASSES = setOf("class_definition", "object_definition", "trait_definition", "enum_definition");
const FUNCTIONS = setOf("function_definition", "lambda_expression");
const SCOPES = setOf("block", "case_clause", "for_expression", "compilation_unit", "indented_block", ...FUNCTIONS);
const OUTER = setOf("compilation_unit", "block", ...CLASSES);
const DEFINITIONS = setOf("val_definition", "var_definition", "val_declaration", "var_declaration");
const TUPLES = setOf("tuple_pattern");
const LOOPS = setOf("for_expression");
const LISTS = /^(?:Seq|List|Array|Set|Vector|IndexedSeq|Some|Option)$/;
const PATHS = setOf(
  "identifier",
  "type_identifier",
  "field_expression",
  "stable_identifier",
  "stable_type_identifier",
  "generic_type",
);

const table: GrammarTable = {
  identifiers: setOf("identifier", "type_identifier"),
  bareMembers: true,
  separator: ".",
  importing: setOf("import_declaration", "package_clause"),
  classes: CLASSES,
  factories: /^(?:getInstance(?:Strong)?|getDefault|newInstance|of|create|instance|apply)$/,
  conversions: /^(?:getBytes|toString|trim|toUpperCase|toLowerCase|toCharArray|stripMargin)$/,
  scoping: {
    blocks: setOf("block", "template_body", "compilation_unit", "indented_block", "if_expression", "case_clause"),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:=(?![=>])|[:,)([{]|<-|=>|[-+*/]=)/.test(text.slice(end, end + 16)) ||
      /\b(?:val|var|class|object|trait|def)\s+$/.test(text.slice(Math.max(0, start - 16), start)),
    define,
  },
  imports: readJvmImports,
  call,
  member(node) {
    const [object, name] =
      node.type === "field_expression"
        ? [field(node, "value"), field(node, "field")]
        : node.type === "stable_type_identifier" || node.type === "stable_identifier"
          ? [node.firstNamedChild ?? undefined, node.lastNamedChild ?? undefined]
          : [];
    return object && name && { object, name };
  },
  given(node) {
    const isAssignment = node.type === "assignment_expression";
    if (!isAssignment && !DEFINITIONS.has(node.type)) return undefined;
    const target = field(node, isAssignment ? "left" : "pattern");
    const value = field(node, isAssignment ? "right" : "value");
    return target && value && { target, value };
  },
  inner(node) {
    if (node.type === "parenthesized_expression") return node.firstNamedChild ?? undefined;
    if (node.type !== "generic_function") return undefined;
    const callee = field(node, "function");
    const name = callee && field(callee, "field");
    return callee && name?.text === "asInstanceOf" ? field(callee, "value") : callee;
  },
  isSelf: (node) => node.type === "identifier" && node.text === "this",
  path: (node, text) => (PATHS.has(node.type) ? classPath(node, text) : undefined),
  template(node, text) {
    const spelled =
      node.type === "interpolated_string_expression" ? /^s("""|")([\s\S]*)\1$/.exec(textOf(text, node)) : null;
    return templateOf(spelled?.[2] ?? "");
  },
  literal,
  binary(node) {
    if (node.type !== "infix_expression") return undefined;
    const left = field(node, "left");
    const right = field(node, "right");
    const operator = field(node, "operator");
    return left && right && operator && /^\W+$/.test(operator.text) && operator.text !== "->"
      ? { left, operator: operator.text, right }
      : undefined;
  },
  choices(node) {
    if (node.type === "if_expression") {
      return bothOf(node, "consequence", "alternative");
    }
    if (node.type === "match_expression") {
      const body = field(node, "body");
      return body && namedChildren(body).flatMap((arm) => field(arm, "body") ?? []);
    }
    const children = node.type === "block" || node.type === "indented_block" ? namedChildren(node) : [];
    return children.length === 1 ? children : undefined;
  },
  list(node) {
    if (node.type === "tuple_expression") return namedChildren(node);
    const pair = pairOf(node);
    if (pair) return pair;
    const parts = node.type === "call_expression" ? call(node) : undefined;
    const isList = parts && !parts.object && LISTS.test(parts.name.text);
    return isList ? parts.arguments.map((argument) => argument.node) : undefined;
  },
  entries(node) {
    const parts = node.type === "call_expression" ? call(node) : undefined;
    if (!parts || parts.object || !/^(?:\w*Map)$/.test(parts.name.text)) return undefined;
    return parts.arguments.flatMap((argument) => {
      const [key, value] = pairOf(argument.node) ?? [];
      return key && value ? [{ key: key.text.replace(/^"|"$/g, ""), value }] : [];
    });
  },
  element(node) {
    const parts = node.type === "call_expression" ? call(node) : undefined;
    const [key] = parts?.arguments ?? [];
    const isTable = parts && !parts.object && key && /^[a-z]/.test(parts.name.text) && parts.arguments.length === 1;
    return isTable ? { of: parts.name, key: key.node } : undefined;
  },
  lambdas: setOf("lambda_expression"),
  result: (declaration) => field(declaration, "body"),
  parents(declaration) {
    const clause = field(declaration, "extend");
    return clause ? namedChildren(clause).filter((child) => /identifier$|^generic_type$/.test(child.type)) : [];
  },
  resultType: (declaration) => field(declaration, "return_type"),
};

export const scala: Language = {
  id: "scala",
  extensions: [".scala", ".sc", ".sbt"],
  grammar: "tree-sitter-scala/tree-sitter-scala.wasm",
  bareCalls: true,
  renames: true,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  switch (node.type) {
    case "instance_expression": {
      const type = namedChildren(node).find((child) => /identifier$|^generic_type$/.test(child.type));
      return type && { form: "new", name: lastName(type), type, arguments: argumentsOf(field(node, "arguments")) };
    }
    case "call_expression": {
      let callee = field(node, "function");
      if (callee?.type === "generic_function") callee = field(callee, "function");
      if (!callee) return undefined;
      const list = field(node, "arguments");
      const given = list?.type === "arguments" ? argumentsOf(list) : [];
      const member = table.member(callee);
      if (member) return { form: "call", ...member, arguments: given };
      return callee.type === "identifier" ? { form: "call", name: callee, arguments: given } : undefined;
    }
    // MessageDigest getInstance "SHA-1"
    case "infix_expression": {
      const object = field(node, "left");
      const name = field(node, "operator");
      const right = field(node, "right");
      return object && right && name?.type === "identifier"
        ? { form: "call", name, object, arguments: [{ node: right }] }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** `"a" -> 1` */
function pairOf(node: Node): readonly Node[] | undefined {
  const operator = node.type === "infix_expression" ? field(node, "operator") : undefined;
  const left = field(node, "left");
  const right = field(node, "right");
  return operator?.text === "->" && left && right ? [left, right] : undefined;
}

function lastName(type: Node): Node {
  if (type.type === "generic_type") return lastName(type.firstNamedChild ?? type);
  return type.type === "stable_type_identifier" ? (type.lastNamedChild ?? type) : type;
}

function argumentsOf(list: Node | undefined): readonly Argument[] {
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    const name = argument.type === "assignment_expression" ? field(argument, "left") : undefined;
    const value = field(argument, "right");
    return name && value ? [{ name: name.text, node: value }] : [{ node: argument }];
  });
}

function define(identifier: Node): Definition | undefined {
  const parent = table.identifiers.has(identifier.type) ? identifier.parent : null;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, OUTER) : undefined;
  if (DEFINITIONS.has(parent.type)) {
    if (!isField(parent, "pattern", identifier) && !isName) return undefined;
    const isMember = parent.parent?.type === "template_body";
    const parts = { type: field(parent, "type"), value: field(parent, "value") };
    return declared(identifier, isMember ? "member" : "variable", parent, isMember ? CLASSES : SCOPES, parts);
  }
  switch (parent.type) {
    case "class_parameter":
    case "parameter":
      return isName
        ? declared(identifier, "parameter", parent, parent.type === "parameter" ? FUNCTIONS : CLASSES, {
            type: field(parent, "type"),
            value: field(parent, "default_value"),
          })
        : undefined;
    case "function_definition":
      return isName ? declared(identifier, "function", parent, OUTER) : undefined;
    case "enumerator":
    case "tuple_pattern":
      return takenApart(identifier);
    case "case_clause":
    case "binding":
      return declared(identifier, "other", parent, SCOPES);
    case "lambda_expression":
      return isField(parent, "parameters", identifier)
        ? { name: identifier, scope: parent, kind: "other", by: parent }
        : undefined;
    case "assignment_expression":
      return isField(parent, "left", identifier) && parent.parent?.type !== "arguments"
        ? reassigned(identifier, parent, field(parent, "right"))
        : undefined;
    case "field_expression": {
      const assignment = parent.parent;
      const object = field(parent, "value");
      if (!object || !table.isSelf(object) || assignment?.type !== "assignment_expression") return undefined;
      return isField(assignment, "left", parent)
        ? memberAssigned(identifier, assignment, CLASSES, field(assignment, "right"))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** `for ((name, size) <- pairs)`, `val (a, b) = pair`. */
function takenApart(identifier: Node): Definition | undefined {
  const { whole, path } = placeIn(identifier, TUPLES);
  const holder = whole.parent;
  if (holder?.type === "enumerator") {
    const [pattern, of] = namedChildren(holder);
    const scope = ancestor(holder, LOOPS);
    if (!scope || !sameNode(pattern, whole)) return undefined;
    return {
      name: identifier,
      scope,
      kind: "other",
      by: identifier,
      ...(of && { part: { of, path: ["entry", ...path] } }),
    };
  }
  const other = declared(identifier, "other", identifier, SCOPES);
  const of = holder && DEFINITIONS.has(holder.type) ? field(holder, "value") : undefined;
  return other && of ? { ...other, part: { of, path } } : other;
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "string": {
      const spelled = textOf(text, node);
      return stringValue(spelled.startsWith('"""') ? spelled.slice(3, -3) : decodeEscapes(spelled.slice(1, -1)));
    }
    case "interpolated_string_expression":
      return UNKNOWN;
    case "integer_literal":
      return integerOf(node, text);
    case "boolean_literal":
      return { kind: "boolean", value: textOf(text, node) === "true" };
    case "null_literal":
      return NONE;
    default:
      return undefined;
  }
}
