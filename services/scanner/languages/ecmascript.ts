/** JavaScript, TypeScript and TSX: the three grammars name what matters here alike. */
import type { Node, Tree } from "web-tree-sitter";
import { argumentsOf, callThrough, throughCall } from "./ecmascript-arguments.ts";
import { computedCall } from "./ecmascript-computed.ts";
import { awaitedBy, Names, WRAPPERS } from "./ecmascript-names.ts";
import { FUNCTIONS, Scopes } from "./ecmascript-scope.ts";
import { Values } from "./ecmascript-values.ts";
import type { Argument, Language, Site, SourceFile, Value } from "./language.ts";
import { ancestor, field, isField, nodeAt, textOf } from "./syntax.ts";
import { textSite } from "./text-site.ts";

export function ecmaScript(
  id: string,
  extensions: readonly string[],
  grammar: string,
  interpreters: readonly string[],
): Language {
  return {
    id,
    extensions,
    interpreters,
    grammar,
    renames: true,
    callables: /[=?]\s?["'`]$|["'`]\s?:\s?["'`]$/,
    comments: { line: ["//", "#!"], block: [["/*", "*/"]] },
    open: (text, tree) => new EcmaScriptFile(text, tree),
  };
}

const MAX_WRAPPERS = 16;
const CLASS_BODY: ReadonlySet<string> = new Set(["class_body"]);
/** Parents under which an identifier is declared or spelled, not used. */
const DECLARING: ReadonlySet<string> = new Set([
  "import_specifier",
  "import_clause",
  "namespace_import",
  "namespace_export",
  "import_require_clause",
  "export_specifier",
  "formal_parameters",
  "required_parameter",
  "optional_parameter",
  "rest_pattern",
  "array_pattern",
  "object_pattern",
  "pair_pattern",
  "method_definition",
  "method_signature",
  "property_signature",
  "field_definition",
  "public_field_definition",
  "jsx_attribute",
  "labeled_statement",
  "enum_body",
  "nested_identifier",
  "nested_type_identifier",
]);
/** Parents that declare their field `name` (or `left`), and use the rest. */
const NAMED: ReadonlySet<string> = new Set([
  "variable_declarator",
  "function_declaration",
  "generator_function_declaration",
  "function_expression",
  "function_signature",
  "generator_function",
  "class_declaration",
  "class",
  "enum_declaration",
  "enum_assignment",
  "internal_module",
]);

class EcmaScriptFile implements SourceFile {
  readonly text: string;
  readonly tree: Tree;
  readonly #scopes: Scopes;
  readonly #names: Names;
  readonly #values: Values;

  constructor(text: string, tree: Tree) {
    this.text = text;
    this.tree = tree;
    this.#scopes = new Scopes(text);
    this.#names = new Names(text, this.#scopes);
    this.#values = new Values(text, tree, this.#scopes, this.#names, (node) => this.#siteOfCall(node));
  }

  siteAt(offset: number): Site | undefined {
    const leaf = nodeAt(this.tree, offset);
    const named = leaf && this.#expressionNamed(leaf);
    if (!named) return leaf?.type === "string_fragment" ? this.#ofText(leaf) : undefined;
    const site = named.type === "pair" || named.type === "object" ? this.#property(leaf, named) : this.#siteOf(named);
    return site && site.names.length > 0 ? site : undefined;
  }

  evaluate(node: Node): Value {
    return this.#values.evaluate(node);
  }

  #ofText(leaf: Node): Site | undefined {
    const name = textOf(this.text, leaf);
    const computed = leaf.parent && computedCall(this.text, leaf.parent, this.#scopes);
    if (!computed) return textSite(leaf, name);
    const { object, call } = computed;
    const names = this.#names.ofMember(object, name);
    if (names.length === 0) return undefined;
    return { form: "call", names, node: call, arguments: argumentsOf(field(call, "arguments")), receiver: object };
  }

  /** The expression whose last segment is this leaf; the pair or object of a property key. */
  #expressionNamed(leaf: Node): Node | undefined {
    const parent = leaf.parent;
    if (!parent) return undefined;
    switch (leaf.type) {
      case "identifier": {
        if (DECLARING.has(parent.type)) return undefined;
        if (NAMED.has(parent.type) && isField(parent, "name", leaf)) return undefined;
        if (/assignment/.test(parent.type) && isField(parent, "left", leaf)) return undefined;
        if (parent.type === "for_in_statement" && isField(parent, "left", leaf)) return undefined;
        if (parent.type === "catch_clause" || (parent.type === "arrow_function" && isField(parent, "parameter", leaf)))
          return undefined;
        return leaf;
      }
      case "property_identifier":
        if (parent.type === "member_expression") return parent;
        return parent.type === "pair" && isField(parent, "key", leaf) ? parent : undefined;
      case "shorthand_property_identifier":
        return parent;
      case "string_fragment": {
        const owner = parent.parent;
        if (owner?.type === "subscript_expression" && isField(owner, "index", parent)) return owner;
        return owner?.type === "pair" && isField(owner, "key", parent) ? owner : undefined;
      }
      default:
        return undefined;
    }
  }

  /** `{ minVersion: "TLSv1" }` sets `minVersion` of something; of a call's options where it is the call's argument. */
  #property(leaf: Node, owner: Node): Site {
    const name = textOf(this.text, leaf);
    const value = owner.type === "pair" ? field(owner, "value") : leaf;
    const object = owner.type === "pair" ? owner.parent : owner;
    const call = object?.parent?.type === "arguments" ? object.parent.parent : undefined;
    const callee = call ? this.#siteOfCall(call) : undefined;
    const names = (callee?.names ?? []).filter((each) => !each.startsWith("?")).map((each) => `${each}.${name}`);
    return {
      form: "set",
      names: [...names, `?.${name}`],
      node: owner.type === "pair" ? owner : leaf,
      arguments: value ? [{ node: value }] : [],
    };
  }

  #siteOf(expression: Node): Site {
    const outer = outermost(expression);
    const parent = outer.parent;
    if (parent?.type === "call_expression" && isField(parent, "function", outer))
      return this.#site("call", expression, parent);
    if (parent?.type === "new_expression" && isField(parent, "constructor", outer))
      return this.#site("new", expression, parent);
    if (parent?.type === "assignment_expression" && isField(parent, "left", outer))
      return this.#site("set", expression, parent);
    const chosen = parent && calledByChoice(outer);
    if (chosen) return this.#site("call", expression, chosen);
    const later = parent && callThrough(this.text, parent, outer);
    if (later) return this.#site("call", expression, later.call, later.arguments);
    return this.#site("name", expression, expression);
  }

  #siteOfCall(node: Node): Site | undefined {
    const isCall = node.type === "call_expression";
    const callee = isCall
      ? field(node, "function")
      : node.type === "new_expression"
        ? field(node, "constructor")
        : undefined;
    const through = isCall ? throughCall(this.text, node) : undefined;
    if (through) return this.#site("call", innermost(through.callee), node, through.arguments);
    return callee && this.#site(isCall ? "call" : "new", innermost(callee), node);
  }

  #site(form: Site["form"], name: Node, node: Node, given?: readonly Argument[]): Site {
    const right = form === "set" ? field(node, "right") : undefined;
    const list = form === "call" || form === "new" ? field(node, "arguments") : undefined;
    const receiver = /^(?:member|subscript)_expression$/.test(name.type) ? field(name, "object") : undefined;
    return {
      form,
      names: this.#names.of(name),
      node,
      arguments: given ?? (right ? [{ node: right }] : argumentsOf(list)),
      ...(receiver && { receiver }),
    };
  }

  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined {
    const value = outermost(site.node, true);
    const parent = value.parent;
    if (!parent) return undefined;
    const declares = parent.type === "variable_declarator" && isField(parent, "value", value);
    const assigns = parent.type === "assignment_expression" && isField(parent, "right", value);
    const initialises = /field_definition$/.test(parent.type) && isField(parent, "value", value);
    if (!declares && !assigns && !initialises) return undefined;
    const target = field(parent, assigns ? "left" : initialises && field(parent, "property") ? "property" : "name");
    if (!target) return undefined;
    const text = textOf(this.text, target);
    if (text.length > 100) return undefined;
    const from = site.node.endIndex;
    if (target.type === "identifier") {
      const scope = this.#scopes.lookup(text, target)?.scope;
      return { name: text, from, to: (scope ?? ancestor(site.node, FUNCTIONS) ?? this.tree.rootNode).endIndex };
    }
    if (initialises || text.startsWith("this.")) {
      const body = ancestor(site.node, CLASS_BODY) ?? ancestor(site.node, FUNCTIONS)?.parent;
      return body ? { name: text.replace(/^this\./, ""), from: body.startIndex, to: body.endIndex } : undefined;
    }
    if (target.type !== "member_expression") return undefined;
    return { name: text, from, to: (ancestor(site.node, FUNCTIONS) ?? this.tree.rootNode).endIndex };
  }

  chained(site: Site): Site | undefined {
    const value = outermost(site.node, true);
    const member = value.parent;
    if (member?.type !== "member_expression" || !isField(member, "object", value)) return undefined;
    const callee = outermost(member);
    const call = callee.parent;
    return call?.type === "call_expression" && isField(call, "function", callee) ? this.#siteOfCall(call) : undefined;
  }
}

/** The expression with its wrappers: parentheses, casts, `(0, f)`; `awaited`: also `await`. */
function outermost(expression: Node, awaited = false): Node {
  let current = expression;
  for (let step = 0; step < MAX_WRAPPERS; step++) {
    const parent = current.parent;
    if (!parent) return current;
    const wraps =
      (WRAPPERS.has(parent.type) &&
        (awaited || parent.type !== "await_expression") &&
        parent.firstNamedChild?.id === current.id) ||
      (parent.type === "sequence_expression" && parent.lastNamedChild?.id === current.id);
    const holder = parent.type === "arguments" && parent.parent ? parent.parent : undefined;
    const awaits = holder && awaitedBy(holder)?.id === current.id ? holder : undefined;
    if (!wraps && !awaits) return current;
    current = awaits ?? parent;
  }
  return current;
}

function innermost(expression: Node): Node {
  let current = expression;
  for (let step = 0; step < MAX_WRAPPERS; step++) {
    const sequence = current.type === "sequence_expression";
    const awaits = awaitedBy(current);
    if (!sequence && !awaits && !WRAPPERS.has(current.type)) return current;
    const inner = awaits ?? (sequence ? current.lastNamedChild : current.firstNamedChild);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

/** The call of which an expression is one of the functions it may run: `(old ? createHash : createHmac)("sha1")`. */
function calledByChoice(way: Node): Node | undefined {
  const choice = way.parent;
  const isWay =
    choice?.type === "ternary_expression"
      ? !isField(choice, "condition", way)
      : choice?.type === "binary_expression" && /^(?:\|\||\?\?)$/.test(field(choice, "operator")?.type ?? "");
  const outer = choice && isWay ? outermost(choice) : undefined;
  const call = outer?.parent;
  return outer && call?.type === "call_expression" && isField(call, "function", outer) ? call : undefined;
}
