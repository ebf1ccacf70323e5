/** What an identifier of C or C++ declares, for `Bindings`: variables, parameters, enumerators, macros, functions. */
import type { Node } from "web-tree-sitter";
import type { Definition, Scoping } from "./bindings.ts";
import { valueOfChange } from "./changed.ts";
import { ancestor, field, isField } from "./syntax.ts";

const MAX_DECLARATOR = 16;

/** Declarators that stand around the name: `*name`, `name[4]`, `(name)`, `name = value`. */
export const DECLARATORS: ReadonlySet<string> = new Set([
  "pointer_declarator",
  "array_declarator",
  "parenthesized_declarator",
  "reference_declarator",
  "attributed_declarator",
  "init_declarator",
  "function_declarator",
]);
const DECLARATIONS: ReadonlySet<string> = new Set([
  "declaration",
  "parameter_declaration",
  "optional_parameter_declaration",
  "for_range_loop",
  "function_definition",
  "type_definition",
  "field_declaration",
  "condition_clause",
]);
const SCOPES: ReadonlySet<string> = new Set([
  "compound_statement",
  "for_statement",
  "for_range_loop",
  "if_statement",
  "while_statement",
  "catch_clause",
  "lambda_expression",
  "function_definition",
  "method_definition",
  "declaration_list",
  "field_declaration_list",
  "translation_unit",
]);
export const C_FUNCTIONS: ReadonlySet<string> = new Set([
  "function_definition",
  "lambda_expression",
  "method_definition",
]);
const UNIT: ReadonlySet<string> = new Set(["translation_unit"]);

export const cScoping: Scoping = {
  mayDefine,
  define,
  blocks: new Set([
    "compound_statement",
    "translation_unit",
    "declaration_list",
    "case_statement",
    "if_statement",
    "else_clause",
    "for_statement",
    "for_range_loop",
    "while_statement",
    "do_statement",
    "switch_statement",
    "preproc_if",
    "preproc_ifdef",
    "preproc_elif",
    "preproc_elifdef",
    "preproc_else",
  ]),
  functions: C_FUNCTIONS,
};

/** A name that is declared or assigned has a type, a `*`, a `&`, a list or a statement's beginning before it. */
function mayDefine(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (before >= 0 && isSpace(text.charCodeAt(before))) before--;
  let after = end;
  while (after < text.length && isSpace(text.charCodeAt(after))) after++;
  const previous = before < 0 ? ";" : text.charAt(before);
  const next = text.charAt(after);
  if (/[\w*&>]/.test(previous)) return true;
  if (/[-+]/.test(previous) || /[-+]/.test(next)) return true;
  if (/[=|&^%/<>]/.test(next)) return !text.startsWith("==", after);
  return /[,{]/.test(previous) && /[,};=[]/.test(next);
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 9 && code <= 13) || code === 0x5c;
}

function define(identifier: Node): Definition | undefined {
  if (identifier.type !== "identifier" && identifier.type !== "field_identifier") return undefined;
  const parent = identifier.parent;
  if (!parent) return undefined;
  switch (parent.type) {
    case "preproc_def":
      return isField(parent, "name", identifier)
        ? made(identifier, "variable", parent, ancestor(identifier, UNIT), field(parent, "value"))
        : undefined;
    case "preproc_function_def":
      return isField(parent, "name", identifier)
        ? made(identifier, "function", parent, ancestor(identifier, UNIT))
        : undefined;
    case "enumerator": {
      if (!isField(parent, "name", identifier)) return undefined;
      const value = field(parent, "value");
      return made(identifier, value ? "variable" : "other", parent, ancestor(parent, SCOPES), value);
    }
    case "assignment_expression":
      if (!isField(parent, "left", identifier)) return undefined;
      switch (field(parent, "operator")?.type) {
        case "=":
          return made(identifier, "variable", parent, undefined, field(parent, "right"));
        case "+=": {
          const value = valueOfChange(parent);
          return made(identifier, value ? "variable" : "other", parent, undefined, value);
        }
        default:
          return made(identifier, "other", parent);
      }
    case "method_parameter":
      return made(identifier, "parameter", parent, ancestor(parent, C_FUNCTIONS));
    case "update_expression":
      return made(identifier, "other", parent);
    case "pointer_expression":
      // a function that is given the address may fill it
      return field(parent, "operator")?.type === "&" && parent.parent?.type === "argument_list"
        ? made(identifier, "other", parent)
        : undefined;
  }
  return declared(identifier);
}

function declared(identifier: Node): Definition | undefined {
  let current = identifier;
  let value: Node | undefined;
  let isFunction = false;
  for (let step = 0; step < MAX_DECLARATOR; step++) {
    const parent = current.parent;
    if (!parent) return undefined;
    if (DECLARATORS.has(parent.type)) {
      const inner = field(parent, "declarator") ?? parent.firstNamedChild;
      if (inner?.id !== current.id) return undefined;
      if (parent.type === "function_declarator") isFunction = current.type !== "parenthesized_declarator";
      if (parent.type === "init_declarator") value = field(parent, "value");
      current = parent;
      continue;
    }
    if (!DECLARATIONS.has(parent.type) || !isDeclarator(parent, current)) return undefined;
    if (isFunction) return made(identifier, "function", parent, ancestor(parent, SCOPES));
    const type = field(parent, "type");
    // an `else` whose `if` stands before an `#ifdef` is read as a type: given on one of several ways
    if (type?.type === "type_identifier" && type.text === "else") return made(identifier, "other", parent);
    const isParameter = /parameter_declaration$/.test(parent.type);
    const given = value ?? field(parent, "default_value") ?? (isParameter ? undefined : field(parent, "value"));
    const scope = isParameter ? parameterScope(parent) : ancestor(parent, SCOPES);
    const kind = isParameter ? "parameter" : parent.type === "field_declaration" ? "member" : "variable";
    const definition = { ...made(identifier, kind, parent, scope, given), ...(type && { type }) };
    const of = parent.type === "for_range_loop" ? field(parent, "right") : undefined;
    return of
      ? { ...definition, kind: "other", by: identifier, scope: parent, part: { of, path: ["entry"] } }
      : definition;
  }
  return undefined;
}

/** The function whose parameter it is; a prototype alone where there is no body. */
function parameterScope(parameter: Node): Node | undefined {
  const declarator = parameter.parent?.parent ?? undefined;
  let current = declarator;
  for (let step = 0; current && DECLARATORS.has(current.type) && step < MAX_DECLARATOR; step++) {
    current = current.parent ?? undefined;
  }
  return current && C_FUNCTIONS.has(current.type) ? current : declarator;
}

/** A declaration of several names has several children called `declarator`. */
function isDeclarator(declaration: Node, node: Node): boolean {
  return declaration.childrenForFieldName("declarator").some((each) => each?.id === node.id);
}

function made(name: Node, kind: Definition["kind"], by: Node, scope?: Node, value?: Node): Definition {
  return { name, kind, by, ...(scope && { scope }), ...(value && { value }) };
}
