/**
 * Every regular expression of the sources: literals as they stand, and where one is made at run time, so that none is left
 * out.
 */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** `services/scanner/kinds.ts:55` */
  readonly place: string;
}

export interface Sources {
  readonly literals: readonly Expression[];
  /** Places where an expression is made of what is known at run time alone. */
  readonly made: readonly string[];
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Files of the product: everything below `services` but tests and what they use. What becomes WebAssembly has none. */
function productFiles(): readonly string[] {
  return globSync("services/**/*.{ts,tsx}", { cwd: ROOT, exclude: (name) => name.includes("node_modules") })
    .filter((path) => !/\.(?:test|fixture|d)\.tsx?$|\/testing-[^/]+$|\/assembly\//.test(path))
    .sort();
}

/** The same for one text. Throws where it is no TypeScript, or hands `RegExp` to somebody who could make more of them. */
export function expressionsIn(path: string, text: string): Sources {
  const literals: Expression[] = [];
  const made: string[] = [];
  const called = new Set<unknown>();
  for (const node of nodesOf(parseAst(text, { lang: path.endsWith("x") ? "tsx" : "ts" }))) {
    const place = `${path}:${text.slice(0, node.start).split("\n").length}`;
    if (node.type === "Literal" && node.regex) {
      literals.push({ source: node.regex.pattern, flags: node.regex.flags, place });
    } else if (node.type === "NewExpression" || node.type === "CallExpression") {
      if (!isRegExp(node.callee)) continue;
      made.push(place);
      called.add(node.callee);
    } else if (node.type.startsWith("TS") && isRegExp(node.typeName)) called.add(node.typeName);
    else if (isRegExp(node) && !called.has(node)) throw new Error(`${place} uses RegExp other than by calling it`);
  }
  return { literals, made };
}

export function expressionsOfProduct(): Sources {
  const all = productFiles().map((path) => expressionsIn(path, readFileSync(`${ROOT}/${path}`, "utf8")));
  return { literals: all.flatMap(({ literals }) => literals), made: all.flatMap(({ made }) => made) };
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly name?: unknown;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: unknown;
  readonly typeName?: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isRegExp(value: unknown): boolean {
  return isNode(value) && value.type === "Identifier" && value.name === "RegExp";
}

/** A node before its children. */
function* nodesOf(value: unknown): Generator<SyntaxNode> {
  if (isNode(value)) yield value;
  if (typeof value !== "object" || value === null) return;
  for (const child of Array.isArray(value) ? value : Object.values(value)) yield* nodesOf(child);
}
