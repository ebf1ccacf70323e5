/** What the arguments of a call spell out: literals, constants of the file, names and calls of modules. */
import { type Expression, type Node, SyntaxKind } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import type { Spelled, SpelledArgument } from "../protocol.ts";
import { type Names, textOf, unwrapped } from "./names.ts";

const MAX_DEPTH = 12;

export class Spelling {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /** Up to the first that is spread: what stands behind it has no known position. */
  arguments(given: readonly Node[], depth = 0): readonly SpelledArgument[] {
    const spread = given.findIndex(is.isSpreadElement);
    const placed = spread < 0 ? given : given.slice(0, spread);
    return placed.map((each) => ({ value: this.#value(each, depth + 1) }));
  }

  #value(given: Node, depth: number): Spelled {
    if (depth > MAX_DEPTH) return null;
    const node = unwrapped(given);
    const text = this.#text(node, depth);
    if (text !== undefined) return { string: text };
    if (is.isNumericLiteral(node)) return { number: Number(node.text) };
    switch (node.kind) {
      case SyntaxKind.TrueKeyword:
        return { boolean: true };
      case SyntaxKind.FalseKeyword:
        return { boolean: false };
      case SyntaxKind.NullKeyword:
        return { none: true };
    }
    if (is.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.MinusToken) {
      const value = this.#value(node.operand, depth + 1);
      return value && "number" in value ? { number: -value.number } : null;
    }
    if (is.isObjectLiteralExpression(node)) return { object: this.#fields(node.properties, depth) };
    if (is.isArrayLiteralExpression(node)) return { list: node.elements.map((each) => this.#value(each, depth + 1)) };
    if (is.isIdentifier(node) && node.text === "undefined") return { none: true };
    const constant = this.#names.constantOf(node);
    if (constant && !this.#isLoaded(constant)) return this.#value(constant, depth + 1);
    if (is.isCallExpression(node) || is.isNewExpression(node)) {
      const call = this.#names.of(node.expression);
      return call === undefined ? null : { call, arguments: this.arguments(node.arguments ?? [], depth) };
    }
    const name = this.#names.of(node);
    return name === undefined ? null : { name };
  }

  /** `const { SHA256 } = …`, `const crypto = require("crypto")`: a name of the module, not a value of the file. */
  #isLoaded(constant: Expression): boolean {
    return this.#names.of(constant) !== undefined;
  }

  #text(node: Node, depth: number): string | undefined {
    const text = textOf(node);
    if (text !== undefined) return text;
    const parts = is.isTemplateExpression(node)
      ? node.templateSpans.flatMap((span) => [span.expression, span.literal])
      : is.isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.PlusToken
        ? [node.left, node.right]
        : [];
    if (parts.length === 0) return undefined;
    const texts = parts.map((part) => (is.isTemplateMiddleOrTemplateTail(part) ? part.text : this.#part(part, depth)));
    const joined = is.isTemplateExpression(node) ? [node.head.text, ...texts] : texts;
    return joined.some((each) => each === undefined) ? undefined : joined.join("");
  }

  #part(node: Node, depth: number): string | undefined {
    const value = this.#value(node, depth + 1);
    if (value === null) return undefined;
    if ("string" in value) return value.string;
    // the sum of two numbers is no text
    return "number" in value && is.isTemplateSpan(node.parent) ? String(value.number) : undefined;
  }

  #fields(properties: readonly Node[], depth: number): Readonly<Record<string, Spelled>> {
    const fields: Record<string, Spelled> = {};
    for (const property of properties) {
      if (is.isPropertyAssignment(property)) {
        const { name } = property;
        const key = is.isIdentifier(name) ? name.text : textOf(name);
        if (key !== undefined) fields[key] = this.#value(property.initializer, depth + 1);
      } else if (is.isShorthandPropertyAssignment(property) && is.isIdentifier(property.name)) {
        fields[property.name.text] = null;
      }
    }
    return fields;
  }
}
