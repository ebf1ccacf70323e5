/** Reads texts: in one piece, with code in them, as a list of words. */
import { expression } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import type { Token } from "./tokens.ts";
import { LexicalNode } from "./tree.ts";

const MAX_WORDS = 1_000;

export function readText(reader: Reader, token: Token): LexicalNode {
  if (token.kind === "text") return plain(reader);
  const { children, span } = reader.within(() => pieces(reader));
  return reader.spanned("template", span, children);
}

function plain(reader: Reader): LexicalNode {
  const token = reader.take();
  const content = token.content;
  const span: readonly [number, number] = [token.start, token.end];
  if (!content || content.shape.opaque) return reader.spanned("opaque", span, []);
  if (content.shape.words) return reader.spanned("list", span, listed(reader, content.from, content.to));
  return reader.spanned("string", span, [part(reader, token)]);
}

/** The words of `qw(a b)`, each a text. */
function listed(reader: Reader, from: number, to: number): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (const match of reader.tree.text.slice(from, to).matchAll(/\S+/g)) {
    const span: [number, number] = [from + match.index, from + match.index + match[0].length];
    found.push(new LexicalNode(reader.tree, "raw", span));
    if (found.length >= MAX_WORDS) break;
  }
  return found;
}

/** What a text says between its quotes; `raw` where nothing in it has another meaning. */
function part(reader: Reader, token: Token): LexicalNode {
  const { from, to, shape } = token.content ?? { from: token.start, to: token.end, shape: undefined };
  const doubled = shape?.doubled === true ? "doubled" : "content";
  return new LexicalNode(reader.tree, shape?.escape !== "\\" && !shape?.doubled ? "raw" : doubled, [from, to]);
}

function pieces(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  for (let token = reader.peek(); token; token = reader.peek()) {
    if (token.kind === "part") found.push(part(reader, reader.take()));
    else if (token.kind === "open") {
      const inserted = reader.within(() => values(reader));
      found.push(reader.spanned("interpolation", inserted.span, inserted.children));
    } else reader.take();
  }
  return found;
}

/** The values in one insertion: one, where it is code. */
function values(reader: Reader): LexicalNode[] {
  const found: LexicalNode[] = [];
  while (reader.peek()) {
    const before = reader.at;
    const value = expression(reader);
    if (value) found.push(value);
    else if (reader.at === before) reader.take();
  }
  return found;
}
