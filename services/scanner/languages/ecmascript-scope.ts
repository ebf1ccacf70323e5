/**
 * Which declaration an identifier of JavaScript or TypeScript means. Only the scopes around the identifier are read,
 * statement by statement, never expressions or nested functions; each scope once. The whole file has one budget of
 * statements, so that a bundle of a million statements costs what a large file costs.
 */
import type { Node } from "web-tree-sitter";
import { budgetOf } from "./budget.ts";
import type { Step } from "./collections.ts";
import { field, namedChildren, textOf } from "./syntax.ts";

export interface Declaration {
  readonly name: string;
  readonly kind: "variable" | "parameter" | "import" | "function" | "class" | "enum" | "namespace";
  /** The declarator, parameter, specifier or statement. */
  readonly node: Node;
  /** Where the name holds. */
  readonly scope: Node;
  /** `const`, imports, functions, classes, enums: no assignment can change it. */
  readonly constant: boolean;
  /** Initialiser (of the whole pattern). */
  readonly value?: Node;
  /** Properties that lead from the initialiser to the name: `["a", "0"]` for `x` in `{ a: [x] }`. */
  readonly path: readonly string[];
  /** What the name is where the initialiser gives nothing: `= "md5"` of a parameter or pattern. */
  readonly fallback?: Node;
  /** Of the variable of a loop: the list or table it runs over. */
  readonly loop?: { readonly of: Node; readonly step: Step };
  /** Of imports: the module's specifier; `path` leads to the export. */
  readonly module?: string;
}

/** Statements and parameters read over all scopes of one file. */
const STATEMENT_BUDGET = 2_000_000;
const MAX_PATTERN_DEPTH = 8;
const MAX_SCOPES = 256;

export const FUNCTIONS: ReadonlySet<string> = new Set([
  "function_declaration",
  "function_expression",
  "generator_function",
  "generator_function_declaration",
  "arrow_function",
  "method_definition",
]);
const SCOPES: ReadonlySet<string> = new Set([
  ...FUNCTIONS,
  "program",
  "statement_block",
  "switch_body",
  "for_statement",
  "for_in_statement",
  "catch_clause",
  "class",
  "class_static_block",
]);
/** Statements that hold statements: a `var` within belongs to the function around. */
const NESTING: ReadonlySet<string> = new Set([
  "if_statement",
  "else_clause",
  "for_statement",
  "for_in_statement",
  "while_statement",
  "do_statement",
  "try_statement",
  "catch_clause",
  "finally_clause",
  "switch_statement",
  "switch_body",
  "switch_case",
  "switch_default",
  "labeled_statement",
  "statement_block",
  "with_statement",
  "ERROR",
]);

type Pattern = Pick<Declaration, "kind" | "node" | "constant" | "loop"> & { readonly value: Node | undefined };

export class Scopes {
  readonly #text: string;
  readonly #scopes = new Map<number, ReadonlyMap<string, Declaration>>();
  readonly #parents = new Map<number, Node | undefined>();
  #budget = STATEMENT_BUDGET;

  constructor(text: string) {
    this.#text = text;
  }

  /** What `name` means where `node` stands; nothing for a global. */
  lookup(name: string, node: Node): Declaration | undefined {
    let scope = this.scopeAround(node);
    for (let step = 0; scope && step < MAX_SCOPES; step++) {
      const found = this.#declarations(scope).get(name);
      if (found) return found;
      scope = this.scopeAround(scope);
    }
    return undefined;
  }

  /** The scope around a node, not the node itself. */
  scopeAround(node: Node): Node | undefined {
    if (this.#parents.has(node.id)) return this.#parents.get(node.id);
    let current = node.parent;
    for (let step = 0; current && !SCOPES.has(current.type) && step < MAX_SCOPES; step++) current = current.parent;
    const scope = current && SCOPES.has(current.type) ? current : undefined;
    this.#parents.set(node.id, scope);
    return scope;
  }

  #declarations(scope: Node): ReadonlyMap<string, Declaration> {
    const known = this.#scopes.get(scope.id);
    if (known) return known;
    const found = new Map<string, Declaration>();
    this.#scopes.set(scope.id, found);
    const add = (declaration: Declaration): void => {
      if (!found.has(declaration.name)) found.set(declaration.name, declaration);
    };
    if (FUNCTIONS.has(scope.type)) this.#parameters(scope, add);
    else if (scope.type === "catch_clause")
      this.#pattern(field(scope, "parameter"), plain(scope, "parameter"), scope, add);
    else if (scope.type === "class") this.#own(scope, "class", scope, add);
    else if (scope.type === "for_statement") this.#statement(field(scope, "initializer"), scope, add);
    else if (scope.type === "for_in_statement") {
      if (field(scope, "kind")) this.#pattern(field(scope, "left"), loopPattern(scope), scope, add);
    } else this.#statements(scope, add);
    return found;
  }

  #parameters(scope: Node, add: (declaration: Declaration) => void): void {
    const one = field(scope, "parameter");
    if (one) this.#pattern(one, plain(one, "parameter"), scope, add);
    const list = field(scope, "parameters");
    for (const child of list ? namedChildren(list) : []) {
      const typed = child.type === "required_parameter" || child.type === "optional_parameter";
      const pattern = typed ? field(child, "pattern") : child;
      const fallback = typed ? field(child, "value") : undefined;
      this.#pattern(pattern, plain(child, "parameter"), scope, add, [], fallback);
    }
    if (scope.type === "function_expression" || scope.type === "generator_function")
      this.#own(scope, "function", scope, add);
  }

  /** Statements of a block; `var` also from the blocks within. */
  #statements(scope: Node, add: (declaration: Declaration) => void): void {
    const hoists = scope.type === "program" || (scope.parent !== null && FUNCTIONS.has(scope.parent.type));
    const nested: Node[] = [];
    for (const statement of this.#children(scope)) {
      this.#statement(statement, scope, add);
      if (hoists && NESTING.has(statement.type)) nested.push(statement);
      if (statement.type === "switch_case" || statement.type === "switch_default" || statement.type === "ERROR") {
        for (const inner of this.#children(statement)) this.#statement(inner, scope, add);
      }
    }
    for (let node = nested.pop(); node; node = nested.pop()) {
      for (const child of this.#children(node)) {
        if (child.type === "variable_declaration") this.#statement(child, scope, add);
        else if (NESTING.has(child.type)) nested.push(child);
      }
      if (node.type === "for_in_statement" && field(node, "kind")?.type === "var") {
        this.#pattern(field(node, "left"), loopPattern(node), scope, add);
      }
    }
  }

  /** Named children as far as the budget reaches. */
  *#children(node: Node): Generator<Node> {
    const cursor = node.walk();
    try {
      if (!cursor.gotoFirstChild()) return;
      do {
        if (this.#budget-- <= 0) return budgetOf(node.tree).giveUp();
        if (cursor.nodeIsNamed) yield cursor.currentNode;
      } while (cursor.gotoNextSibling());
    } finally {
      cursor.delete();
    }
  }

  #statement(statement: Node | undefined, scope: Node, add: (declaration: Declaration) => void): void {
    switch (statement?.type) {
      case "lexical_declaration":
      case "variable_declaration":
      case "using_declaration": {
        const constant = field(statement, "kind")?.type === "const";
        for (const declarator of this.#children(statement)) {
          const value = field(declarator, "value");
          const pattern: Pattern = { kind: "variable", node: declarator, constant, value };
          if (declarator.type === "variable_declarator") this.#pattern(field(declarator, "name"), pattern, scope, add);
        }
        return;
      }
      case "function_declaration":
      case "generator_function_declaration":
      case "function_signature":
        this.#own(statement, "function", scope, add);
        return;
      case "class_declaration":
      case "abstract_class_declaration":
        this.#own(statement, "class", scope, add);
        return;
      case "enum_declaration":
        this.#own(statement, "enum", scope, add);
        return;
      case "expression_statement":
        if (statement.firstNamedChild?.type === "internal_module") {
          this.#own(statement.firstNamedChild, "namespace", scope, add);
        }
        return;
      case "export_statement":
        this.#statement(field(statement, "declaration"), scope, add);
        return;
      case "import_statement":
        this.#import(statement, scope, add);
        return;
    }
  }

  #own(node: Node, kind: Declaration["kind"], scope: Node, add: (declaration: Declaration) => void): void {
    const name = field(node, "name");
    if (name) add({ name: textOf(this.#text, name), kind, node, scope, constant: true, path: [] });
  }

  #import(statement: Node, scope: Node, add: (declaration: Declaration) => void): void {
    for (const clause of namedChildren(statement)) {
      const source = field(statement, "source") ?? field(clause, "source");
      if (!source) continue;
      const module = textOf(this.#text, source).slice(1, -1);
      const declare = (local: Node, path: readonly string[]): void =>
        add({ name: textOf(this.#text, local), kind: "import", node: local, scope, constant: true, path, module });
      const parts = clause.type === "import_clause" ? namedChildren(clause) : [];
      if (clause.type === "import_require_clause" && clause.firstNamedChild) declare(clause.firstNamedChild, []);
      for (const part of parts) {
        if (part.type === "identifier") declare(part, ["default"]);
        else if (part.type === "namespace_import" && part.firstNamedChild) declare(part.firstNamedChild, []);
        else if (part.type === "named_imports") {
          for (const specifier of namedChildren(part)) {
            const name = field(specifier, "name");
            if (name)
              declare(field(specifier, "alias") ?? name, [textOf(this.#text, name).replace(/^["']|["']$/g, "")]);
          }
        }
      }
    }
  }

  /** Every name a pattern declares, with the way from the initialiser to it. */
  #pattern(
    target: Node | undefined,
    of: Pattern,
    scope: Node,
    add: (declaration: Declaration) => void,
    path: readonly string[] = [],
    fallback?: Node,
  ): void {
    if (!target || path.length > MAX_PATTERN_DEPTH) return;
    const into = (inner: Node | undefined, step: readonly string[], instead?: Node): void =>
      this.#pattern(inner, of, scope, add, [...path, ...step], instead);
    switch (target.type) {
      case "identifier":
      case "shorthand_property_identifier_pattern": {
        const { value, ...rest } = of;
        const name = textOf(this.#text, target);
        add({ ...rest, name, scope, path, ...(value && { value }), ...(fallback && { fallback }) });
        return;
      }
      case "assignment_pattern":
      case "object_assignment_pattern": {
        const left = field(target, "left");
        const step = left?.type === "shorthand_property_identifier_pattern" ? [textOf(this.#text, left)] : [];
        into(left, step, field(target, "right"));
        return;
      }
      case "object_pattern":
        for (const child of namedChildren(target)) {
          if (child.type === "shorthand_property_identifier_pattern") into(child, [textOf(this.#text, child)]);
          else if (child.type === "object_assignment_pattern") into(child, []);
          else if (child.type === "pair_pattern") {
            const key = field(child, "key");
            if (key) into(field(child, "value"), [textOf(this.#text, key).replace(/^["']|["']$/g, "")]);
          } else if (child.type === "rest_pattern") into(child.firstNamedChild ?? undefined, []);
        }
        return;
      case "array_pattern":
        namedChildren(target).forEach((child, index) => {
          if (child.type !== "rest_pattern") into(child, [String(index)]);
        });
    }
  }
}

/** `for (const name of names)`, `for (const key in table)`. */
function loopPattern(node: Node): Pattern {
  const of = field(node, "right");
  const step = field(node, "operator")?.type === "in" ? "key" : "entry";
  return { ...plain(node, "variable"), ...(of && { loop: { of, step } }) };
}

function plain(node: Node, kind: Declaration["kind"]): Pattern {
  return { kind, node, constant: false, value: undefined };
}
