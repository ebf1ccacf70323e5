/** What defines a variable, field, parameter or class in Java. Methods are a name space of their own and not here. */
import type { Node } from "web-tree-sitter";
import type { Definition, Scoping } from "./bindings.ts";
import { valueOfChange } from "./changed.ts";
import { ancestor, field, isField } from "./syntax.ts";

export const JAVA_CLASSES: ReadonlySet<string> = new Set([
  "class_declaration",
  "interface_declaration",
  "enum_declaration",
  "record_declaration",
  "annotation_type_declaration",
]);
const FUNCTIONS: ReadonlySet<string> = new Set([
  "method_declaration",
  "constructor_declaration",
  "compact_constructor_declaration",
  "lambda_expression",
  "static_initializer",
]);
const LOCAL_SCOPES: ReadonlySet<string> = new Set([
  "block",
  "constructor_body",
  "for_statement",
  "enhanced_for_statement",
  "try_with_resources_statement",
  "catch_clause",
  "switch_block_statement_group",
  "switch_rule",
  ...FUNCTIONS,
]);
const OUTER: ReadonlySet<string> = new Set([...JAVA_CLASSES, "block", "program"]);

const AFTER = /^\s*(?:=(?!=)|\+\+|--|[;:,)]|->|\{|<|extends\b|implements\b|\[\s*\]|[-+*/%&|^]=|&&)/;

export const javaScoping: Scoping = {
  blocks: new Set([
    // without braces, a branch is a statement of its own
    "if_statement",
    "while_statement",
    "do_statement",
    "for_statement",
    "enhanced_for_statement",
    "switch_rule",
    "block",
    "constructor_body",
    "switch_block_statement_group",
    "class_body",
    "enum_body_declarations",
  ]),
  functions: FUNCTIONS,
  mayDefine(text, start, end) {
    const behind = text.slice(end, end + 24);
    if (AFTER.test(behind)) return true;
    // a record, an entry of an enumeration that is made with something; `++i`
    return /^\s*\(/.test(behind) ? /[A-Z]/.test(text.charAt(start)) : /(?:\+\+|--)$/.test(text.slice(start - 2, start));
  },
  define,
};

function define(identifier: Node): Definition | undefined {
  if (identifier.type !== "identifier") return undefined;
  const parent = identifier.parent;
  if (parent === null) return undefined;
  if (JAVA_CLASSES.has(parent.type)) {
    const scope = isField(parent, "name", identifier) ? ancestor(parent, OUTER) : undefined;
    return scope && { name: identifier, scope, kind: "class", by: parent };
  }
  switch (parent.type) {
    case "variable_declarator":
      return isField(parent, "name", identifier) ? declared(identifier, parent) : undefined;
    case "formal_parameter":
    case "inferred_parameters":
      return local(identifier, "parameter", parent, FUNCTIONS, field(parent, "type"));
    case "lambda_expression":
      return isField(parent, "parameters", identifier)
        ? { name: identifier, scope: parent, kind: "parameter", by: identifier }
        : undefined;
    case "resource":
      return isField(parent, "name", identifier)
        ? local(identifier, "variable", parent, LOCAL_SCOPES, field(parent, "type"), field(parent, "value"))
        : undefined;
    case "catch_formal_parameter":
    case "instanceof_expression":
    case "type_pattern":
    case "record_pattern_component":
      return isField(parent, "name", identifier) || parent.type === "type_pattern"
        ? local(identifier, "other", parent, LOCAL_SCOPES, field(parent, "right") ?? field(parent, "type"))
        : undefined;
    case "enhanced_for_statement":
      return isField(parent, "name", identifier) ? loopVariable(identifier, parent) : undefined;
    case "enum_constant": {
      const scope = isField(parent, "name", identifier) ? ancestor(parent, JAVA_CLASSES) : undefined;
      return scope && { name: identifier, scope, kind: "member", by: parent, value: parent };
    }
    case "assignment_expression":
      return isField(parent, "left", identifier) ? given(identifier, parent) : undefined;
    case "update_expression":
      return { name: identifier, kind: "other", by: parent };
    case "field_access":
      return fieldOfThis(identifier, parent);
    default:
      return undefined;
  }
}

function loopVariable(identifier: Node, loop: Node): Definition {
  const of = field(loop, "value");
  const part = of && { part: { of, path: ["entry" as const] } };
  return { ...typed(field(loop, "type")), ...part, name: identifier, scope: loop, kind: "other", by: identifier };
}

function declared(identifier: Node, declarator: Node): Definition | undefined {
  const declaration = declarator.parent;
  if (declaration === null) return undefined;
  const value = field(declarator, "value");
  const type = field(declaration, "type");
  if (declaration.type === "spread_parameter") return local(identifier, "parameter", declaration, FUNCTIONS);
  if (declaration.type === "local_variable_declaration") {
    return local(identifier, "variable", declaration, LOCAL_SCOPES, type, value);
  }
  const scope = ancestor(declaration, JAVA_CLASSES);
  return scope && { ...typed(type), name: identifier, scope, kind: "member", by: declaration, ...(value && { value }) };
}

function local(
  identifier: Node,
  kind: "variable" | "parameter" | "other",
  by: Node,
  scopes: ReadonlySet<string>,
  type?: Node,
  value?: Node,
): Definition | undefined {
  const scope = ancestor(by, scopes);
  return scope && { ...typed(type), name: identifier, scope, kind, by, ...(value && { value }) };
}

/** `var` is no type. */
function typed(type: Node | undefined): { readonly type?: Node } {
  return type === undefined || type.text === "var" ? {} : { type };
}

/** `x = …` gives another value to what was declared, `x += …` one that depends on what it held. */
function given(identifier: Node, assignment: Node): Definition {
  const simple = field(assignment, "operator")?.type === "=";
  const value = simple ? field(assignment, "right") : valueOfChange(assignment);
  return { name: identifier, kind: value ? "variable" : "other", by: assignment, ...(value && { value }) };
}

function fieldOfThis(identifier: Node, access: Node): Definition | undefined {
  const assignment = access.parent;
  if (assignment?.type !== "assignment_expression" || !isField(assignment, "left", access)) return undefined;
  if (field(access, "object")?.type !== "this" || !isField(access, "field", identifier)) return undefined;
  const scope = ancestor(assignment, JAVA_CLASSES);
  return scope && { ...given(identifier, assignment), scope, kind: "member" };
}
