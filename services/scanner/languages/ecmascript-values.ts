/** Values of JavaScript and TypeScript expressions, as far as constants, simple variables and literals of the file tell. */
import type { Node, Tree } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import { budgetOf } from "./budget.ts";
import { ecmaScriptCalls } from "./ecmascript-calls.ts";
import { fieldGivenBefore } from "./ecmascript-later.ts";
import { type Names, unwrapValue, WRAPPERS } from "./ecmascript-names.ts";
import type { Declaration, Scopes } from "./ecmascript-scope.ts";
import type { Site, Value } from "./language.ts";
import {
  ancestor,
  choiceOf,
  combine,
  Evaluator,
  field,
  NONE,
  namedChildren,
  numberValue,
  parseInteger,
  stringValue,
  textOf,
  UNKNOWN,
} from "./syntax.ts";
import { witness } from "./witness.ts";

const CLASSES: ReadonlySet<string> = new Set(["class_body"]);
const TYPE_ONLY: ReadonlySet<string> = new Set(["type_assertion"]);
/** Spread objects followed within each other, and in all, while one property is looked for. */
const MAX_SPREAD_DEPTH = 8;
const MAX_SPREADS = 64;
/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;
/** Longest class body searched for assignments to a field. */
const MAX_CLASS = 200_000;

export class Values {
  readonly #text: string;
  readonly #scopes: Scopes;
  readonly #names: Names;
  readonly #siteOf: (node: Node) => Site | undefined;
  readonly #evaluator = new Evaluator((node) => this.#compute(node));
  readonly #flow: ArgumentFlow<Declaration>;
  /** Spreads within spreads that are being read, and all that were read for one property. */
  #spreading = 0;
  #spreads = 0;

  constructor(text: string, tree: Tree, scopes: Scopes, names: Names, siteOf: (node: Node) => Site | undefined) {
    this.#text = text;
    this.#scopes = scopes;
    this.#names = names;
    this.#siteOf = siteOf;
    this.#flow = new ArgumentFlow(text, tree, ecmaScriptCalls(text), (node) => this.evaluate(node));
  }

  evaluate(node: Node): Value {
    return this.#evaluator.evaluate(node);
  }

  #compute(node: Node): Value {
    if (WRAPPERS.has(node.type)) return node.firstNamedChild ? this.evaluate(node.firstNamedChild) : UNKNOWN;
    if (TYPE_ONLY.has(node.type)) return node.lastNamedChild ? this.evaluate(node.lastNamedChild) : UNKNOWN;
    switch (node.type) {
      case "string":
        return stringValue(this.#names.stringLiteral(node) ?? "");
      case "template_string":
        return this.#template(node);
      case "number":
        return number(textOf(this.#text, node));
      case "true":
      case "false":
        return { kind: "boolean", value: node.type === "true" };
      case "null":
      case "undefined":
        return NONE;
      case "identifier":
      case "shorthand_property_identifier":
        return this.#identifier(node);
      case "member_expression":
      case "subscript_expression":
        return this.#member(node);
      case "object":
        return {
          kind: "object",
          field: (name) => this.#property(node, name),
          values: () => this.#propertyValues(node),
        };
      case "arrow_function":
      case "function_expression":
        // a callback where options may stand: an object without any of them
        return { kind: "object", field: () => undefined };
      case "array":
        return this.#array(node);
      case "call_expression":
      case "new_expression":
        return this.#called(node);
      case "unary_expression":
        return this.#unary(node);
      case "binary_expression":
        return this.#binary(node);
      case "ternary_expression":
        return this.#same(field(node, "consequence"), field(node, "alternative"));
      case "sequence_expression":
        return node.lastNamedChild ? this.evaluate(node.lastNamedChild) : UNKNOWN;
      case "assignment_expression": {
        const right = field(node, "right");
        return right ? this.evaluate(right) : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  #template(node: Node): Value {
    const whole = this.#names.stringLiteral(node);
    if (whole !== undefined) return stringValue(whole);
    let text = "";
    let at = node.startIndex + 1;
    for (const child of namedChildren(node)) {
      if (child.type !== "template_substitution") continue;
      const value = child.firstNamedChild ? this.evaluate(child.firstNamedChild) : UNKNOWN;
      if (value.kind !== "string" && value.kind !== "number") return UNKNOWN;
      text += this.#text.slice(at, child.startIndex) + (value.kind === "string" ? value.text : String(value.value));
      at = child.endIndex;
    }
    return stringValue(text + this.#text.slice(at, node.endIndex - 1));
  }

  #identifier(node: Node): Value {
    const name = textOf(this.#text, node);
    const declaration = this.#scopes.lookup(name, node);
    if (!declaration) return name === "undefined" ? NONE : this.#named(node);
    if (declaration.kind === "import") return this.#named(node);
    if (declaration.kind === "enum")
      return { kind: "object", field: (member) => this.#enumMember(declaration.node, member) };
    if (declaration.kind === "class")
      return { kind: "object", field: (member) => this.#classField(declaration.node, member) };
    if (declaration.kind !== "variable" && declaration.kind !== "parameter") return UNKNOWN;
    const value = this.#declared(declaration);
    if (value.kind === "object" && declaration.kind === "variable") {
      const given = (field: string): Value | undefined => {
        const { values, sure } = fieldGivenBefore(this.#text, this.#scopes, declaration, field, node);
        if (values.length === 0) return value.field(field);
        const later = values.map((each) => this.evaluate(each));
        return choiceOf(sure ? later : [value.field(field) ?? UNKNOWN, ...later]);
      };
      return { ...value, field: given };
    }
    return value.kind === "unknown" && declaration.kind === "variable" ? this.#named(node) : value;
  }

  #declared(declaration: Declaration): Value {
    const sources = this.#names.assignments(declaration);
    if (!sources) return UNKNOWN;
    if (declaration.kind === "parameter") witness.saw?.(declaration.node);
    for (const source of sources) witness.saw?.(source.parent ?? source);
    const fallback = declaration.fallback;
    if (sources.length === 0) {
      if (declaration.kind === "parameter") return this.#flow.valueOf(declaration, fallback);
      return fallback ? this.evaluate(fallback) : UNKNOWN;
    }
    const values = sources.map((source) => this.#along(this.evaluate(source), declaration.path));
    const first = values[0] ?? UNKNOWN;
    if (first.kind === "none" && fallback && values.length === 1) return this.evaluate(fallback);
    return values.every((value) => equal(first, value)) ? first : UNKNOWN;
  }

  #along(value: Value, path: readonly string[]): Value {
    let current = value;
    for (const step of path) current = member(current, step) ?? UNKNOWN;
    return current;
  }

  #member(node: Node): Value {
    const object = field(node, "object");
    const name = this.#names.memberName(node);
    if (object && name === undefined) {
      const table = this.evaluate(object);
      return table.kind === "object" ? choiceOf(table.values?.() ?? []) : UNKNOWN;
    }
    if (!object || name === undefined) return UNKNOWN;
    if (object.type === "this") {
      const body = ancestor(node, CLASSES);
      return body ? this.#fieldOf(body, name, true) : UNKNOWN;
    }
    const value = this.evaluate(object);
    return member(value, name) ?? this.#named(node);
  }

  /** A constant of a module or global. What the environment holds is no constant. */
  #named(node: Node): Value {
    const name = this.#names.of(node).find((each) => !each.startsWith("?"));
    return name === undefined || /^(?:process|import\.meta|arguments)(?:\.|$)/.test(name)
      ? UNKNOWN
      : { kind: "name", name };
  }

  #propertyValues(object: Node): readonly Value[] {
    const children = namedChildren(object).slice(0, MAX_TABLE);
    if (children.some((child) => child.type !== "pair")) return [UNKNOWN];
    return children.map((child) => {
      const value = field(child, "value");
      return value ? this.evaluate(value) : UNKNOWN;
    });
  }

  #property(object: Node, name: string): Value | undefined {
    const node = this.#names.property(object, name);
    if (node) return this.evaluate(node);
    // an object may be spread into itself: `options = { ...options, host }`
    if (this.#spreading === 0) this.#spreads = 0;
    this.#spreading++;
    try {
      for (const child of namedChildren(object).reverse()) {
        if (child.type !== "spread_element" || !child.firstNamedChild) continue;
        if (this.#spreading > MAX_SPREAD_DEPTH || ++this.#spreads > MAX_SPREADS) return undefined;
        const inner = this.evaluate(child.firstNamedChild);
        const found = inner.kind === "object" ? inner.field(name) : undefined;
        if (found) return found;
      }
      return undefined;
    } finally {
      this.#spreading--;
    }
  }

  #array(node: Node): Value {
    const items: Value[] = [];
    for (const child of namedChildren(node)) {
      const inner =
        child.type === "spread_element" && child.firstNamedChild ? this.evaluate(child.firstNamedChild) : undefined;
      if (inner?.kind === "list") items.push(...inner.items.slice(0, 256));
      else items.push(inner ? UNKNOWN : this.evaluate(child));
    }
    return { kind: "list", items };
  }

  #called(node: Node): Value {
    const callee = field(node, "function");
    const list = field(node, "arguments");
    const first = list?.type === "arguments" ? (list.firstNamedChild ?? undefined) : undefined;
    if (callee?.type === "member_expression") {
      const object = field(callee, "object");
      const method = this.#names.memberName(callee) ?? "";
      if (object && /^(?:join|toLowerCase|toUpperCase|trim|toString|concat)$/.test(method)) {
        const text = this.#textMethod(method, this.evaluate(object), first);
        if (text) return text;
      }
      if (unwrapValue(node).id !== node.id) return this.evaluate(unwrapValue(node));
    }
    if (callee && first && /^(?:String|Number|parseInt)$/.test(textOf(this.#text, callee).slice(0, 9)))
      return this.evaluate(first);
    if (callee && list?.type === "arguments" && textOf(this.#text, callee) === "Object.assign") {
      const objects = namedChildren(list).slice(0, MAX_SPREADS).reverse();
      return { kind: "object", field: (name) => this.#firstField(objects, name) };
    }
    const site = this.#siteOf(node);
    return site ? { kind: "call", site } : UNKNOWN;
  }

  /** A field of the first of these objects that has it. */
  #firstField(objects: readonly Node[], name: string): Value | undefined {
    for (const each of objects) {
      const value = this.evaluate(each);
      const found = value.kind === "object" ? value.field(name) : value.kind === "none" ? undefined : UNKNOWN;
      if (found) return found;
    }
    return undefined;
  }

  #textMethod(method: string, on: Value, first: Node | undefined): Value | undefined {
    if (method === "join" && on.kind === "list") {
      const glue = first ? this.evaluate(first) : undefined;
      const texts = on.items.map((item) => (item.kind === "string" ? item.text : undefined));
      if (texts.includes(undefined) || (glue && glue.kind !== "string")) return UNKNOWN;
      return stringValue(texts.join(glue?.kind === "string" ? glue.text : ","));
    }
    if (on.kind !== "string") return undefined;
    if (method === "toLowerCase") return stringValue(on.text.toLowerCase());
    if (method === "toUpperCase") return stringValue(on.text.toUpperCase());
    if (method === "concat") return first ? combine("+", on, this.evaluate(first)) : on;
    return method === "join" ? undefined : stringValue(on.text.trim());
  }

  #unary(node: Node): Value {
    const operand = field(node, "argument");
    const value = operand ? this.evaluate(operand) : UNKNOWN;
    const operator = field(node, "operator")?.type;
    if (operator === "void") return NONE;
    if (operator === "!" && value.kind === "number") return { kind: "boolean", value: value.value === 0 };
    if (operator === "!" && value.kind === "boolean") return { kind: "boolean", value: !value.value };
    if (value.kind !== "number") return UNKNOWN;
    return operator === "-" ? numberValue(-value.value) : operator === "+" ? value : UNKNOWN;
  }

  #binary(node: Node): Value {
    const left = field(node, "left");
    const right = field(node, "right");
    const operator = field(node, "operator")?.type ?? "";
    if (!left || !right) return UNKNOWN;
    if (operator === "||" || operator === "??" || operator === "&&") return this.#same(left, right);
    return combine(operator, this.evaluate(left), this.evaluate(right));
  }

  #same(left: Node | undefined, right: Node | undefined): Value {
    const first = left ? this.evaluate(left) : UNKNOWN;
    const second = right ? this.evaluate(right) : UNKNOWN;
    return choiceOf([first, second]);
  }

  #enumMember(declaration: Node, name: string): Value | undefined {
    const body = field(declaration, "body");
    for (const [index, child] of (body ? namedChildren(body) : []).entries()) {
      const key = child.type === "enum_assignment" ? field(child, "name") : child;
      if (!key || this.#names.keyName(key) !== name) continue;
      const value = field(child, "value");
      return value ? this.evaluate(value) : numberValue(index);
    }
    return undefined;
  }

  #classField(declaration: Node, name: string): Value | undefined {
    const body = field(declaration, "body");
    return body && this.#fieldOf(body, name, false);
  }

  /** A class's field: its initialiser if nothing else is assigned, or the one assignment to `this.name`. */
  #fieldOf(body: Node, name: string, instance: boolean): Value {
    const definition = namedChildren(body).find(
      (each) =>
        (each.type === "field_definition" || each.type === "public_field_definition") &&
        (field(each, "property") ?? field(each, "name"))?.text === name,
    );
    const initial = definition && field(definition, "value");
    if (!instance) return initial ? this.evaluate(initial) : UNKNOWN;
    if (body.endIndex - body.startIndex > MAX_CLASS) return UNKNOWN;
    if (!budgetOf(body.tree).search(body.endIndex - body.startIndex)) return UNKNOWN;
    const text = textOf(this.#text, body);
    const pattern = new RegExp(`\\bthis\\s*\\.\\s*${name.replaceAll("$", "\\$")}\\s*[-+*/%&|^?]*=(?![=>])`, "g");
    const writes = [...text.matchAll(pattern)];
    if (writes.length === 0) return initial ? this.evaluate(initial) : UNKNOWN;
    const at = body.startIndex + (writes[0]?.index ?? 0);
    const assignment = body.namedDescendantForIndex(at, at + 1)?.parent?.parent;
    const right = assignment?.type === "assignment_expression" ? field(assignment, "right") : undefined;
    return right && !initial && writes.length === 1 ? this.evaluate(right) : UNKNOWN;
  }
}

function number(text: string): Value {
  const integer = parseInteger(text);
  return numberValue(integer ?? Number(text.replaceAll("_", "")));
}

function member(value: Value, name: string): Value | undefined {
  if (value.kind === "object") return value.field(name);
  if (value.kind === "list") return /^\d{1,3}$/.test(name) ? value.items[Number(name)] : undefined;
  return undefined;
}

function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === "string" && b.kind === "string") return a.text === b.text;
  if ((a.kind === "number" && b.kind === "number") || (a.kind === "boolean" && b.kind === "boolean"))
    return a.value === b.value;
  if (a.kind === "name" && b.kind === "name") return a.name === b.name;
  return a.kind === "none" && b.kind === "none";
}
