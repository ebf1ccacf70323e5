/**
 * Qualified names of JavaScript and TypeScript expressions: `crypto.createHash` for whatever way an import, a require, a
 * destructuring, an alias or a compiler's interop wrapper takes to it.
 *
 * A raw name is a module's or global's name with the properties after it, `?` for something only the run knows, and
 * `?.a.b` for properties of such a thing. Nothing is returned for functions and classes of the file itself.
 */
import type { Node } from "web-tree-sitter";
import { budgetOf } from "./budget.ts";
import { valueOfChange } from "./changed.ts";
import { canonicalName, GLOBAL, moduleName } from "./ecmascript-modules.ts";
import type { Declaration, Scopes } from "./ecmascript-scope.ts";
import { contains, field, namedChildren, textOf } from "./syntax.ts";
import { decodeEscapes } from "./values.ts";
import { wordOffsets } from "./words.ts";

const UNKNOWN_NAME = "?";
const MAX_NAMES = 4;
/** Longest `?.a.b` that is extended. */
const MAX_OPEN_SEGMENTS = 3;
const MAX_DEPTH = 24;
/** Expressions looked at for one name asked for from outside. */
const MAX_STEPS = 400;
/** What one of them costs, in nodes. */
const STEP_COST = 8;
/** Assignments to one variable that are looked at. */
const MAX_ASSIGNMENTS = 64;
/** Characters of scopes searched for assignments, over one file. */
const MAX_MENTIONS = 50_000;
/** What gives a variable a value or changes it, behind its name. */
const WRITE = /\s*(?:=(?![=>])|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)=|\+\+|--|(?:of|in)\b)/y;

/** Wrappers that do not change what an expression is. */
export const WRAPPERS: ReadonlySet<string> = new Set([
  "parenthesized_expression",
  "non_null_expression",
  "as_expression",
  "satisfies_expression",
  "await_expression",
  "instantiation_expression",
]);
/** `__importStar(require("crypto"))` and its kin of TypeScript, Babel and esbuild. */
const INTEROP =
  /^_*(?:import(?:Star|Default)|interopRequire(?:Default|Wildcard)?|interopNamespace(?:Default)?|toESM|interop_require_(?:default|wildcard))\d*$/;
/** `require`, and what bundlers call theirs. */
const REQUIRE =
  /^(?:(?:(?:module|window)\.)?_{0,2}(?:non_webpack_)?require(?:\$\d{1,3})?_{0,2}|process\.getBuiltinModule)$/;
/** Calls that return what their first argument is, for a model's purposes. */
const TRANSPARENT = /^(?:Object\.freeze|(?:(?:util|es6-promisify|pify|bluebird)\.)?promisify|pify|Object\.seal)$/;

export class Names {
  readonly #text: string;
  readonly #scopes: Scopes;
  readonly #known = new Map<number, readonly string[]>();
  readonly #assigned = new Map<number, Map<string, readonly Node[] | undefined>>();
  #depth = 0;
  #steps = 0;
  #cut = false;

  constructor(text: string, scopes: Scopes) {
    this.#text = text;
    this.#scopes = scopes;
  }

  /** Names as models spell them, most specific first; a bare `?` and names of the file's own things are left out. */
  of(node: Node): readonly string[] {
    return unique(this.raw(node).map(canonicalName)).filter((name) => name !== UNKNOWN_NAME);
  }

  /** Names of what `object[name]` is. */
  ofMember(object: Node, name: string): readonly string[] {
    const names = extend(this.raw(object), [name]);
    return unique(names.map(canonicalName)).filter((each) => each !== UNKNOWN_NAME);
  }

  raw(node: Node): readonly string[] {
    if (this.#depth === 0) {
      this.#steps = 0;
      this.#cut = false;
    }
    const known = this.#known.get(node.id);
    if (known) return known;
    if (this.#depth >= MAX_DEPTH || ++this.#steps > MAX_STEPS || !budgetOf(node.tree).spend(STEP_COST)) {
      this.#cut = true;
      return [UNKNOWN_NAME];
    }
    this.#depth++;
    try {
      const names = unique(this.#compute(node)).slice(0, MAX_NAMES);
      if (!this.#cut) this.#known.set(node.id, names);
      return names;
    } finally {
      this.#depth--;
    }
  }

  #compute(node: Node): readonly string[] {
    if (WRAPPERS.has(node.type)) return node.firstNamedChild ? this.raw(node.firstNamedChild) : [UNKNOWN_NAME];
    switch (node.type) {
      case "identifier":
      case "shorthand_property_identifier": {
        const name = textOf(this.#text, node);
        const declaration = this.#scopes.lookup(name, node);
        return declaration ? this.#declared(declaration) : [GLOBAL + name];
      }
      case "member_expression":
      case "subscript_expression":
        return this.#member(node);
      case "call_expression": {
        const awaited = awaitedBy(node);
        return awaited ? this.raw(awaited) : this.#called(node);
      }
      case "new_expression": {
        const made = field(node, "constructor");
        return made ? [...this.raw(made).filter((name) => !isOpen(name)), UNKNOWN_NAME] : [UNKNOWN_NAME];
      }
      case "sequence_expression": {
        const last = node.lastNamedChild;
        return last ? this.raw(last) : [UNKNOWN_NAME];
      }
      case "binary_expression":
        return /^(?:\|\||\?\?|&&)$/.test(field(node, "operator")?.type ?? "")
          ? this.#either(field(node, "left"), field(node, "right"))
          : [UNKNOWN_NAME];
      case "ternary_expression":
        return this.#either(field(node, "consequence"), field(node, "alternative"));
      case "assignment_expression":
        return this.#either(field(node, "right"), undefined);
      case "arrow_function":
      case "function_expression":
      case "class":
      case "object":
      case "array":
        return [];
      default:
        return [UNKNOWN_NAME];
    }
  }

  #either(left: Node | undefined, right: Node | undefined): readonly string[] {
    const names = [...(left ? this.raw(left) : []), ...(right ? this.raw(right) : [])];
    const certain = names.filter((name) => !isOpen(name));
    return certain.length > 0 ? certain : [UNKNOWN_NAME];
  }

  #declared(declaration: Declaration): readonly string[] {
    const { kind, module, path } = declaration;
    if (kind === "import" && module !== undefined) return extend([moduleName(module)], path);
    if (kind === "parameter") return this.#injected(declaration);
    if (kind !== "variable") return [];
    const sources = this.assignments(declaration) ?? (declaration.value ? [declaration.value] : []);
    const names = sources.flatMap((source) => this.#through(source, path));
    if (sources.length === 0) return [UNKNOWN_NAME];
    const certain = unique(names).filter((name) => !isOpen(name));
    return certain.length > 0 ? unique(names) : names.length === 0 ? [] : [UNKNOWN_NAME];
  }

  /** Names of a property of an expression; looks into object literals. */
  #through(source: Node, path: readonly string[]): readonly string[] {
    let node = this.#objectLiteral(unwrapValue(source)) ?? unwrapValue(source);
    let rest = path;
    for (let next = rest[0]; next !== undefined && node.type === "object"; next = rest[0]) {
      const property = this.property(node, next);
      if (!property) return [UNKNOWN_NAME];
      node = unwrapValue(property);
      rest = rest.slice(1);
    }
    return extend(this.raw(node), rest);
  }

  #member(node: Node): readonly string[] {
    const object = field(node, "object");
    const name = this.memberName(node);
    if (!object || name === undefined) return [UNKNOWN_NAME];
    const source = this.#objectLiteral(object);
    const property = source && this.property(source, name);
    return property ? this.raw(property) : extend(this.raw(object), [name]);
  }

  /** The object literal a constant identifier is bound to. */
  #objectLiteral(node: Node): Node | undefined {
    if (node.type !== "identifier") return undefined;
    const declaration = this.#scopes.lookup(textOf(this.#text, node), node);
    if (declaration?.kind !== "variable" || !declaration.value || declaration.path.length > 0) return undefined;
    const value = unwrapValue(declaration.value);
    return value.type === "object" ? value : undefined;
  }

  #called(node: Node): readonly string[] {
    const callee = field(node, "function");
    const list = field(node, "arguments");
    const first = list?.type === "arguments" ? list.firstNamedChild : null;
    if (!callee || !first) return [UNKNOWN_NAME];
    const specifier = this.stringLiteral(first);
    if (callee.type === "import") return specifier === undefined ? [UNKNOWN_NAME] : [moduleName(specifier)];
    const text = textOf(this.#text, callee);
    if (text.length > 100) return [UNKNOWN_NAME];
    if (REQUIRE.test(text)) {
      const own = text === "require" && this.#scopes.lookup("require", node)?.kind === "function";
      return specifier === undefined || own ? [UNKNOWN_NAME] : [moduleName(specifier)];
    }
    const last = text.slice(text.lastIndexOf(".") + 1);
    if (INTEROP.test(last)) return this.raw(first);
    // a bound function is the function
    const bound = last === "bind" && list?.namedChildCount === 1 ? field(callee, "object") : undefined;
    if (bound) return this.raw(bound);
    if (
      /promisify|pify|Object\./.test(text) &&
      (TRANSPARENT.test(text) || this.of(callee).some((each) => TRANSPARENT.test(each)))
    ) {
      return this.raw(first);
    }
    return [UNKNOWN_NAME];
  }

  /**
   * `define(["node-forge"], function (forge) { … })` and `import("crypto").then(({ createHash }) => …)` tell what their
   * parameters are; other parameters are open.
   */
  #injected(declaration: Declaration): readonly string[] {
    const call = declaration.scope.parent?.parent;
    const list = field(declaration.scope, "parameters");
    if (call?.type !== "call_expression") return [UNKNOWN_NAME];
    const callee = field(call, "function");
    const imported =
      callee?.type === "member_expression" && this.memberName(callee) === "then" && field(callee, "object");
    if (imported) {
      const isFirst = !list || namedChildren(list).findIndex((each) => contains(each, declaration.node)) === 0;
      const names = isFirst ? this.raw(imported).filter((name) => !isOpen(name)) : [];
      return names.length > 0 ? extend(names, declaration.path) : [UNKNOWN_NAME];
    }
    if (!list || declaration.path.length > 0) return [UNKNOWN_NAME];
    if (!callee || !/^(?:define|require|requirejs)$/.test(textOf(this.#text, callee))) return [UNKNOWN_NAME];
    const modules = namedChildren(call)
      .flatMap(namedChildren)
      .find((each) => each.type === "array");
    const index = namedChildren(list).findIndex((each) => each.id === declaration.node.id);
    const module = modules && index >= 0 ? namedChildren(modules)[index] : undefined;
    const specifier = module && this.stringLiteral(module);
    return specifier === undefined ? [UNKNOWN_NAME] : [moduleName(specifier)];
  }

  /**
   * Every expression a variable is given, its initialiser first; `undefined` where that cannot be told (changed in
   * place, or by more assignments than are looked at).
   */
  assignments(declaration: Declaration): readonly Node[] | undefined {
    const initial = declaration.value ? [declaration.value] : [];
    if (declaration.constant) return initial;
    let known = this.#assigned.get(declaration.scope.id);
    if (!known) {
      known = new Map();
      this.#assigned.set(declaration.scope.id, known);
    }
    if (known.has(declaration.name)) return known.get(declaration.name);
    const written = this.#written(declaration);
    const all = written && [...initial, ...written];
    known.set(declaration.name, all);
    return all;
  }

  #written(declaration: Declaration): readonly Node[] | undefined {
    const { name, scope } = declaration;
    const mentions = wordOffsets(this.#text, scope.tree, name, scope.startIndex, scope.endIndex, MAX_MENTIONS);
    if (mentions.length >= MAX_MENTIONS) return undefined;
    const found: Node[] = [];
    let looked = 0;
    for (const at of mentions) {
      if (!this.#mayWrite(at, name.length)) continue;
      if (++looked > MAX_ASSIGNMENTS) return undefined;
      const leaf = scope.namedDescendantForIndex(at, at + 1);
      const parent = leaf?.parent;
      if (leaf?.type !== "identifier" || !parent) continue;
      const isTarget = field(parent, "left")?.id === leaf.id;
      const assigns = parent.type === "assignment_expression" && isTarget;
      const changes =
        parent.type === "update_expression" ||
        (isTarget && (parent.type === "augmented_assignment_expression" || parent.type === "for_in_statement"));
      if (!assigns && !changes) continue;
      if (this.#scopes.lookup(name, leaf) !== declaration) continue;
      const isJoined = isTarget && field(parent, "operator")?.type === "+=" && valueOfChange(parent) !== undefined;
      if (changes && !isJoined) return undefined;
      if (isJoined) found.push(parent);
      const right = changes ? undefined : field(parent, "right");
      if (right) found.push(right);
    }
    return found;
  }

  #mayWrite(at: number, length: number): boolean {
    const before = this.#text.slice(Math.max(0, at - 2), at);
    if (before === "++" || before === "--") return true;
    WRITE.lastIndex = at + length;
    return !/[.#]$/.test(before) && WRITE.test(this.#text);
  }

  /** Value expression of an object literal's property, the last of that name. */
  property(object: Node, name: string): Node | undefined {
    let found: Node | undefined;
    for (const child of namedChildren(object)) {
      if (child.type === "shorthand_property_identifier" && textOf(this.#text, child) === name) found = child;
      if (child.type !== "pair") continue;
      const key = field(child, "key");
      if (key && this.keyName(key) === name) found = field(child, "value");
    }
    return found;
  }

  keyName(key: Node): string | undefined {
    if (key.type === "string") return this.stringLiteral(key);
    if (key.type === "computed_property_name")
      return key.firstNamedChild ? this.stringLiteral(key.firstNamedChild) : undefined;
    return textOf(this.#text, key);
  }

  /** Property of `a.b`, `a["b"]`, `a[0]`. */
  memberName(node: Node): string | undefined {
    if (node.type === "member_expression") {
      const property = field(node, "property");
      return property && textOf(this.#text, property);
    }
    const index = field(node, "index");
    if (index?.type === "number") return textOf(this.#text, index);
    return index && (this.stringLiteral(index) ?? this.#constant(index));
  }

  /** The text of a constant: `const fn = "createHash"`. */
  #constant(node: Node): string | undefined {
    const declaration = node.type === "identifier" ? this.#scopes.lookup(textOf(this.#text, node), node) : undefined;
    const { kind, constant, value, path } = declaration ?? {};
    return kind === "variable" && constant && value && path?.length === 0 ? this.stringLiteral(value) : undefined;
  }

  /** Text of a string or of a template without holes. */
  stringLiteral(node: Node): string | undefined {
    if (node.type !== "string" && node.type !== "template_string") return undefined;
    if (node.type === "template_string" && node.namedChildren.some((child) => child.type === "template_substitution")) {
      return undefined;
    }
    return decodeEscapes(this.#text.slice(node.startIndex + 1, node.endIndex - 1));
  }
}

/** `await (0, f)`, which the grammar takes for a call of `await` where a call of its outcome follows: what stands in it. */
export function awaitedBy(call: Node): Node | undefined {
  const callee = call.type === "call_expression" ? field(call, "function") : undefined;
  const isAwait = callee?.type === "identifier" && callee.endIndex - callee.startIndex === 5 && callee.text === "await";
  return isAwait ? (field(call, "arguments")?.lastNamedChild ?? undefined) : undefined;
}

/** Looks through wrappers and `Object.freeze(…)`-like calls to the literal within. */
export function unwrapValue(node: Node): Node {
  let current = node;
  for (let step = 0; step < MAX_DEPTH; step++) {
    const inner = freezes(current)
      ? field(current, "arguments")?.firstNamedChild
      : WRAPPERS.has(current.type)
        ? current.firstNamedChild
        : undefined;
    if (!inner) return current;
    current = inner;
  }
  return current;
}

function freezes(node: Node): boolean {
  const callee = node.type === "call_expression" ? field(node, "function") : undefined;
  return (
    callee?.type === "member_expression" &&
    callee.endIndex - callee.startIndex < 20 &&
    /^Object\.(?:freeze|seal)$/.test(callee.text)
  );
}

function isOpen(name: string): boolean {
  return name === UNKNOWN_NAME || name.startsWith(`${UNKNOWN_NAME}.`);
}

/** `?.a` with `b` is `?.a.b`, and `?.b`, which any object may have. */
function extend(names: readonly string[], path: readonly string[]): readonly string[] {
  let extended = names;
  for (const segment of path) {
    const longer = extended
      .filter((name) => !isOpen(name) || name.split(".").length <= MAX_OPEN_SEGMENTS)
      .map((name) => `${name}.${segment}`);
    extended = unique(extended.some(isOpen) ? [...longer, `${UNKNOWN_NAME}.${segment}`] : longer);
  }
  return extended;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
