/** What defines a variable, constant, parameter, function or type in Go. Struct fields are found through their type. */
import type { Node } from "web-tree-sitter";
import type { Definition, Scoping } from "./bindings.ts";
import { valueOfChange } from "./changed.ts";
import { ancestor, field, isField, namedChildren, sameNode } from "./syntax.ts";

export const GO_FUNCTIONS: ReadonlySet<string> = new Set([
  "function_declaration",
  "method_declaration",
  "func_literal",
]);
const SCOPES: ReadonlySet<string> = new Set([
  "source_file",
  "block",
  "if_statement",
  "for_statement",
  "expression_switch_statement",
  "type_switch_statement",
  "expression_case",
  "default_case",
  "type_case",
  "communication_case",
  ...GO_FUNCTIONS,
]);

const AFTER = /^\s*(?::=|=(?!=)|,|[\w*[(.]|\)|:?=\s*range\b)/;

export const goScoping: Scoping = {
  blocks: new Set(["statement_list", "source_file"]),
  functions: GO_FUNCTIONS,
  mayDefine: (text, start, end) => AFTER.test(text.slice(end, end + 16)) || isListed(text, start),
  // `sha1 := sha1.New()`: a local name holds from the end of its declaration on
  visible(definition, use) {
    if (definition.kind !== "variable" && definition.kind !== "other") return true;
    if (definition.scope?.type === "source_file" || definition.by.type === "type_switch_statement") return true;
    return use.startIndex >= definition.by.endIndex;
  },
  define,
};

/** A name alone on its line, or after `func`, `type`, `const`, `var`: the members of a `const (…)` block. */
function isListed(text: string, start: number): boolean {
  return /(?:^|[\n(;]|\b(?:func|type|const|var))[ \t]*$/.test(text.slice(Math.max(0, start - 24), start));
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null) return undefined;
  if (identifier.type === "type_identifier") {
    const scope = /^type_(?:spec|alias)$/.test(parent.type) && ancestor(parent, SCOPES);
    return scope && isField(parent, "name", identifier)
      ? { name: identifier, scope, kind: "class", by: parent }
      : undefined;
  }
  if (identifier.type !== "identifier") return undefined;
  switch (parent.type) {
    case "const_spec":
    case "var_spec":
      return specified(identifier, parent);
    case "expression_list":
      return listed(identifier, parent);
    case "parameter_declaration":
    case "variadic_parameter_declaration": {
      const scope = isType(parent, identifier) ? undefined : ancestor(parent, GO_FUNCTIONS);
      const type = field(parent, "type");
      return scope && { name: identifier, scope, kind: "parameter", by: parent, ...(type && { type }) };
    }
    case "function_declaration": {
      const scope = isField(parent, "name", identifier) ? ancestor(parent, SCOPES) : undefined;
      return scope && { name: identifier, scope, kind: "function", by: parent };
    }
    default:
      return undefined;
  }
}

function isType(parent: Node, identifier: Node): boolean {
  return isField(parent, "type", identifier);
}

/** `const A, B = 1, 2`, `var c tls.Config`; a constant without a value repeats an expression that is not looked for. */
function specified(identifier: Node, spec: Node): Definition | undefined {
  const type = field(spec, "type");
  if (sameNode(type, identifier)) return undefined;
  const declaration = spec.parent?.type === "var_spec_list" ? spec.parent.parent : spec.parent;
  const scope = declaration && ancestor(declaration, SCOPES);
  if (!scope) return undefined;
  const values = field(spec, "value");
  const names = namedChildren(spec).filter((child) => child.type === "identifier" && !sameNode(child, type));
  const place = names.findIndex((child) => sameNode(child, identifier));
  if (place < 0) return undefined;
  const value = valueAt(values, names.length, place);
  const kind = value === undefined && (values !== undefined || spec.type === "const_spec") ? "other" : "variable";
  return { name: identifier, scope, kind, by: spec, ...(value && { value }), ...(type && { type }) };
}

/** The left side of `:=`, `=` and `range`. */
function listed(identifier: Node, list: Node): Definition | undefined {
  const by = list.parent;
  if (by === null || (!isField(by, "left", list) && !isField(by, "alias", list))) return undefined;
  const targets = namedChildren(list);
  const place = targets.findIndex((child) => sameNode(child, identifier));
  const value = valueAt(field(by, "right"), targets.length, place);
  switch (by.type) {
    case "short_var_declaration": {
      const scope = ancestor(by, SCOPES);
      return scope && { name: identifier, scope, kind: value ? "variable" : "other", by, ...(value && { value }) };
    }
    case "assignment_statement": {
      const given = field(by, "operator")?.type === "=" ? value : valueOfChange(by);
      return { name: identifier, kind: given ? "variable" : "other", by, ...(given && { value: given }) };
    }
    case "range_clause": {
      const scope = ancestor(by, SCOPES);
      const of = field(by, "right");
      const part =
        of && place <= 1 ? { part: { of, path: [place === 1 ? ("value" as const) : ("place" as const)] } } : {};
      return scope && { name: identifier, scope, kind: "other", by, ...part };
    }
    case "type_switch_statement":
    case "receive_statement": {
      const scope = by.type === "type_switch_statement" ? by : ancestor(by, SCOPES);
      return scope && { name: identifier, scope, kind: "other", by };
    }
    default:
      return undefined;
  }
}

/** The expression for the target at `place`; of a call that gives several results, only the first has it. */
function valueAt(values: Node | undefined, targets: number, place: number): Node | undefined {
  if (values === undefined) return undefined;
  const expressions = values.type === "expression_list" ? namedChildren(values) : [values];
  if (expressions.length === targets) return expressions[place];
  return expressions.length === 1 && place === 0 ? expressions[0] : undefined;
}
