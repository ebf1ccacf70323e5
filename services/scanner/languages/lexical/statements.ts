/** Reads statements: declarations, functions, classes, blocks, and expressions where none of these begins. */
import { constants, declaration, typedDeclaration } from "./declarations.ts";
import { block, expression, type } from "./expressions.ts";
import { parameterList } from "./parameters.ts";
import type { Reader } from "./reader.ts";
import { NO_WORDS } from "./rules.ts";
import type { Token } from "./tokens.ts";
import type { LexicalNode } from "./tree.ts";

/** All statements up to the end of what the reader stands in. */
export function statements(reader: Reader, inClass = false): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token; token = reader.peek()) {
    const before = reader.at;
    const one = statement(reader, token, inClass);
    if (one) found.push(one);
    if (reader.at === before) reader.take();
  }
  return found;
}

function statement(reader: Reader, token: Token, inClass: boolean): LexicalNode | undefined {
  const { rules } = reader;
  if (reader.isOpen(token, "{")) return block(reader);
  if (token.kind !== "word") return expression(reader);
  const key = reader.key(token);
  const next = reader.peek(1);
  const isNamed = next?.kind === "word" && !(rules.lines && next.fresh);
  if (rules.imports.has(key) && (isNamed || next?.kind === "text")) return constants(reader) ?? importing(reader);
  const isPrefix =
    rules.classes.has(key) && (rules.functions.has(reader.key(next)) || rules.declares.has(reader.key(next)));
  if (rules.modifiers.has(key) || isPrefix) return modifier(reader);
  if (token.match >= 0) return wordBlock(reader, token);
  if (rules.classes.has(key) && isNamed) return classOf(reader);
  if (rules.functions.has(key) && next && (isNamed || next.kind === "open" || next.kind === "operator"))
    return functionOf(reader);
  if (rules.declares.has(key)) return declaration(reader);
  if (rules.control.has(key)) return control(reader);
  if (rules.types === "as" && reader.key(next) === "as") return declaration(reader);
  const typed = rules.types === "before" ? typedDeclaration(reader, inClass) : undefined;
  return typed ?? expression(reader);
}

/** `public`, `private(set)`: passed over, unless it is used as a name. */
function modifier(reader: Reader): undefined {
  reader.take();
  const next = reader.peek();
  if (reader.isOpen(next, "(") && !next?.apart) reader.within(() => []);
}

/** An import, to the end of its line or statement; `imports` of the language reads it. */
function importing(reader: Reader): LexicalNode {
  const parts = [reader.mark(reader.take())];
  for (let token = reader.peek(); token && token.kind !== "separator"; token = reader.peek()) {
    if (reader.rules.lines && token.fresh) break;
    if (token.kind === "open") parts.push(reader.group("arguments", () => statements(reader)));
    else parts.push(reader.leaf("imported", reader.take()));
  }
  return reader.node("import", parts);
}

/** `if`, `for (…)`: what follows is read as statements, since a head may declare. */
function control(reader: Reader): LexicalNode | undefined {
  const word = reader.take();
  if (!reader.isOpen(reader.peek(), "(") || reader.rules.types === "as") return reader.leaf("word", word);
  return reader.group("head", () => statements(reader));
}

/** `class Name<T>: Base { … }` */
export function classOf(reader: Reader): LexicalNode {
  const mark = reader.mark(reader.take());
  // `Module`, and the next line ends it
  const first = reader.peek() ? reader.leaf("identifier", reader.take()) : reader.nothing("identifier", mark.endIndex);
  let name = first;
  const bases: LexicalNode[] = [];
  const { rules } = reader;
  while (
    reader.peek()?.kind === "operator" &&
    rules.members.has(reader.peek()?.text ?? "") &&
    reader.peek(1)?.kind === "word"
  ) {
    const dot = reader.mark(reader.take());
    const last = reader.leaf("identifier", reader.take());
    name = reader.node("member", [name, dot, last], { object: name, name: last });
  }
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (reader.isOpen(token, "{") || token.text === ";" || (rules.lines && token.fresh && token.kind === "word")) break;
    if (token.kind === "open") reader.within(() => []);
    else if (
      token.kind === "word" &&
      !rules.control.has(reader.key(token)) &&
      !/^(?:extends|with|implements|on)$/.test(token.text)
    ) {
      const base = type(reader);
      if (base) bases.push(base);
    } else reader.take();
  }
  const body = reader.isOpen(reader.peek(), "{") ? reader.group("members", () => statements(reader, true)) : undefined;
  return reader.node("class", [mark, name, ...bases, body], { name: first, body });
}

/** `func name<T>(label name: Type = value) throws -> Type { … }`, `sub name { … }`. */
export function functionOf(reader: Reader): LexicalNode {
  const { rules } = reader;
  const begin = reader.take();
  const mark = reader.mark(begin);
  const named = reader.peek();
  const name =
    named?.kind === "word" || named?.kind === "operator" ? reader.leaf("identifier", reader.take()) : undefined;
  while (reader.isOperator(reader.peek(), "::") && reader.peek(1)?.kind === "word") reader.at += 2;
  if (reader.isOpen(reader.peek(), "<")) reader.within(() => []);
  const list = reader.isOpen(reader.peek(), "(") ? parameters(reader) : undefined;
  let result: LexicalNode | undefined;
  for (let token = reader.peek(); token && !reader.isOpen(token, "{"); token = reader.peek()) {
    if (token.kind === "separator" || (rules.lines && token.fresh && !reader.isOperator(token, "->"))) break;
    const isResult = reader.isOperator(token, "->") || (rules.types === "as" && reader.key(token) === "as");
    if (isResult) {
      reader.take();
      result = type(reader);
    } else if (token.kind === "open") reader.within(() => []);
    else reader.take();
  }
  const body = reader.isOpen(reader.peek(), "{") ? block(reader) : undefined;
  return reader.node("function", [mark, name, list, result, body], { name, parameters: list, result, body });
}

export function parameters(reader: Reader): LexicalNode {
  return reader.group("parameters", () => parameterList(reader));
}

/** What stands between words that belong together: `Sub … End Sub`, `case … end`. */
export function wordBlock(reader: Reader, begin: Token): LexicalNode {
  const { rules } = reader;
  const key = reader.key(begin);
  const type = rules.classes.has(key) ? "class" : rules.functions.has(key) ? "function" : "block";
  const around = reader.end;
  const close = Math.min(begin.match, around);
  reader.end = close;
  const head =
    type === "class" ? classOf(reader) : type === "function" ? functionOf(reader) : reader.leaf("word", reader.take());
  const body = reader.deeper(() => [
    ...(type === "block" && rules.lines ? headLine(reader) : []),
    ...statements(reader, type === "class"),
  ]);
  reader.end = around;
  reader.at = close;
  const closing = closingWords(reader);
  if (type === "block") return reader.node("block", [head, ...(body ?? []), ...closing]);
  return head.withBody(type, reader.node(type === "class" ? "members" : "block", body ?? []), closing);
}

/** `end`, `End Sub`; a word that begins the next block as well is left to it. */
function closingWords(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  if (!reader.isWord(reader.peek(), reader.rules.wordBlocks?.ends ?? NO_WORDS)) return found;
  found.push(reader.mark(reader.take()));
  const what = reader.peek();
  if (reader.rules.lines && what?.kind === "word" && !what.fresh) found.push(reader.mark(reader.take()));
  return found;
}

/** Statements on the line of the word that begins a block. */
function headLine(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token && !token.fresh; token = reader.peek()) {
    const before = reader.at;
    const declares = reader.rules.declares.has(reader.key(token)) || reader.peek(1)?.text.toLowerCase() === "as";
    const one = declares ? declaration(reader) : expression(reader, false);
    if (one) found.push(one);
    if (reader.at === before) reader.take();
  }
  return found;
}
