/** Reads declarations of variables, and of functions that only a type stands before. */
import { expression, functionBody, type } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import { parameters } from "./statements.ts";
import type { LexicalNode } from "./tree.ts";

/** `let name: Type = value`, `my ($a, $b) = …`, `Dim name As New Type(…)`: one, or several in a `declarations`. */
export function declaration(reader: Reader): LexicalNode | undefined {
  const { rules } = reader;
  while (reader.isWord(reader.peek(), rules.declares) || reader.isWord(reader.peek(), rules.modifiers)) reader.take();
  if (rules.types === "before") return typedDeclaration(reader, true) ?? declarator(reader);
  const found: LexicalNode[] = [];
  for (;;) {
    const one = declarator(reader);
    if (one) found.push(one);
    const next = reader.peek();
    if (!one || next?.text !== "," || reader.peek(1)?.kind !== "word") break;
    reader.take();
    if (reader.isWord(reader.peek(), rules.declares)) reader.take();
  }
  return found.length > 1 ? reader.node("declarations", found) : found[0];
}

function declarator(reader: Reader): LexicalNode | undefined {
  const { rules } = reader;
  const first = reader.peek();
  if (reader.isOpen(first, "(")) {
    const names = reader.group("names", () => namesIn(reader));
    return reader.node("declaration", [names, given(reader)], {});
  }
  if (first?.kind !== "word" || (rules.lines && first.fresh && reader.tokens[reader.at - 1]?.kind === "separator")) {
    return undefined;
  }
  const name = reader.leaf("identifier", reader.take());
  while (reader.isOpen(reader.peek(), "(") && rules.types === "as") reader.within(() => []);
  let said: LexicalNode | undefined;
  if (rules.types === "colon" && reader.isOperator(reader.peek(), ":")) {
    reader.take();
    said = type(reader);
    while (reader.isOperator(reader.peek(), "&") || reader.isOperator(reader.peek(), "->")) {
      reader.take();
      type(reader);
    }
  }
  if (rules.types === "as" && reader.key(reader.peek()) === "as") {
    reader.take();
    const next = reader.peek();
    if (reader.isWord(next, rules.news)) return made(reader, name, expression(reader));
    said = type(reader);
    if (reader.isOpen(reader.peek(), "(")) reader.within(() => []);
  }
  return made(reader, name, given(reader), said);
}

function made(
  reader: Reader,
  name: LexicalNode,
  value: LexicalNode | undefined,
  said?: LexicalNode | undefined,
): LexicalNode {
  return reader.node("declaration", [name, said, value], { name, type: said, value });
}

/** What `=` gives; the words of a loop (`in`) give nothing that is known. */
function given(reader: Reader): LexicalNode | undefined {
  if (!reader.isOperator(reader.peek(), "=")) return undefined;
  reader.take();
  return expression(reader);
}

function namesIn(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (token.kind === "word") found.push(reader.leaf("identifier", reader.take()));
    else reader.take();
  }
  return found;
}

/**
 * `Type name = value`, `Type name(…) { … }`, `name(…) { … }`: nothing, and no step, where none of these begins here.
 * Within a class a name with parentheses is a function even without a body.
 */
export function typedDeclaration(reader: Reader, inClass: boolean): LexicalNode | undefined {
  const start = reader.at;
  const said = beginsType(reader) ? type(reader) : undefined;
  const name = reader.peek();
  const isNamed =
    name?.kind === "word" && !reader.rules.wordOperators.has(name.text) && !reader.rules.casts.has(name.text);
  if (said && isNamed) {
    while (/^(?:get|set|operator)$/.test(reader.peek()?.text ?? "") && reader.peek(1)?.kind === "word") reader.take();
    const identifier = reader.leaf("identifier", reader.take());
    return reader.isOpen(reader.peek(), "(") || reader.isOpen(reader.peek(), "<") || beginsBody(reader)
      ? functionWith(reader, said, identifier)
      : variables(reader, said, identifier);
  }
  if (said && reader.isOpen(reader.peek(), "(") && isFunction(reader, inClass)) {
    return functionWith(reader, undefined, said.type === "member" ? (said.lastNamedChild ?? said) : said);
  }
  const next = reader.peek();
  if (said?.type === "identifier" && inClass && next && /^(?:=|;)$/.test(next.text))
    return variables(reader, undefined, said);
  reader.at = start;
  return undefined;
}

/** A word that may be a type. */
function beginsType(reader: Reader): boolean {
  const { rules } = reader;
  const first = reader.peek();
  return (
    first?.kind === "word" &&
    ![rules.passing, rules.news, rules.control, rules.self].some((set) => reader.isWord(first, set))
  );
}

function beginsBody(reader: Reader): boolean {
  return reader.isOpen(reader.peek(), "{") || reader.isOperator(reader.peek(), "=>");
}

/** Whether the parentheses the reader stands at are those of a declaration. */
function isFunction(reader: Reader, inClass: boolean): boolean {
  const behind = reader.tokens[(reader.peek()?.match ?? 0) + 1];
  if (!behind) return false;
  if (reader.isOpen(behind, "{") || reader.isOperator(behind, "=>") || /^a?sync$/.test(behind.text)) return true;
  return inClass && (behind.text === ":" || behind.text === ";");
}

function functionWith(reader: Reader, result: LexicalNode | undefined, name: LexicalNode): LexicalNode {
  if (reader.isOpen(reader.peek(), "<")) reader.within(() => []);
  const list = reader.isOpen(reader.peek(), "(") ? parameters(reader) : undefined;
  const initial: LexicalNode[] = [];
  if (reader.isOperator(reader.peek(), ":")) {
    reader.take();
    while (reader.peek() && !reader.isOpen(reader.peek(), "{") && reader.peek()?.text !== ";") {
      const before = reader.at;
      const one = expression(reader);
      if (one) initial.push(one);
      if (reader.at === before) reader.take();
    }
  }
  const body = functionBody(reader);
  return reader.node("function", [result, name, list, ...initial, body], { name, parameters: list, result, body });
}

/** `a = 1, b = 2;` behind their type. */
function variables(reader: Reader, said: LexicalNode | undefined, first: LexicalNode): LexicalNode {
  const found = [made(reader, first, given(reader), said)];
  while (reader.peek()?.text === "," && reader.peek(1)?.kind === "word") {
    reader.take();
    found.push(made(reader, reader.leaf("identifier", reader.take()), given(reader)));
  }
  return found.length === 1 && found[0] ? found[0] : reader.node("declarations", found);
}

/** `use constant NAME => value`, `use constant { A => 1, B => 2 }`. */
export function constants(reader: Reader): LexicalNode | undefined {
  if (reader.rules.constants === undefined || reader.peek(1)?.text !== reader.rules.constants) return undefined;
  const marks = [reader.mark(reader.take()), reader.mark(reader.take())];
  const list = reader.isOpen(reader.peek(), "{")
    ? reader.within(() => constantList(reader)).children
    : constantList(reader).slice(0, 1);
  return reader.node("declarations", [...marks, ...list]);
}

function constantList(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token && token.text !== ";"; token = reader.peek()) {
    if (token.kind !== "word" || reader.peek(1)?.text !== "=>") {
      reader.take();
      continue;
    }
    const name = reader.leaf("identifier", reader.take());
    reader.take();
    found.push(made(reader, name, expression(reader)));
  }
  return found;
}
