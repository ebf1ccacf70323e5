/** Reads expressions: operands with what follows them, joined by operators. What cannot be read is passed over. */
import { readArguments, readItems } from "./items.ts";
import { readText } from "./literals.ts";
import type { Reader } from "./reader.ts";
import { parameters, statements, wordBlock } from "./statements.ts";
import type { Token } from "./tokens.ts";
import type { LexicalNode } from "./tree.ts";

const ASSIGNMENT = /^(?:=|:=|[-+*/%.&|^~x]=|\|\|=|\/\/=|&&=|\?\?=|<<=|>>=|\*\*=|&=)$/;
/** Operators that end an expression, whatever the language. */
const ENDING = new Set(["=>", "->", ":", ";", ","]);

/** An expression that begins here; nothing, and no step, where none does. */
export function expression(reader: Reader, assigns = true): LexicalNode | undefined {
  return reader.deeper(() => {
    let left = operand(reader);
    while (left) {
      const operator = reader.peek();
      if (operator === undefined || !continues(reader, left, operator)) break;
      left = further(reader, left, operator, assigns);
      if (left.type === "assignment" || left.type === "conditional") break;
    }
    return left;
  });
}

/** Whether this token joins what stands before it with what follows. */
function continues(reader: Reader, left: LexicalNode, operator: Token): boolean {
  const { rules } = reader;
  if (isText(operator)) return rules.textsJoin === true && isTextNode(left);
  if (operator.kind === "word") {
    return (
      (rules.wordOperators.has(reader.key(operator)) || rules.casts.has(reader.key(operator))) &&
      !isFresh(reader, operator)
    );
  }
  if (operator.kind !== "operator" || ENDING.has(operator.text) || operator.text === rules.label) return false;
  // at the beginning of a line, an operator without a space behind it stands before an operand
  return !isFresh(reader, operator) || reader.peek(1)?.apart === true;
}

const isText = (token: Token): boolean => token.kind === "text" || (token.kind === "open" && token.text === '"');

const isTextNode = (node: LexicalNode): boolean =>
  /^(?:string|template)$/.test(node.type) ||
  (node.type === "binary" && node.childForFieldName("operator")?.text === "");

function isFresh(reader: Reader, token: Token): boolean {
  return reader.rules.lines && token.fresh;
}

function further(reader: Reader, left: LexicalNode, operator: Token, assigns: boolean): LexicalNode {
  if (isText(operator)) {
    const join = reader.nothing("+", operator.start);
    const right = operand(reader);
    return reader.node("binary", [left, join, right], { left, operator: join, right });
  }
  reader.take();
  const mark = reader.mark(operator);
  if (operator.kind === "word" && reader.rules.casts.has(reader.key(operator))) {
    while (reader.isOperator(reader.peek(), "?") || reader.isOperator(reader.peek(), "!")) reader.take();
    const to = type(reader);
    return reader.node("cast", [left, mark, to], { value: left, type: to });
  }
  if (operator.kind === "operator" && ASSIGNMENT.test(operator.text) && assigns) {
    const right = expression(reader);
    return reader.node("assignment", [left, mark, right], { left, operator: mark, right });
  }
  if (operator.text === "?" && reader.rules.conditional) {
    const yes = expression(reader);
    const colon = reader.isOperator(reader.peek(), ":") ? reader.mark(reader.take()) : undefined;
    const no = colon && expression(reader);
    return reader.node("conditional", [left, mark, yes, colon, no], { yes, no });
  }
  const right = operand(reader);
  return reader.node("binary", [left, mark, right], { left, operator: mark, right });
}

/** A value with what stands before and behind it. */
export function operand(reader: Reader): LexicalNode | undefined {
  const token = reader.peek();
  if (token === undefined) return undefined;
  const { rules } = reader;
  if (reader.isWord(token, rules.passing) || (token.kind === "operator" && rules.prefixes.has(token.text))) {
    const next = reader.peek(1);
    if (next === undefined || (token.kind === "word" && isFresh(reader, next)))
      return reader.leaf("word", reader.take());
    const mark = reader.mark(reader.take());
    while (token.kind === "word" && /^[?!]$/.test(reader.peek()?.text ?? "") && reader.peek()?.apart === false)
      reader.take();
    const value = reader.deeper(() => operand(reader));
    return reader.node("prefixed", [mark, value], { operator: mark, value });
  }
  const first = primary(reader, token);
  return first && behind(reader, first);
}

function primary(reader: Reader, token: Token): LexicalNode | undefined {
  const { rules } = reader;
  switch (token.kind) {
    case "number":
    case "text":
      return token.kind === "text" ? readText(reader, token) : reader.leaf("number", reader.take());
    case "word":
      return wordOperand(reader, token);
    case "open":
      return opened(reader, token);
    case "operator": {
      const name = reader.peek(1);
      if (token.text !== rules.implicit || name?.kind !== "word" || name.apart) return undefined;
      const mark = reader.mark(reader.take());
      const named = reader.leaf("identifier", reader.take());
      return reader.node("implicit", [mark, named], { name: named });
    }
    default:
      return undefined;
  }
}

function wordOperand(reader: Reader, token: Token): LexicalNode | undefined {
  const { rules } = reader;
  const key = reader.key(token);
  if (token.match >= 0) return wordBlock(reader, token);
  const literal = Object.hasOwn(rules.literals, key) ? rules.literals[key] : undefined;
  if (literal !== undefined) return reader.leaf(literal, reader.take());
  const next = reader.peek(1);
  if (rules.news.has(key) && next?.kind === "word" && !isFresh(reader, next)) return construction(reader);
  if (rules.functions.has(key) && next?.kind === "open") return lambda(reader);
  if (rules.control.has(key) || rules.declares.has(key)) return undefined;
  if (rules.wordOperators.has(key)) return undefined;
  reader.take();
  const isAtom =
    rules.atom?.test(token.text) === true && !(reader.isOpen(next, "(") && !next?.apart) && next?.text !== ":";
  return reader.leaf(isAtom ? "atom" : rules.self.has(key) ? "self" : "identifier", token);
}

/** `new Digest::SHA(1)`, `New Aes With {.KeySize = 128}`. */
function construction(reader: Reader): LexicalNode {
  const mark = reader.mark(reader.take());
  const made = type(reader);
  const open = reader.peek();
  const list = open && reader.isOpen(open, "(") && !isFresh(reader, open) ? readArguments(reader) : undefined;
  let settings: LexicalNode | undefined;
  if (reader.key(reader.peek()) === "with" && reader.isOpen(reader.peek(1), "{")) {
    reader.take();
    settings = reader.group("settings", () => readItems(reader));
  }
  return reader.node("construction", [mark, made, list, settings], { type: made, arguments: list, settings });
}

function lambda(reader: Reader): LexicalNode {
  const mark = reader.mark(reader.take());
  const list = reader.isOpen(reader.peek(), "(") ? parameters(reader) : undefined;
  const body = reader.isOpen(reader.peek(), "{") ? block(reader) : undefined;
  return reader.node("function", [mark, list, body], { parameters: list, body });
}

export function block(reader: Reader): LexicalNode {
  return reader.group("block", () => statements(reader));
}

function opened(reader: Reader, token: Token): LexicalNode {
  const { rules } = reader;
  switch (token.text) {
    case '"':
      return readText(reader, token);
    case "{":
      return rules.braces === "block" ? block(reader) : reader.group(rules.braces, () => readItems(reader));
    case "(":
      return parenthesized(reader, token);
    default:
      return reader.group("list", () => readItems(reader));
  }
}

/** A value in parentheses, several of them, or the parameters of a function without a name. */
function parenthesized(reader: Reader, token: Token): LexicalNode {
  const next = reader.tokens[token.match + 1];
  const behindIt = token.match + 1 < reader.end ? next : undefined;
  const isFunction =
    reader.rules.types === "before" &&
    (reader.isOperator(behindIt, "=>") || reader.isOpen(behindIt, "{") || /^a?sync$/.test(behindIt?.text ?? ""));
  if (isFunction) {
    const list = parameters(reader);
    const body = functionBody(reader);
    return reader.node("function", [list, body], { parameters: list, body });
  }
  const { children, span } = reader.within(() => readItems(reader));
  const isOne = children.length === 1 && children[0]?.type !== "pair";
  return reader.spanned(isOne ? "parenthesized" : "list", span, children);
}

/** `{ … }`, `async { … }`, `=> value`. */
export function functionBody(reader: Reader): LexicalNode | undefined {
  while (/^a?sync$/.test(reader.peek()?.text ?? "") || reader.isOperator(reader.peek(), "*")) reader.take();
  if (reader.isOpen(reader.peek(), "{")) return block(reader);
  if (!reader.isOperator(reader.peek(), "=>")) return undefined;
  const mark = reader.mark(reader.take());
  return reader.node("block", [mark, expression(reader)]);
}

/** Members, calls, indexes and the like behind a value. */
function behind(reader: Reader, first: LexicalNode): LexicalNode {
  const { rules } = reader;
  let left = first;
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (token.kind === "operator" && rules.members.has(token.text)) {
      const next = memberOf(reader, left, token);
      if (!next) break;
      left = next;
    } else if (token.kind === "operator" && rules.postfixes.has(token.text) && !token.apart) {
      left = reader.node("postfixed", [left, reader.mark(reader.take())], { value: left });
    } else if (token.kind === "open" && !isFresh(reader, token)) {
      const next = bracketed(reader, left, token);
      if (!next) break;
      left = next;
    } else if (isBareCall(reader, left, token)) left = bareCall(reader, left);
    else break;
  }
  return left;
}

function memberOf(reader: Reader, left: LexicalNode, operator: Token): LexicalNode | undefined {
  const next = reader.peek(1);
  if (next?.kind === "word") {
    const mark = reader.mark(reader.take());
    const name = reader.leaf("identifier", reader.take());
    const isCascade = reader.rules.cascades?.has(operator.text) === true;
    const member = reader.node(isCascade ? "cascade" : "member", [left, mark, name], { object: left, name });
    const { calling, called } = reader.rules;
    const mayCall = calling?.has(operator.text) === true || called?.test(name.text) === true;
    const isCalled = mayCall && !reader.isOpen(reader.peek(), "(");
    return isCalled ? reader.node("call", [member], { function: member }) : member;
  }
  if (next === undefined || (next.kind !== "open" && next.kind !== "number" && next.kind !== "text")) return undefined;
  const mark = reader.mark(reader.take());
  if (next.kind === "open") return reader.node("postfixed", [left, mark], { value: left });
  return reader.node("index", [left, mark, reader.leaf("number", reader.take())]);
}

function bracketed(reader: Reader, left: LexicalNode, token: Token): LexicalNode | undefined {
  switch (token.text) {
    case "(": {
      if (token.apart && reader.rules.types === "before" && left.type !== "identifier" && left.type !== "member") break;
      if (reader.key(reader.peek(1)) === "of" && reader.rules.types === "as") {
        const list = reader.group("types", () => readItems(reader));
        return reader.node("generic", [left, list], { name: left, types: list });
      }
      const list = readArguments(reader);
      return reader.node("call", [left, list], { function: left, arguments: list });
    }
    case "[":
      return reader.node("index", [left, reader.group("arguments", () => readItems(reader))]);
    case "<": {
      const list = reader.group("types", () => types(reader));
      return reader.node("generic", [left, list], { name: left, types: list });
    }
    case "{":
      return reader.rules.braceIndex && !token.apart
        ? reader.node("index", [left, reader.group("arguments", () => readItems(reader))])
        : undefined;
  }
  return undefined;
}

function isBareCall(reader: Reader, left: LexicalNode, token: Token): boolean {
  const bare = reader.rules.bareCalls;
  if (isIndirect(reader, left, token)) return true;
  if (!bare || !token.apart || isFresh(reader, token) || reader.rules.wordOperators.has(reader.key(token)))
    return false;
  const name = left.type === "member" ? left.lastNamedChild : left;
  if (name?.type !== "identifier" || !bare.name.test(name.text)) return false;
  return bare.next.test(token.text) || token.kind === "text";
}

function isIndirect(reader: Reader, left: LexicalNode, next: Token): boolean {
  const { indirect } = reader.rules;
  return (
    indirect !== undefined &&
    left.type === "identifier" &&
    next.kind === "word" &&
    indirect.test(`${left.text} ${next.text}`)
  );
}

/** `new Digest::SHA(1)` */
function indirectCall(reader: Reader, name: LexicalNode): LexicalNode {
  const object = type(reader);
  const member = reader.node("member", [name, object], { object, name });
  const list = reader.isOpen(reader.peek(), "(") ? readArguments(reader) : undefined;
  return reader.node("call", [member, list], { function: member, arguments: list });
}

/** `md5_hex $data, $more;` */
function bareCall(reader: Reader, left: LexicalNode): LexicalNode {
  const next = reader.peek();
  if (next && isIndirect(reader, left, next)) return indirectCall(reader, left);
  const given: LexicalNode[] = [];
  for (let value = expression(reader); value; value = expression(reader)) {
    given.push(value);
    if (reader.peek()?.text !== ",") break;
    reader.take();
  }
  const list = reader.node("arguments", given);
  return reader.node("call", [left, list], { function: left, arguments: list });
}

/** Types between the angle brackets that the reader stands in. */
function types(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  while (reader.peek()) {
    const one = type(reader);
    if (one) found.push(one);
    else reader.take();
  }
  return found;
}

/** A type: a path with its arguments; of what is spelled otherwise nothing is kept. */
export function type(reader: Reader): LexicalNode | undefined {
  const first = reader.peek();
  if (first?.kind === "open") {
    const { span } = reader.within(() => []);
    return afterType(reader, reader.spanned("type", span, []));
  }
  if (first?.kind !== "word") return undefined;
  let left = reader.leaf("identifier", reader.take());
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (reader.isOpen(token, "<") && !token.apart) {
      const list = reader.group("types", () => types(reader));
      left = reader.node("generic", [left, list], { name: left, types: list });
    } else if (token.kind === "operator" && reader.rules.members.has(token.text) && reader.peek(1)?.kind === "word") {
      const mark = reader.mark(reader.take());
      const name = reader.leaf("identifier", reader.take());
      left = reader.node("member", [left, mark, name], { object: left, name });
    } else break;
  }
  return afterType(reader, left);
}

/** `?` and `!` behind a type. */
function afterType(reader: Reader, made: LexicalNode): LexicalNode {
  while (/^[?!]$/.test(reader.peek()?.text ?? "") && reader.peek()?.apart === false) reader.take();
  return made;
}
