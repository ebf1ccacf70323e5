/** What defines a name in Python: imports, assignments, parameters, functions, classes and the like. */
import type { Node } from "web-tree-sitter";
import type { Definition, Scoping } from "./bindings.ts";
import { valueOfChange } from "./changed.ts";
import type { Step } from "./collections.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

export const PYTHON_FUNCTIONS: ReadonlySet<string> = new Set(["function_definition", "lambda"]);
export const PYTHON_CLASSES: ReadonlySet<string> = new Set(["class_definition"]);
const SCOPES: ReadonlySet<string> = new Set([
  "module",
  "function_definition",
  "class_definition",
  "lambda",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);
const NAMED_SCOPES: ReadonlySet<string> = new Set(["module", "function_definition", "class_definition", "lambda"]);
const MODULE: ReadonlySet<string> = new Set(["module"]);
const PATTERNS: ReadonlySet<string> = new Set(["pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"]);

const BEFORE = /(?:\b(?:import|as|def|class|for|global|nonlocal|lambda)|[,(*[])[\s\\]*$/;
const AFTER = /^[\s\\]*(?:=(?!=)|:|,|\)|\]|in\b|(?:[-+*/%&|^@]|\*\*|\/\/|<<|>>)=)/;

export const pythonScoping: Scoping = {
  blocks: new Set(["block", "module"]),
  functions: PYTHON_FUNCTIONS,
  mayDefine(text, start, end) {
    return AFTER.test(text.slice(end, end + 24)) || BEFORE.test(text.slice(Math.max(0, start - 24), start));
  },
  visible(definition, use) {
    if (definition.kind === "member") return false;
    if (definition.scope?.type !== "class_definition") return true;
    return sameNode(ancestor(use, NAMED_SCOPES), definition.scope);
  },
  define,
};

function define(identifier: Node): Definition | undefined {
  if (identifier.type !== "identifier") return undefined;
  const parent = identifier.parent;
  if (parent === null) return undefined;
  switch (parent.type) {
    case "dotted_name":
    case "aliased_import":
      return imported(identifier, parent);
    case "function_definition":
    case "class_definition": {
      const scope = isField(parent, "name", identifier) ? ancestor(parent, NAMED_SCOPES) : undefined;
      const kind = parent.type === "class_definition" ? "class" : "function";
      return scope && { name: identifier, scope, kind, by: parent };
    }
    case "parameters":
    case "lambda_parameters":
    case "typed_parameter":
    case "default_parameter":
    case "typed_default_parameter":
    case "dictionary_splat_pattern":
      return parameter(identifier, parent);
    case "attribute":
      return member(identifier, parent);
    case "global_statement": {
      const scope = ancestor(parent, MODULE);
      return scope && { name: identifier, scope, kind: "other", by: parent };
    }
    default:
      return variable(identifier, parent);
  }
}

function imported(identifier: Node, parent: Node): Definition | undefined {
  let by = parent.type === "dotted_name" ? parent.parent : parent;
  if (parent.type === "dotted_name") {
    if (by === null || isField(by, "module_name", parent)) return undefined;
    if (by.type !== "import_statement" && by.type !== "import_from_statement") return undefined;
    if (!sameNode(parent.firstNamedChild ?? undefined, identifier)) return undefined;
  } else {
    if (!isField(parent, "alias", identifier)) return undefined;
    by = parent.parent;
  }
  const scope = by && ancestor(by, NAMED_SCOPES);
  return by && scope ? { name: identifier, scope, kind: "import", by, value: parent } : undefined;
}

/** What an import definition brings: `hashlib`, `cryptography.hazmat.primitives.hashes`, `.rel.name`. */
export function importedName(text: string, definition: Definition): string {
  const { by, value, name } = definition;
  const imported = value?.type === "aliased_import" ? field(value, "name") : undefined;
  const path = textOf(text, imported ?? name).replace(/\s/g, "");
  if (by.type !== "import_from_statement") return path;
  const module = field(by, "module_name");
  const prefix = module === undefined ? "" : textOf(text, module).replace(/\s/g, "");
  return prefix.endsWith(".") ? prefix + path : `${prefix}.${path}`;
}

function parameter(identifier: Node, parent: Node): Definition | undefined {
  const named = parent.type === "default_parameter" || parent.type === "typed_default_parameter";
  if (named && !isField(parent, "name", identifier)) return undefined;
  const scope = ancestor(identifier, PYTHON_FUNCTIONS);
  if (scope === undefined) return undefined;
  const value = named ? field(parent, "value") : undefined;
  const type = field(parent, "type");
  const splat = parent.type === "dictionary_splat_pattern";
  return {
    name: identifier,
    scope,
    kind: splat ? "other" : "parameter",
    by: parent.type.endsWith("parameters") ? identifier : parent,
    ...(value && { value }),
    ...(type && { type }),
  };
}

/** `self.x = …` makes a member of the class around it. */
function member(identifier: Node, attribute: Node): Definition | undefined {
  const assignment = attribute.parent;
  const object = field(attribute, "object");
  if (assignment?.type !== "assignment" || !isField(assignment, "left", attribute)) return undefined;
  if (object?.type !== "identifier" || !isField(attribute, "attribute", identifier)) return undefined;
  if (object.text !== "self" && object.text !== "cls") return undefined;
  const scope = ancestor(assignment, PYTHON_CLASSES);
  const value = assigned(assignment);
  const type = field(assignment, "type");
  return (
    scope && {
      name: identifier,
      scope,
      kind: "member",
      by: assignment,
      ...(value && { value }),
      ...(type && { type }),
    }
  );
}

/** The value at the end of `a = b = value`. */
function assigned(assignment: Node): Node | undefined {
  let value = field(assignment, "right");
  for (let step = 0; step < 8 && value?.type === "assignment"; step++) value = field(value, "right");
  return value;
}

function variable(identifier: Node, parent: Node): Definition | undefined {
  let target = identifier;
  let by = parent;
  const path: number[] = [];
  for (let step = 0; step < 8 && PATTERNS.has(by.type); step++) {
    const inner = target;
    path.unshift(
      by.type === "list_splat_pattern" ? -1 : namedChildren(by).findIndex((child) => sameNode(child, inner)),
    );
    target = by;
    if (by.parent === null) return undefined;
    by = by.parent;
  }
  const isPart = path.length > 0;
  const make = (kind: "variable" | "other", value?: Node, type?: Node, from: Node = by): Definition | undefined => {
    const scope = ancestor(by, by.type === "for_in_clause" ? SCOPES : NAMED_SCOPES);
    return scope && { name: identifier, scope, kind, by: from, ...(value && { value }), ...(type && { type }) };
  };
  const partOf = (of: Node | undefined, steps: readonly Step[], from: Node = by): Definition | undefined => {
    const other = make("other", undefined, undefined, from);
    return other && of && !path.includes(-1) ? { ...other, part: { of, path: [...steps, ...path] } } : other;
  };
  switch (by.type) {
    case "assignment": {
      if (!isField(by, "left", target)) return undefined;
      const value = assigned(by);
      if (!isPart) return make("variable", value, field(by, "type"));
      const items = value && /^(expression_list|tuple|list)$/.test(value.type) ? namedChildren(value) : [];
      const [place = -1] = path;
      const item = path.length === 1 ? items[place] : undefined;
      return item ? make("variable", item) : partOf(value, []);
    }
    case "named_expression":
      return isField(by, "name", target) ? make("variable", field(by, "value")) : undefined;
    case "as_pattern_target": {
      const pattern = by.parent;
      const value = pattern?.firstNamedChild;
      if (pattern?.parent?.type !== "with_item" || !value) return make("other");
      by = pattern.parent;
      return make("variable", value);
    }
    case "augmented_assignment": {
      const value = valueOfChange(by);
      return isField(by, "left", target) ? make(value ? "variable" : "other", value) : undefined;
    }
    case "for_statement":
    case "for_in_clause":
      // it holds from here on, not from the end of the loop
      return isField(by, "left", target) ? partOf(field(by, "right"), ["key"], target) : undefined;
    case "case_pattern":
    case "nonlocal_statement":
    case "delete_statement":
      return make("other");
    case "parameters":
    case "lambda_parameters": {
      const scope = ancestor(by, PYTHON_FUNCTIONS);
      return scope && { name: identifier, scope, kind: "other", by };
    }
    default:
      return undefined;
  }
}
