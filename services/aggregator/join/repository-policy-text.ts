/** The text of a repository's policy as a value, and where in it a field stands. It is hostile: no aliases, linear time. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";

export interface PolicyText {
  readonly value: unknown;
  /** 1-based line of the field that these keys lead to, or of the nearest there is around it. */
  lineOf(path: readonly string[]): number;
}

const MAX_SHOWN = 120;

/** Throws Error, whose first line says what is wrong and where. */
export function parsePolicyText(source: string): PolicyText {
  const lines = new LineCounter();
  // Left to the parser, each key of a mapping is compared with each other one, and each error shown with its line.
  const options = { schema: "core", lineCounter: lines, uniqueKeys: false, prettyErrors: false } as const;
  const document = parseDocument(source, options);
  const [first] = document.errors;
  if (first) throw new Error(`${sentenceOf(first.message)} at line ${lines.linePos(first.pos[0]).line}`);
  const lineAt = (node: unknown) => lines.linePos((isNode(node) && node.range?.[0]) || 0).line;
  refuseRepeatedKeys(document, lineAt);
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    lineOf: (path) => lineAt(nearest(document, path)),
  };
}

/** The parser goes down with the nesting of what it reads. */
function sentenceOf(message: string): string {
  return message.startsWith("Maximum call stack") ? "too deeply nested" : message.slice(0, MAX_SHOWN);
}

function refuseRepeatedKeys(document: Document, lineAt: (node: unknown) => number): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = nameOf(key);
        if (seen.has(name))
          throw new Error(`the key ${JSON.stringify(name.slice(0, MAX_SHOWN))} stands twice, at line ${lineAt(key)}`);
        seen.add(name);
      }
    },
  });
}

function nearest(document: Document, path: readonly string[]): unknown {
  let place: unknown = document.contents;
  let node: unknown = document.contents;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => nameOf(key) === step) : undefined;
    const item: unknown = isSeq(node) ? node.items[Number(step)] : undefined;
    if (!pair && item === undefined) break;
    place = pair ? pair.key : item;
    node = pair ? pair.value : item;
  }
  return place;
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
