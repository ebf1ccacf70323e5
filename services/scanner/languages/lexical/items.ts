/** Reads what stands in brackets, between separators: arguments, items, pairs of a key and a value. */
import { block, expression } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import type { LexicalNode } from "./tree.ts";

/** The arguments of a call, at whose opening bracket the reader stands. */
export function readArguments(reader: Reader): LexicalNode {
  return reader.group("arguments", () => readItems(reader));
}

/** All items up to the end of what the reader stands in. */
export function readItems(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  while (reader.peek()) {
    const before = reader.at;
    const one = item(reader);
    if (one) found.push(one);
    else if (reader.at === before) reader.take();
  }
  return found;
}

/** One item with its label; several values behind one another are a sequence, whose value is not known. */
function item(reader: Reader): LexicalNode | undefined {
  const key = readKey(reader);
  const parts: LexicalNode[] = [];
  for (let token = reader.peek(); token && token.kind !== "separator"; token = reader.peek()) {
    if (key === undefined && parts.length === 1 && isLabel(reader)) return pair(reader, parts[0]);
    const before = reader.at;
    const part = reader.isOpen(token, "{") && parts.length > 0 ? block(reader) : expression(reader);
    if (part) parts.push(part);
    else if (reader.at === before) {
      // two labels of one item: the name that callers use, the name within
      if (key !== undefined && parts.length === 0 && token.kind === "operator" && token.text === reader.rules.label)
        break;
      reader.take();
    }
  }
  const value = parts.length > 1 ? reader.node("sequence", parts) : parts[0];
  return key ? reader.node("pair", [key, value], { key, value }) : value;
}

function isLabel(reader: Reader): boolean {
  const token = reader.peek();
  return token?.kind === "operator" && (token.text === reader.rules.label || token.text === "=>");
}

function pair(reader: Reader, key: LexicalNode | undefined): LexicalNode {
  const mark = reader.mark(reader.take());
  const parts: LexicalNode[] = [];
  for (let token = reader.peek(); token && token.kind !== "separator"; token = reader.peek()) {
    const before = reader.at;
    const part = expression(reader);
    if (part) parts.push(part);
    else if (reader.at === before) reader.take();
  }
  const value = parts.length > 1 ? reader.node("sequence", parts) : parts[0];
  return reader.node("pair", [key, mark, value], { key, value });
}

/** `name:`, `name =>`, `-name =>`, `.Name =`: the label of an item, whose mark is passed over. */
function readKey(reader: Reader): LexicalNode | undefined {
  const first = reader.peek();
  const isDashed = first?.kind === "operator" && /^[-.]$/.test(first.text) && reader.peek(1)?.apart === false;
  const name = isDashed ? reader.peek(1) : first;
  const mark = reader.peek(isDashed ? 2 : 1);
  if (name?.kind !== "word" || mark?.kind !== "operator") return undefined;
  const isSetting = isDashed && first.text === "." && mark.text === "=";
  if (mark.text !== reader.rules.label && !isSetting) return undefined;
  if (isDashed) reader.take();
  const key = reader.leaf(isSetting ? "identifier" : "key", reader.take());
  reader.take();
  return key;
}
