/** Reads the parameters of a function: names with their types and what they hold where a call leaves them out. */
import { expression, type } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import type { Token } from "./tokens.ts";
import type { LexicalNode } from "./tree.ts";

/** All parameters up to the end of the list the reader stands in; lists within it belong to it. */
export function parameterList(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token; token = reader.peek()) {
    const before = reader.at;
    const isGroup = token.kind === "open" && /^[[{]$/.test(token.text) && reader.rules.types === "before";
    if (isGroup) found.push(...reader.within(() => parameterList(reader)).children);
    else {
      const one = parameter(reader);
      if (one) found.push(one);
    }
    if (reader.at === before) reader.take();
  }
  return found;
}

function parameter(reader: Reader): LexicalNode | undefined {
  const { rules } = reader;
  if (rules.clauses) return clauseParameter(reader);
  const typed: LexicalNode[] = [];
  let name: Token | undefined;
  let said: LexicalNode | undefined;
  let value: LexicalNode | undefined;
  for (let token = reader.peek(); token && token.kind !== "separator"; token = reader.peek()) {
    if (reader.isOperator(token, "=") || (rules.types === "before" && reader.isOperator(token, ":"))) {
      reader.take();
      value = expression(reader);
    } else if (reader.isOperator(token, ":") || (rules.types === "as" && reader.key(token) === "as")) {
      reader.take();
      while (reader.isWord(reader.peek(), rules.modifiers) || reader.isOperator(reader.peek(), "@")) reader.take();
      said = type(reader);
    } else if (
      token.kind === "word" &&
      !rules.modifiers.has(reader.key(token)) &&
      value === undefined &&
      said === undefined
    ) {
      if (rules.types === "before" && beginsType(reader)) {
        const one = type(reader);
        if (one) typed.push(one);
      } else name = reader.take();
    } else if (token.kind === "open") reader.within(() => []);
    else reader.take();
  }
  if (!name) return undefined;
  const identifier = reader.leaf("identifier", name);
  const before = typed.at(-1);
  const ofType = said ?? before;
  return reader.node("parameter", [before, identifier, said, value], { name: identifier, type: ofType, value });
}

/** Whether the word is a type before a name, not the name itself. */
function beginsType(reader: Reader): boolean {
  let ahead = 1;
  for (let token = reader.peek(ahead); token; token = reader.peek(ahead)) {
    if (token.kind === "word") return true;
    if (reader.isOpen(token, "<")) {
      ahead = token.match - reader.at + 1;
      continue;
    }
    if (token.kind !== "operator" || !/^[.?]$/.test(token.text)) return false;
    ahead++;
    if (token.text === "." && reader.peek(ahead)?.kind === "word") ahead++;
  }
  return false;
}

/** A pattern: a variable is a parameter, all else is read as it is. */
function clauseParameter(reader: Reader): LexicalNode | undefined {
  const first = reader.peek();
  const isName = first?.kind === "word" && !reader.rules.atom?.test(first.text);
  const next = reader.peek(1);
  if (isName && (next === undefined || next.kind === "separator")) {
    const identifier = reader.leaf("identifier", reader.take());
    return reader.node("parameter", [identifier], { name: identifier });
  }
  return expression(reader);
}
