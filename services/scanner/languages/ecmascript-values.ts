/** Values of JavaScript and TypeScript expressions, as far as constants, simple variables and literals of the file tell. */
import type { Node, Tree } from "web-tree-sitter";
import { ArgumentFlow } from "./argument-flow.ts";
import { budgetOf } from "./budget.ts";
import { assignedValue, isChange } from "./changed.ts";
import { elementOf, taken } from "./collections.ts";
import { ecmaScriptCalls, iteratedBy } from "./ecmascript-calls.ts";
import { constructed, isKnownMethod, memberOf, methodResult, staticResult } from "./ecmascript-collections.ts";
import { fieldGivenBefore, reaching } from "./ecmascript-later.ts";
import { type Names, unwrapValue, WRAPPERS } from "./ecmascript-names.ts";
import { gotFrom, returnedBy } from "./ecmascript-returns.ts";
import type { Declaration, Scopes } from "./ecmascript-scope.ts";
import { Evaluator } from "./evaluator.ts";
import type { Site, Value } from "./language.ts";
import { ancestor, field, namedChildren, textOf } from "./syntax.ts";
import { choiceOf, combine, NONE, numberValue, parseInteger, stringValue, UNKNOWN } from "./values.ts";
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
    if (WRAPPERS.has(node.type)) return this.#evaluator.maybe(node.firstNamedChild);
    if (TYPE_ONLY.has(node.type)) return this.#evaluator.maybe(node.lastNamedChild);
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
          keys: () => this.#propertyKeys(node),
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
        return this.#evaluator.either(node, "consequence", "alternative");
      case "sequence_expression":
        return this.#evaluator.maybe(node.lastNamedChild);
      case "augmented_assignment_expression":
        return assignedValue(node, (each) => this.evaluate(each));
      case "assignment_expression":
        return this.#evaluator.field(node, "right");
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
      const value = this.#evaluator.maybe(child.firstNamedChild);
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
    if (declaration.kind === "enum") return this.#enumeration(declaration.node);
    if (declaration.kind === "class")
      return { kind: "object", field: (member) => this.#classField(declaration.node, member) };
    if (declaration.kind !== "variable" && declaration.kind !== "parameter") return UNKNOWN;
    const value = this.#declared(declaration, node);
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

  #declared(declaration: Declaration, use: Node): Value {
    const { loop, fallback, path, kind } = declaration;
    const over = loop ?? (kind === "parameter" ? iteratedBy(this.#text, declaration) : undefined);
    if (over) return this.#along(taken(this.evaluate(over.of), [over.step]), path, fallback);
    const sources = this.#names.assignments(declaration);
    if (!sources) return UNKNOWN;
    if (kind === "parameter") witness.saw?.(declaration.node);
    for (const source of sources) witness.saw?.(source.parent ?? source);
    if (sources.length === 0) {
      if (kind === "parameter") return this.#flow.valueOf(declaration, fallback);
      return this.#evaluator.maybe(fallback);
    }
    const reached = reaching(sources, use);
    // what is changed step by step is known where the steps are those of this run, and all of them
    if (reached.some(isChange) && reached.length > 1) return UNKNOWN;
    const values = reached.map((source) => this.#along(this.evaluate(source), path, fallback));
    return choiceOf(values);
  }

  /** What a pattern takes out of a value, or the value it says for what is not there. */
  #along(value: Value, path: readonly string[], fallback: Node | undefined): Value {
    let current: Value | undefined = value;
    for (const step of path) current = current && memberOf(current, step);
    if (!fallback) return current ?? UNKNOWN;
    if (current?.kind === "none" || (!current && /^(?:object|list)$/.test(value.kind))) return this.evaluate(fallback);
    return current && current.kind !== "unknown" ? current : choiceOf([this.evaluate(fallback), UNKNOWN]);
  }

  #member(node: Node): Value {
    const object = field(node, "object");
    const name = this.#names.memberName(node);
    if (object && name === undefined) {
      const table = this.evaluate(object);
      const index = field(node, "index");
      return index ? elementOf(table, this.evaluate(index)) : UNKNOWN;
    }
    if (!object || name === undefined) return UNKNOWN;
    if (object.type === "this") {
      const body = ancestor(node, CLASSES);
      return body ? this.#fieldOf(body, name, true) : UNKNOWN;
    }
    const value = this.evaluate(object);
    return memberOf(value, name) ?? this.#named(node);
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
    return children.map((child) => this.#evaluator.field(child, "value"));
  }

  #propertyKeys(object: Node): readonly Value[] {
    return namedChildren(object)
      .slice(0, MAX_TABLE)
      .map((child) => {
        const key = child.type === "pair" ? field(child, "key") : undefined;
        const name = key && this.#names.keyName(key);
        return name === undefined ? UNKNOWN : stringValue(name);
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
    const given = (): readonly Value[] => (first && list ? namedChildren(list).map((each) => this.evaluate(each)) : []);
    const type = field(node, "constructor");
    const made = type && constructed(textOf(this.#text, type).slice(0, 9), given());
    if (made) return made;
    if (callee?.type === "member_expression") {
      const object = field(callee, "object");
      const method = this.#names.memberName(callee) ?? "";
      if (object && isKnownMethod(method)) {
        const result = methodResult(method, this.evaluate(object), given());
        if (result) return result;
      }
      if (unwrapValue(node).id !== node.id) return this.evaluate(unwrapValue(node));
    }
    const spelled = callee ? textOf(this.#text, callee).slice(0, 20) : "";
    const result =
      first && /^(?:Object|Array|Set)\.[a-z]{4,7}$/.test(spelled) ? staticResult(spelled, given()) : undefined;
    if (result) return result;
    const returned = callee ? returnedBy(this.#text, this.#scopes, callee).map((each) => this.evaluate(each)) : [];
    if (returned.some((value) => value.kind !== "unknown")) return choiceOf(returned);
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

  #unary(node: Node): Value {
    const value = this.#evaluator.field(node, "argument");
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
    if (operator === "||" || operator === "??" || operator === "&&")
      return this.#evaluator.either(node, "left", "right");
    return combine(operator, this.evaluate(left), this.evaluate(right));
  }

  #enumeration(declaration: Node): Value {
    const body = field(declaration, "body");
    const names = (body ? namedChildren(body) : []).slice(0, MAX_TABLE).flatMap((child) => {
      const key = child.type === "enum_assignment" ? field(child, "name") : child;
      return (key && this.#names.keyName(key)) ?? [];
    });
    return {
      kind: "object",
      field: (member) => this.#enumMember(declaration, member),
      keys: () => names.map(stringValue),
      values: () => names.map((name) => this.#enumMember(declaration, name) ?? UNKNOWN),
    };
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
    if (!instance) return this.#evaluator.maybe(initial);
    const got = definition ? [] : gotFrom(this.#text, body, name).map((each) => this.evaluate(each));
    if (got.some((value) => value.kind !== "unknown")) return choiceOf(got);
    const property = definition ? undefined : this.#parameterProperty(body, name);
    if (property) return property;
    const parent = definition ? undefined : this.#parentOf(body);
    if (body.endIndex - body.startIndex > MAX_CLASS) return UNKNOWN;
    if (!budgetOf(body.tree).search(body.endIndex - body.startIndex)) return UNKNOWN;
    const text = textOf(this.#text, body);
    const pattern = new RegExp(`\\bthis\\s*\\.\\s*${name.replaceAll("$", "\\$")}\\s*[-+*/%&|^?]*=(?![=>])`, "g");
    const writes = [...text.matchAll(pattern)];
    if (writes.length === 0 && parent) return this.#fieldOf(parent, name, true);
    if (writes.length === 0) return this.#evaluator.maybe(initial);
    const at = body.startIndex + (writes[0]?.index ?? 0);
    const assignment = body.namedDescendantForIndex(at, at + 1)?.parent?.parent;
    const right = assignment?.type === "assignment_expression" ? field(assignment, "right") : undefined;
    return right && !initial && writes.length === 1 ? this.evaluate(right) : UNKNOWN;
  }

  /** The body of the class of this file that a class extends. */
  #parentOf(body: Node): Node | undefined {
    const heritage = body.parent && namedChildren(body.parent).find((each) => each.type === "class_heritage");
    let named = heritage?.firstNamedChild;
    if (named?.type === "extends_clause") named = named.firstNamedChild;
    const declaration =
      named?.type === "identifier" ? this.#scopes.lookup(textOf(this.#text, named), named) : undefined;
    const found = declaration?.kind === "class" ? field(declaration.node, "body") : undefined;
    // a class that comes before: no circle
    return found && found.endIndex <= body.startIndex ? found : undefined;
  }

  /** `constructor(private readonly alg = "md5") {}` */
  #parameterProperty(body: Node, name: string): Value | undefined {
    const made = namedChildren(body).find(
      (each) => each.type === "method_definition" && field(each, "name")?.text === "constructor",
    );
    const list = made && field(made, "parameters");
    const parameter = (list ? namedChildren(list) : []).find((each) => {
      const pattern = field(each, "pattern");
      const isProperty = /^(?:accessibility_modifier|override_modifier)$|^readonly$/.test(each.child(0)?.type ?? "");
      return isProperty && pattern !== undefined && textOf(this.#text, pattern) === name;
    });
    const inside = made && field(made, "body");
    const declaration = parameter && inside ? this.#scopes.lookup(name, inside) : undefined;
    return declaration?.kind === "parameter" ? this.#declared(declaration, inside ?? body) : undefined;
  }
}

function number(text: string): Value {
  const integer = parseInteger(text);
  return numberValue(integer ?? Number(text.replaceAll("_", "")));
}
