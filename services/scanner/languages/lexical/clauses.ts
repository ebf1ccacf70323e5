/** Reads a text of forms: attributes, and functions of clauses. */
import { expression } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import { parameters, statements } from "./statements.ts";
import type { LexicalNode } from "./tree.ts";

/** All forms of the text. */
export function forms(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (token.kind === "separator") {
      reader.take();
      continue;
    }
    const before = reader.at;
    const around = reader.end;
    reader.end = endOfClause(reader);
    if (isAttribute(reader)) reader.at = reader.end;
    const one = isDefinition(reader) ? definition(reader) : isClause(reader) ? clause(reader) : undefined;
    if (one) found.push(one);
    found.push(...statements(reader));
    reader.end = around;
    if (reader.at === before) reader.take();
  }
  return found;
}

/** Index of the `;` or `.` that ends the clause the reader stands in. */
function endOfClause(reader: Reader): number {
  let at = reader.at;
  for (let token = reader.tokens[at]; token && at < reader.end; token = reader.tokens[at]) {
    if (token.kind === "separator" && token.text !== "," && at > reader.at) return at;
    at = token.match > at ? token.match + 1 : at + 1;
  }
  return reader.end;
}

/** `-define(NAME, value).` */
function isDefinition(reader: Reader): boolean {
  return (
    reader.isOperator(reader.peek(), "-") && reader.peek(1)?.text === "define" && reader.isOpen(reader.peek(2), "(")
  );
}

function definition(reader: Reader): LexicalNode | undefined {
  reader.take();
  reader.take();
  return reader.within(() => {
    const name = reader.peek()?.kind === "word" ? reader.leaf("identifier", reader.take()) : undefined;
    if (reader.peek()?.text !== ",") return [];
    reader.take();
    const value = expression(reader);
    return [reader.node("declaration", [name, value], { name, value })];
  }).children[0];
}

/** `-spec name(type()) -> type().`: nothing of it is code. */
function isAttribute(reader: Reader): boolean {
  const name = reader.isOperator(reader.peek(), "-") ? reader.peek(1)?.text : undefined;
  return (
    name !== undefined &&
    /^(?:spec|type|opaque|callback|export|export_type|module|import|include|include_lib)$/.test(name)
  );
}

function isClause(reader: Reader): boolean {
  const [name, list] = [reader.peek(), reader.peek(1)];
  return name?.kind === "word" && name.fresh && reader.isOpen(list, "(");
}

function clause(reader: Reader): LexicalNode {
  const name = reader.leaf("identifier", reader.take());
  const list = parameters(reader);
  while (reader.peek() && !reader.isOperator(reader.peek(), "->")) reader.take();
  const body = reader.node("block", statements(reader));
  return reader.node("function", [name, list, body], { name, parameters: list, body });
}
