/** What a lexical tree's nodes mean: one grammar table for all languages that are read by lexical rules. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { declared, memberAssigned, reassigned } from "../described/define.ts";
import { type CallParts, type GrammarTable, setOf, type TemplatePart } from "../described/grammar-table.ts";
import { assignedValue, bothOf, operandsOf } from "../described/parts.ts";
import type { Argument, Value } from "../language.ts";
import { field, isField, namedChildren, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue, NONE, stringValue, UNKNOWN } from "../values.ts";
import type { LexicalRules } from "./rules.ts";

const CLASSES = setOf("class");
const FUNCTIONS = setOf("function");
const SCOPES = setOf("file", "block", "function", "class");
const OUTER = setOf("file", "class");
const MEMBERS = setOf("member", "cascade");
/** Cascades on one object that are passed on the way to it. */
const MAX_CASCADE = 64;
const MAX_PATH = 400;
/** A name in braces within a text: `${name}`. */
const BRACED = /^([$@])\{(\w+)\}$/;
/** What follows a name that may be defined there. */
const DEFINES =
  /^(?:\)?\s*(?:=(?![=~])|:(?!:)|[,;)(<{]|->)|[?!]?\s*(?:$|\n|=>|in\b|as\b|extends\b|implements\b|with\b|on\b|where\b))/i;

export function lexicalTable(rules: LexicalRules): GrammarTable {
  const pathOf = (node: Node, text: string): string | undefined => {
    if (node.type === "generic") {
      const name = field(node, "name");
      return name && pathOf(name, text);
    }
    if (node.type !== "identifier" && node.type !== "member") return undefined;
    const spelled = textOf(text, node)
      .slice(0, MAX_PATH)
      .replace(/<[^<>]*>|\s/g, "");
    return rules.path(spelled);
  };
  return {
    identifiers: setOf("identifier"),
    separator: rules.separatorOfNames,
    importing: setOf("import"),
    classes: CLASSES,
    factories: rules.factories,
    ...(rules.conversions && { conversions: rules.conversions }),
    ...(rules.plainFunctions !== undefined && { plainFunctions: rules.plainFunctions }),
    scoping: {
      blocks: setOf("file", "block", "members"),
      functions: FUNCTIONS,
      mayDefine: (text, _start, end) => DEFINES.test(text.slice(end, end + 24)),
      define: (identifier) => define(identifier, rules),
    },
    imports: rules.importsOf,
    call,
    member(node) {
      if (!MEMBERS.has(node.type)) return undefined;
      const object = field(node, "object");
      const name = field(node, "name");
      return object && name && { object: node.type === "cascade" ? cascaded(object) : object, name };
    },
    given(node) {
      if (node.type === "declaration") return both(node, "name", "value");
      return node.type === "assignment" && field(node, "operator")?.type === "="
        ? both(node, "left", "right")
        : undefined;
    },
    inner: (node) => inner(node, rules),
    isSelf: (node) => node.type === "self",
    path: pathOf,
    literal,
    template,
    binary(node) {
      const parts = operandsOf(node, "binary");
      return parts && (rules.joins.has(parts.operator) ? { ...parts, operator: "+" } : parts);
    },
    choices: (node) => (node.type === "conditional" ? bothOf(node, "yes", "no") : undefined),
    list(node) {
      if (node.type !== "list" && node.type !== "tuple") return undefined;
      const items = namedChildren(node);
      if (items.some((item) => item.type === "pair")) return undefined;
      return node.type === "list" && items.some(isPair) && items.every((item) => isPair(item) || item.type === "atom")
        ? undefined
        : items;
    },
    entries(node) {
      if (node.type !== "list" && node.type !== "tuple") return undefined;
      return namedChildren(node).flatMap((item) => {
        const [key, value] = item.type === "tuple" ? namedChildren(item) : [field(item, "key"), field(item, "value")];
        return key && value && isPair(item) ? [{ key: spelledKey(key), value }] : [];
      });
    },
    element(node) {
      const [of, list] = node.type === "index" ? namedChildren(node) : [];
      const key = list && (list.type === "arguments" ? list.firstNamedChild : list);
      return of && key ? { of, key } : undefined;
    },
    typeOf: (node) => (node.type === "cast" ? castTo(node) : undefined),
    typeArguments(identifier) {
      const type = identifier.parent?.type === "member" ? identifier.parent : identifier;
      const list = type.parent?.type === "generic" ? field(type.parent, "types") : undefined;
      return list ? namedChildren(list) : [];
    },
    resultType: (declaration) => field(declaration, "result"),
    ...(rules.variable && { isVariable: (name) => rules.variable?.test(name) === true }),
    ...(rules.maybeObject && { maybeObject: rules.maybeObject }),
    setting(identifier) {
      const by = identifier.parent;
      const creation = by?.parent?.type === "settings" ? by.parent.parent : undefined;
      const type = creation && field(creation, "type");
      const value = by && isField(by, "key", identifier) ? field(by, "value") : undefined;
      return type && value && by ? { type, value, by } : undefined;
    },
  };
}

function both(node: Node, target: string, value: string): { readonly target: Node; readonly value: Node } | undefined {
  const one = field(node, target);
  const other = field(node, value);
  return one && other && { target: one, value: other };
}

function call(node: Node): CallParts | undefined {
  if (node.type === "construction") {
    const type = field(node, "type");
    const name = type && lastName(type);
    return (
      type &&
      name && {
        form: "new",
        name,
        type,
        arguments: [...argumentsOf(node, "arguments"), ...argumentsOf(node, "settings")],
      }
    );
  }
  const callee = node.type === "call" ? field(node, "function") : undefined;
  const named = callee?.type === "generic" ? field(callee, "name") : callee;
  const given = argumentsOf(node, "arguments");
  if (named?.type === "identifier") return { form: "call", name: named, arguments: [...given, ...typesOf(callee)] };
  const name = named && field(named, "name");
  if (named?.type === "implicit") return name && { form: "call", name, arguments: given };
  const object = named && MEMBERS.has(named.type) ? field(named, "object") : undefined;
  if (!named || !object || !name) return undefined;
  const on = named.type === "cascade" ? cascaded(object) : object;
  return { form: "call", name, object: on, arguments: [...given, ...typesOf(callee), ...typesOf(on)] };
}

/** Type arguments as the arguments `T0`, `T1`: `SHA256` of `HMAC<SHA256>.authenticationCode(…)`. */
function typesOf(generic: Node | undefined): readonly Argument[] {
  const list = generic?.type === "generic" ? field(generic, "types") : undefined;
  return list ? namedChildren(list).map((node, index) => ({ name: `T${index}`, node })) : [];
}

/** The object that the members of a cascade belong to. */
function cascaded(object: Node): Node {
  let on = object;
  for (let step = 0; step < MAX_CASCADE; step++) {
    const member = on.type === "call" ? field(on, "function") : on;
    const next = member?.type === "cascade" ? field(member, "object") : undefined;
    if (!next) break;
    on = next;
  }
  return on;
}

function lastName(type: Node): Node | undefined {
  if (type.type === "generic") {
    const name = field(type, "name");
    return name && lastName(name);
  }
  return type.type === "member" ? field(type, "name") : type;
}

function argumentsOf(node: Node, list: string): readonly Argument[] {
  const given = field(node, list);
  return (given ? namedChildren(given) : []).flatMap((child): readonly Argument[] => {
    if (child.type !== "pair") return [{ node: child }];
    const value = field(child, "value");
    return value ? [{ name: keyOf(child), node: value }] : [];
  });
}

/** A key and its value: also two values in braces, of which the first is a word. */
function isPair(item: Node): boolean {
  if (item.type === "pair") return true;
  return item.type === "tuple" && item.namedChildCount === 2 && item.firstNamedChild?.type === "atom";
}

function keyOf(pair: Node): string {
  const key = field(pair, "key");
  return key ? spelledKey(key) : "";
}

/** A key without its quotes, casts, conversions and dashes. */
function spelledKey(key: Node): string {
  const inner = key.type === "call" ? field(key, "arguments") : key;
  const plain =
    inner?.type === "cast"
      ? field(inner, "value")
      : inner === key && key.type !== "string"
        ? key
        : inner?.firstNamedChild;
  return (plain?.text ?? "").replace(/^[-.]/, "").slice(0, MAX_PATH);
}

function inner(node: Node, rules: LexicalRules): Node | undefined {
  switch (node.type) {
    case "parenthesized":
      return node.firstNamedChild ?? undefined;
    case "postfixed":
    case "cast":
      return field(node, "value");
    case "cascade":
      return field(node, "object");
    case "implicit":
      return node.parent?.type === "call" ? field(node, "name") : undefined;
    case "prefixed": {
      const operator = field(node, "operator")?.type ?? "";
      const hands =
        rules.transparent.has(operator) || rules.passing.has(rules.caseless ? operator.toLowerCase() : operator);
      return hands ? field(node, "value") : undefined;
    }
    case "member": {
      // the type itself as a value: `SHA256.self`
      const name = field(node, "name");
      return name && rules.self.has(name.text) ? field(node, "object") : undefined;
    }
    case "call": {
      const callee = field(node, "function");
      if (callee?.type === "cascade") return callee;
      const given = field(node, "arguments");
      if (callee?.type !== "identifier" || (given?.namedChildCount ?? 0) > 2) return undefined;
      const one = given?.firstNamedChild ?? undefined;
      return one && one.type !== "pair" && rules.passingCalls?.test(callee.text) ? one : undefined;
    }
    default:
      return undefined;
  }
}

/** `x as Type`; `as String` and the like say nothing of what is meant. */
function castTo(node: Node): Node | undefined {
  const type = field(node, "type");
  return type && !/^(?:String|Any|CFString|CFDictionary|NSString|Object|dynamic)\b/.test(type.text) ? type : undefined;
}

function literal(node: Node, text: string): Value | undefined {
  const spelled = (): string => textOf(text, node);
  switch (node.type) {
    case "string": {
      const content = node.firstNamedChild;
      return content ? stringValue(contentOf(content, text)) : UNKNOWN;
    }
    case "raw":
    case "atom":
      return stringValue(spelled());
    case "implicit": {
      const name = field(node, "name");
      return name ? { kind: "name", name: textOf(text, name) } : UNKNOWN;
    }
    case "call":
      return implicitCall(node, text);
    case "opaque":
    case "sequence":
      return UNKNOWN;
    case "number":
      return integerValue(spelled());
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "none":
      return NONE;
    default:
      return undefined;
  }
}

/** `.sha2(.sha256)` is what it is given, `.gcm(iv: x)` what it is called. */
function implicitCall(node: Node, text: string): Value | undefined {
  const callee = field(node, "function");
  if (callee?.type !== "implicit") return undefined;
  const given = field(node, "arguments")?.firstNamedChild;
  return literal(given?.type === "implicit" ? given : callee, text);
}

function contentOf(content: Node, text: string): string {
  const spelled = textOf(text, content);
  if (content.type === "raw") return spelled;
  return content.type === "doubled" ? spelled.replaceAll('""', '"') : decodeEscapes(spelled);
}

function template(node: Node, text: string): readonly TemplatePart[] | undefined {
  if (node.type !== "template") return undefined;
  return namedChildren(node).map((child): TemplatePart => {
    if (child.type !== "interpolation") return { text: contentOf(child, text) };
    const value = child.firstNamedChild;
    const isName = child.namedChildCount === 1 && (value?.type === "identifier" || value?.type === "member");
    return value && isName
      ? { path: textOf(text, value).slice(0, MAX_PATH).replace(BRACED, "$1$2") }
      : { unread: true };
  });
}

function define(identifier: Node, rules: LexicalRules): Definition | undefined {
  const parent = identifier.type === "identifier" ? identifier.parent : null;
  if (parent === null) return undefined;
  const isName = isField(parent, "name", identifier);
  switch (parent.type) {
    case "class":
      return isName ? declared(identifier, "class", parent, OUTER) : undefined;
    case "function":
      return isName ? declared(identifier, "function", parent, SCOPES) : undefined;
    case "parameter":
      return isName ? declared(identifier, "parameter", parent, FUNCTIONS, partsOf(parent)) : undefined;
    case "declaration":
      if (!isName) return undefined;
      return isMember(parent)
        ? declared(identifier, "member", parent, CLASSES, partsOf(parent))
        : declared(identifier, "variable", parent, SCOPES, partsOf(parent));
    case "names":
      return declared(identifier, "other", parent, SCOPES);
    case "assignment": {
      if (!isField(parent, "left", identifier)) return undefined;
      const value = assignedValue(parent);
      if (!rules.assignmentDeclares) return reassigned(identifier, parent, value);
      return declared(identifier, "variable", parent, setOf("function", "file"), { value });
    }
    case "member": {
      const assignment = parent.parent;
      const isOwn = field(parent, "object")?.type === "self" && isName;
      if (!isOwn || assignment?.type !== "assignment" || !isField(assignment, "left", parent)) return undefined;
      return memberAssigned(identifier, assignment, CLASSES, assignedValue(assignment));
    }
    default:
      return undefined;
  }
}

/** Directly in a class, alone or as one of several. */
function isMember(declaration: Node): boolean {
  const around = declaration.parent?.type === "declarations" ? declaration.parent.parent : declaration.parent;
  return around?.type === "members";
}

function partsOf(node: Node): { readonly type: Node | undefined; readonly value: Node | undefined } {
  return { type: field(node, "type"), value: field(node, "value") };
}
