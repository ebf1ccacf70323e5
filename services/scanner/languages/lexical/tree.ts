/**
 * The tree that a lexical front end makes. It answers what the front ends ask of a parser's tree and nothing more, so
 * that all that is made of trees (names, values, scopes) is made of it too.
 */
import type { Tree } from "web-tree-sitter";

export class LexicalNode {
  readonly tree: LexicalTree;
  readonly id: number;
  readonly type: string;
  readonly isNamed: boolean;
  readonly isExtra = false;
  readonly startIndex: number;
  readonly endIndex: number;
  /** In order of text, none overlapping another. */
  readonly children: readonly LexicalNode[];
  readonly #fields: Readonly<Record<string, LexicalNode | undefined>> | undefined;
  parent: LexicalNode | null = null;

  constructor(
    tree: LexicalTree,
    type: string,
    [startIndex, endIndex]: readonly [number, number],
    children: readonly LexicalNode[] = [],
    fields?: Readonly<Record<string, LexicalNode | undefined>>,
    isNamed = true,
  ) {
    this.tree = tree;
    this.id = tree.nextId();
    this.type = type;
    this.isNamed = isNamed;
    this.startIndex = startIndex;
    this.endIndex = endIndex;
    this.children = children;
    this.#fields = fields;
    for (const child of children) child.parent = this;
  }

  get text(): string {
    return this.tree.text.slice(this.startIndex, this.endIndex);
  }

  get startPosition(): { readonly row: number; readonly column: number } {
    return this.tree.positionOf(this.startIndex);
  }

  get endPosition(): { readonly row: number; readonly column: number } {
    return this.tree.positionOf(this.endIndex);
  }

  get childCount(): number {
    return this.children.length;
  }

  get namedChildren(): LexicalNode[] {
    return this.children.filter((child) => child.isNamed);
  }

  get namedChildCount(): number {
    return this.namedChildren.length;
  }

  get firstNamedChild(): LexicalNode | null {
    return this.children.find((child) => child.isNamed) ?? null;
  }

  get lastNamedChild(): LexicalNode | null {
    return this.children.findLast((child) => child.isNamed) ?? null;
  }

  childForFieldName(name: string): LexicalNode | null {
    return this.#fields?.[name] ?? null;
  }

  /** The first child that ends behind the offset. */
  firstChildForIndex(offset: number): LexicalNode | null {
    let low = 0;
    let high = this.children.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.children[middle]?.endIndex ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.children[low] ?? null;
  }

  /** The same with a body, and what ends it. */
  withBody(type: string, body: LexicalNode, closing: readonly LexicalNode[]): LexicalNode {
    const children = [...this.children, body, ...closing];
    const end = children.at(-1)?.endIndex ?? this.endIndex;
    return new LexicalNode(this.tree, type, [this.startIndex, Math.max(end, this.endIndex)], children, {
      ...this.#fields,
      body,
    });
  }

  walk(): LexicalCursor {
    return new LexicalCursor(this);
  }
}

/** Goes through the children of one node. */
class LexicalCursor {
  readonly #children: readonly LexicalNode[];
  #at = -1;

  constructor(node: LexicalNode) {
    this.#children = node.children;
  }

  gotoFirstChild(): boolean {
    this.#at = 0;
    return this.#children.length > 0;
  }

  gotoNextSibling(): boolean {
    return ++this.#at < this.#children.length;
  }

  get currentNode(): LexicalNode | undefined {
    return this.#children[this.#at];
  }

  get nodeIsNamed(): boolean {
    return this.currentNode?.isNamed === true;
  }

  delete(): void {}
}

export class LexicalTree {
  readonly text: string;
  #lines: readonly number[] | undefined;
  #ids = 0;
  #root: LexicalNode | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** As the tree of a parser: this one answers all that is asked of those. */
  static finished(tree: LexicalTree, root: LexicalNode): Tree {
    tree.#root = root;
    return tree as unknown as Tree;
  }

  get rootNode(): LexicalNode {
    this.#root ??= new LexicalNode(this, "file", [0, this.text.length]);
    return this.#root;
  }

  nextId(): number {
    return ++this.#ids;
  }

  positionOf(offset: number): { readonly row: number; readonly column: number } {
    this.#lines ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { row: low, column: offset - (this.#lines[low] ?? 0) };
  }

  delete(): void {}
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
