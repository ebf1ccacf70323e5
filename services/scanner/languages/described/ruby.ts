/** Ruby: the tree-sitter-ruby grammar as a table. Names are written as Ruby writes them: `OpenSSL::Cipher.new`. */
import type { Node, Tree } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { valueOfChange } from "../changed.ts";
import type { Argument, Language, Value } from "../language.ts";
import { field, isField, namedChildren, sameNode, textOf } from "../syntax.ts";
import { decodeEscapes, NONE, stringValue, UNKNOWN } from "../values.ts";
import { declared, memberAssigned, reassigned } from "./define.ts";
import { DescribedFile } from "./described-file.ts";
import { type CallParts, type GrammarTable, setOf } from "./grammar-table.ts";
import { Imports } from "./imports.ts";
import { bothOf, integerOf, operandsOf } from "./parts.ts";

const CLASSES = setOf("class", "module", "singleton_class");
const FUNCTIONS = setOf("method", "singleton_method", "lambda");
const SCOPES = setOf("program", "block", "do_block", ...CLASSES, ...FUNCTIONS);
const OUTER = setOf("program", ...CLASSES);
/** Pieces of one text with values in it. */
const MAX_PARTS = 32;
/** Statements, and what holds them, between an assignment and what is appended to the text it gave. */
const MAX_BACK = 48;

const table: GrammarTable = {
  identifiers: setOf("identifier", "constant", "instance_variable", "class_variable", "global_variable"),
  bareMembers: true,
  separator: "::",
  separatorBefore: (member) => (/^[A-Z]/.test(member) ? "::" : "."),
  importing: setOf(),
  classes: CLASSES,
  factories: /^(?:new|generate|instance|create|load)$/,
  conversions: /^(?:to_s|to_sym|to_str|freeze|upcase|downcase|dup|strip|itself)$/,
  scoping: {
    blocks: setOf(
      "program",
      "body_statement",
      "then",
      "else",
      "block_body",
      "begin",
      "do",
      "if_modifier",
      "unless_modifier",
      "while_modifier",
      "rescue_modifier",
    ),
    functions: FUNCTIONS,
    mayDefine: (text, start, end) =>
      /^\s*(?:=(?![=~>])|in\b|[,|):;&]|\|\||<|\n|[-+*/]=|$)/.test(text.slice(end, end + 16)) ||
      /\b(?:class|module|def)\s+(?:self\.)?$/.test(text.slice(Math.max(0, start - 24), start)),
    define,
  },
  imports: () => new Imports("::"),
  call,
  member(node) {
    if (node.type === "scope_resolution") {
      const object = field(node, "scope");
      const name = field(node, "name");
      return object && name && { object, name };
    }
    if (!isAttribute(node)) return undefined;
    const object = field(node, "receiver");
    const name = field(node, "method");
    return object && name && { object, name };
  },
  given(node) {
    if (node.type !== "assignment" && !isDefaulting(node)) return undefined;
    const target = field(node, "left");
    const value = field(node, "right");
    return target && value && { target, value };
  },
  inner: (node) =>
    node.type === "parenthesized_statements" && namedChildren(node).length === 1
      ? (node.firstNamedChild ?? undefined)
      : undefined,
  isSelf: (node) => node.type === "self" || (node.type === "call" && node.text === "self.class"),
  path(node, text) {
    const got = node.type === "call" ? constantGot(node, text) : undefined;
    if (got !== undefined) return got;
    if (node.type !== "constant" && node.type !== "scope_resolution") return undefined;
    const path = textOf(text, node).replace(/\s/g, "").replace(/^::/, "");
    return /^[A-Z]\w*(?:::[A-Z]\w*){0,15}$/.test(path) ? path : undefined;
  },
  template(node, text) {
    if (node.type !== "string") return undefined;
    const parts = namedChildren(node);
    if (parts.length > MAX_PARTS || !parts.some((part) => part.type === "interpolation")) return undefined;
    return parts.map((part) => {
      if (part.type !== "interpolation") return { text: decodeEscapes(textOf(text, part)) };
      const [value, more] = namedChildren(part);
      return value && !more ? { value } : { unread: true as const };
    });
  },
  literal,
  binary(node) {
    const operands = operandsOf(node, "binary");
    return operands && /^(?:\|\||or|<<)$/.test(operands.operator) ? undefined : operands;
  },
  choices(node) {
    const operands = operandsOf(node, "binary");
    if (operands && /^(?:\|\||or)$/.test(operands.operator)) return [operands.left, operands.right];
    if (node.type === "conditional" || node.type === "if") {
      return bothOf(node, "consequence", "alternative");
    }
    if (node.type === "case") {
      return namedChildren(node).flatMap((child) =>
        child.type === "when" ? (field(child, "body") ?? []) : child.type === "else" ? child : [],
      );
    }
    const children = /^(?:then|else)$/.test(node.type) ? namedChildren(node) : [];
    return children.length === 1 ? children : undefined;
  },
  list: (node) =>
    /^(?:array|string_array|symbol_array|right_assignment_list)$/.test(node.type) ? namedChildren(node) : undefined,
  element(node) {
    if (node.type === "element_reference") {
      const of = field(node, "object");
      const key = namedChildren(node).find((child) => !isField(node, "object", child));
      return of && key && { of, key };
    }
    const parts = call(node);
    const [key] = parts?.name.text === "fetch" ? parts.arguments : [];
    return parts?.object && key ? { of: parts.object, key: key.node } : undefined;
  },
  entries: (node) => (node.type === "hash" ? pairsOf(node) : undefined),
  lambdas: setOf("block", "do_block", "lambda"),
  result(declaration) {
    const body = field(declaration, "body");
    const last = body?.type === "body_statement" ? (body.lastNamedChild ?? undefined) : body;
    return last?.type === "return" ? (last.firstNamedChild?.firstNamedChild ?? undefined) : last;
  },
  parents(declaration) {
    const superclass = field(declaration, "superclass")?.firstNamedChild;
    return superclass ? [superclass] : [];
  },
};

export const ruby: Language = {
  id: "ruby",
  extensions: [".rb", ".rake", ".gemspec", ".ru", ".podspec", ".jbuilder"],
  fileNames: ["Rakefile", "Gemfile", "Vagrantfile", "Fastfile", "Podfile", "Capfile", "Guardfile", "Brewfile"],
  interpreters: ["ruby", "jruby"],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-ruby.wasm",
  bareCalls: true,
  comments: { line: ["#"], block: [["=begin", "=end"]] },
  open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
};

function call(node: Node): CallParts | undefined {
  if (node.type !== "call" || isAttribute(node)) return undefined;
  const name = field(node, "method");
  const object = field(node, "receiver");
  if (!name || !table.identifiers.has(name.type)) return undefined;
  return { form: "call", name, ...(object && { object }), arguments: argumentsOf(node) };
}

/** `ctx.min_version` on the left of an assignment. */
function isAttribute(node: Node): boolean {
  return node.type === "call" && node.parent?.type === "assignment" && isField(node.parent, "left", node);
}

/** `x ||= value`. */
function isDefaulting(node: Node): boolean {
  return node.type === "operator_assignment" && field(node, "operator")?.type === "||=";
}

function argumentsOf(node: Node): readonly Argument[] {
  const list = field(node, "arguments");
  return (list ? namedChildren(list) : []).flatMap((argument) => {
    if (argument.type !== "pair") return [{ node: argument }];
    const key = field(argument, "key");
    const value = field(argument, "value");
    return key && value ? [{ name: keyText(key), node: value }] : [];
  });
}

function pairsOf(node: Node): readonly { readonly key: string; readonly value: Node }[] {
  return namedChildren(node).flatMap((pair) => {
    const key = field(pair, "key");
    const value = field(pair, "value");
    return key && value ? [{ key: keyText(key), value }] : [];
  });
}

function keyText(key: Node): string {
  return key.text.replace(/^:|^["']|["']$|:$/g, "");
}

function define(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  if (parent === null || !table.identifiers.has(identifier.type)) return undefined;
  const isName = isField(parent, "name", identifier);
  if (CLASSES.has(parent.type)) return isName ? declared(identifier, "class", parent, OUTER) : undefined;
  switch (parent.type) {
    case "assignment":
      return isField(parent, "left", identifier) ? assigned(identifier, parent, field(parent, "right")) : undefined;
    case "operator_assignment":
      return isField(parent, "left", identifier)
        ? isDefaulting(parent)
          ? assigned(identifier, parent, field(parent, "right"))
          : reassigned(identifier, parent, valueOfChange(parent))
        : undefined;
    case "binary":
      return isField(parent, "left", identifier) && appendsToText(identifier, parent)
        ? reassigned(identifier, parent, valueOfChange(parent))
        : undefined;
    case "method_parameters":
      return declared(identifier, "parameter", identifier, FUNCTIONS);
    case "optional_parameter":
    case "keyword_parameter":
      return isName
        ? declared(identifier, "parameter", parent, FUNCTIONS, { value: field(parent, "value") })
        : undefined;
    case "block_parameters":
    case "lambda_parameters":
    case "destructured_parameter":
      return declared(identifier, "other", parent, SCOPES);
    case "for":
    case "left_assignment_list": {
      const part = takenApart(identifier, parent);
      const other = declared(identifier, "other", identifier, setOf("program", ...CLASSES, ...FUNCTIONS));
      return other && part ? { ...other, part } : other;
    }
    case "exception_variable":
      return declared(identifier, "other", parent, SCOPES);
    case "method":
    case "singleton_method":
      return isName ? declared(identifier, "function", parent, OUTER) : undefined;
    default:
      return undefined;
  }
}

/** `name << "-ecb"` after `name = "aes-128"`: what is appended to a list is read as an entry of it (`later-entries.ts`). */
function appendsToText(identifier: Node, by: Node): boolean {
  if (field(by, "operator")?.type !== "<<") return false;
  let statement: Node | null = by;
  for (let step = 0; statement && step < MAX_BACK; step++) {
    const earlier: Node | null = statement.previousNamedSibling;
    statement = earlier ?? statement.parent;
    if (!earlier || statement?.type !== "assignment") continue;
    const target = field(statement, "left");
    if (target?.text === identifier.text) return field(statement, "right")?.type === "string";
  }
  return false;
}

/** What a loop or a list of variables takes one out of: `for a in list`, `a, b = pair`. */
function takenApart(identifier: Node, parent: Node): Definition["part"] | undefined {
  const isLoop = parent.type === "for";
  const among = isLoop ? undefined : parent;
  const holder = isLoop ? parent : parent.parent;
  const place = among ? [namedChildren(among).findIndex((each) => sameNode(each, identifier))] : [];
  if (holder?.type === "for") {
    const of = field(holder, "value")?.firstNamedChild;
    return of ? { of, path: ["entry", ...place] } : undefined;
  }
  const of = holder?.type === "assignment" ? field(holder, "right") : undefined;
  return of && { of, path: place };
}

/** `OpenSSL::Digest.const_get(:MD5)` */
function constantGot(call: Node, text: string): string | undefined {
  const spelled = textOf(text, call).slice(0, 200);
  const [, owner, name] = /^([A-Z][\w:]{0,80})\.const_get[( ]\s?(?::|["'])([A-Z]\w{0,60})["']?\)?$/.exec(spelled) ?? [];
  return owner !== undefined && name !== undefined ? `${owner}::${name}` : undefined;
}

/** Ruby declares by assignment: a constant for its class or module, `@x` for the object, a plain name for the method. */
function assigned(identifier: Node, by: Node, value: Node | undefined): Definition | undefined {
  switch (identifier.type) {
    case "constant":
      return declared(identifier, "variable", by, OUTER, { value });
    case "instance_variable":
    case "class_variable":
      return memberAssigned(identifier, by, CLASSES, value);
    case "global_variable":
      return declared(identifier, "variable", by, setOf("program"), { value });
    default:
      return declared(identifier, "variable", by, setOf("program", ...CLASSES, ...FUNCTIONS), { value });
  }
}

function literal(node: Node, text: string): Value | undefined {
  switch (node.type) {
    case "delimited_symbol":
    case "string": {
      if (namedChildren(node).some((child) => child.type === "interpolation")) return UNKNOWN;
      const spelled = textOf(text, node).replace(/^:/, "");
      const body = /^%[qQ]?[([{<]/.test(spelled) ? spelled.replace(/^%[qQ]?./, "").slice(0, -1) : spelled.slice(1, -1);
      return stringValue(spelled.startsWith("'") ? body : decodeEscapes(body));
    }
    case "bare_string":
    case "bare_symbol":
      return stringValue(textOf(text, node));
    case "simple_symbol":
      return stringValue(textOf(text, node).slice(1));
    case "hash_key_symbol":
      return stringValue(textOf(text, node));
    case "integer":
      return integerOf(node, text);
    case "true":
    case "false":
      return { kind: "boolean", value: node.type === "true" };
    case "nil":
      return NONE;
    default:
      return undefined;
  }
}
