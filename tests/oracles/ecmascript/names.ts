/** Qualified names of expressions, by the compiler's symbols: what a name is bound to, through imports and constants. */
import {
  type Expression,
  type Identifier,
  type Node,
  SyntaxKind,
  type VariableDeclaration,
} from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import type { Checker } from "typescript/unstable/sync";
import type { Assignments } from "./assignments.ts";
import { canonical } from "./canonical.ts";

const MAX_DEPTH = 16;

export class Names {
  readonly #checker: Checker;
  readonly #assignments: Assignments;
  readonly #bound = new Map<Node, Node | "none" | "global">();

  constructor(checker: Checker, assignments: Assignments) {
    this.#checker = checker;
    this.#assignments = assignments;
  }

  /** As models write it; undefined where the file does not tell. */
  of(expression: Node): string | undefined {
    const name = this.#raw(expression, 0);
    return name === undefined ? undefined : canonical(name);
  }

  /** Modules and globals with the properties taken of them; globals begin with `global:`. */
  #raw(given: Node, depth: number): string | undefined {
    const node = unwrapped(given);
    if (depth > MAX_DEPTH) return undefined;
    if (is.isIdentifier(node)) return this.#identifier(node, depth + 1);
    const member = memberOf(node);
    if (member) {
      const owner = this.#raw(member.of, depth + 1) ?? this.#classOf(member.of, depth + 1);
      return owner === undefined ? undefined : `${owner}.${member.name}`;
    }
    return specifierOf(node);
  }

  /** The class of an object that is made in its place, or held by a constant. */
  #classOf(given: Node, depth: number): string | undefined {
    const node = unwrapped(given);
    const made = unwrapped(this.constantOf(node) ?? node);
    return is.isNewExpression(made) ? this.#raw(made.expression, depth) : undefined;
  }

  #identifier(identifier: Identifier, depth: number): string | undefined {
    const declaration = this.declarationOf(identifier);
    if (declaration === "global") return `global:${identifier.text}`;
    if (declaration === "none") return undefined;
    if (is.isImportClause(declaration)) return moduleOf(declaration.parent);
    if (is.isNamespaceImport(declaration)) return moduleOf(declaration.parent.parent);
    if (is.isImportSpecifier(declaration)) {
      const module = moduleOf(declaration.parent.parent.parent);
      const name = declaration.propertyName ?? declaration.name;
      return module === undefined ? undefined : `${module}.${name.text}`;
    }
    if (is.isImportEqualsDeclaration(declaration)) {
      const { moduleReference: reference } = declaration;
      return is.isExternalModuleReference(reference) ? textOf(reference.expression) : undefined;
    }
    if (is.isVariableDeclaration(declaration)) {
      const value = this.#valueOf(declaration);
      return value && this.#raw(value, depth);
    }
    return is.isBindingElement(declaration) ? this.#element(declaration, depth) : undefined;
  }

  /** `{ createHash: hash } = require("crypto")`. */
  #element(element: Node, depth: number): string | undefined {
    if (!is.isBindingElement(element) || element.dotDotDotToken) return undefined;
    const key = element.propertyName ?? element.name;
    const holder = element.parent.parent;
    if (!key || !is.isObjectBindingPattern(element.parent) || !(is.isIdentifier(key) || is.isStringLiteral(key))) {
      return undefined;
    }
    if (this.#assignments.to(key.text).length > 0) return undefined;
    const value = is.isVariableDeclaration(holder) ? holder.initializer : undefined;
    const owner = value ? this.#raw(value, depth) : this.#element(holder, depth);
    return owner === undefined ? undefined : `${owner}.${key.text}`;
  }

  /** What declares a name: `global` where nothing of the file does, `none` where there are several or it cannot be told. */
  declarationOf(identifier: Identifier): Node | "none" | "global" {
    let known = this.#bound.get(identifier);
    if (known === undefined) {
      const declarations = this.#checker.getSymbolAtLocation(identifier)?.declarations ?? [];
      const [first] = declarations;
      known = first === undefined ? "global" : declarations.length === 1 ? (first.resolve() ?? "none") : "none";
      this.#bound.set(identifier, known);
    }
    return known;
  }

  /** What a name of the file is given, once and for all. */
  constantOf(node: Node): Expression | undefined {
    const declaration = is.isIdentifier(node) ? this.declarationOf(node) : "none";
    if (typeof declaration === "string" || !is.isVariableDeclaration(declaration)) return undefined;
    return this.#valueOf(declaration);
  }

  /** Its initializer, or the one thing that is assigned to it where it has none. */
  #valueOf(declaration: VariableDeclaration): Expression | undefined {
    const { name, initializer, parent } = declaration;
    if (!is.isIdentifier(name) || parent.parent.kind === SyntaxKind.ForOfStatement) return undefined;
    const assigned = this.#assignments.to(name.text);
    if (initializer) return assigned.length === 0 ? initializer : undefined;
    const [only] = assigned;
    return assigned.length === 1 && only?.value && this.declarationOf(only.name) === declaration
      ? only.value
      : undefined;
  }
}

/** `a.b`, `a["b"]`, `a?.b`. */
function memberOf(node: Node): { readonly of: Node; readonly name: string } | undefined {
  if (is.isPropertyAccessExpression(node)) return { of: node.expression, name: node.name.text };
  const key = is.isElementAccessExpression(node) ? textOf(node.argumentExpression) : undefined;
  return is.isElementAccessExpression(node) && key !== undefined ? { of: node.expression, name: key } : undefined;
}

/** What compilers to CommonJS put around a module so that its `default` is there. */
const INTEROP = /^_*(?:import(?:Star|Default)|interopRequire(?:Default|Wildcard)|toESM)$/;

/** `require("x")`, `await import("x")`, and with a compiler's `__importDefault(…)` around it. */
function specifierOf(given: Node): string | undefined {
  const node = unwrapped(given);
  if (!is.isCallExpression(node)) return undefined;
  const callee = unwrapped(node.expression);
  const called = is.isPropertyAccessExpression(callee) ? callee.name : callee;
  const [inner] = node.arguments;
  if (is.isIdentifier(called) && INTEROP.test(called.text)) return inner && specifierOf(inner);
  const loads = (is.isIdentifier(callee) && callee.text === "require") || callee.kind === SyntaxKind.ImportKeyword;
  const [first] = node.arguments;
  return loads && first ? textOf(first) : undefined;
}

function moduleOf(declaration: Node): string | undefined {
  return is.isImportDeclaration(declaration) ? textOf(declaration.moduleSpecifier) : undefined;
}

export function textOf(node: Node): string | undefined {
  return is.isStringLiteral(node) || is.isNoSubstitutionTemplateLiteral(node) ? node.text : undefined;
}

/** Without what changes nothing: parentheses, casts, `await`, `(0, f)`. */
export function unwrapped(node: Node): Node {
  let current = node;
  for (;;) {
    if (
      is.isParenthesizedExpression(current) ||
      is.isAsExpression(current) ||
      is.isSatisfiesExpression(current) ||
      is.isTypeAssertion(current) ||
      is.isNonNullExpression(current) ||
      is.isAwaitExpression(current)
    ) {
      current = current.expression;
    } else if (is.isBinaryExpression(current) && current.operatorToken.kind === SyntaxKind.CommaToken) {
      current = current.right;
    } else return current;
  }
}
