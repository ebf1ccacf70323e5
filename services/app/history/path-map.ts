/**
 * A map that never changes: `with` gives another one that shares all but a few nodes with this. So the files of thousands
 * of commits are kept as one and what differs, and two of them are compared by looking at what they do not share.
 */
const BITS = 5;
const WIDTH = 1 << BITS;
const DEPTH = 3;

/** Of the last level: entries by their key, few. Above: WIDTH nodes of the next level. */
type Leaf<V> = ReadonlyMap<string, V>;
type Node<V> = readonly (Node<V> | Leaf<V> | undefined)[];

export interface Difference<V> {
  readonly key: string;
  readonly left: V | undefined;
  readonly right: V | undefined;
}

export class PathMap<V extends object> {
  static readonly #empty = new PathMap<never>([], 0);
  readonly #root: Node<V>;
  readonly size: number;

  private constructor(root: Node<V>, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<V extends object>(): PathMap<V> {
    return PathMap.#empty as unknown as PathMap<V>;
  }

  get(key: string): V | undefined {
    const hash = hashOf(key);
    let node: Node<V> | Leaf<V> | undefined = this.#root;
    for (let level = 0; level < DEPTH && node; level++) node = (node as Node<V>)[indexOf(hash, level)];
    return (node as Leaf<V> | undefined)?.get(key);
  }

  /** Undefined takes the key out. */
  with(key: string, value: V | undefined): PathMap<V> {
    const before = this.get(key);
    if (before === value) return this;
    const size = this.size + (value === undefined ? -1 : before === undefined ? 1 : 0);
    return new PathMap(replaced(this.#root, 0, hashOf(key), key, value) as Node<V>, size);
  }

  *entries(): Generator<readonly [string, V]> {
    yield* entriesBelow<V>(this.#root, 0);
  }

  /** Keys whose values are not the very same. */
  *differences(right: PathMap<V>): Generator<Difference<V>> {
    yield* differencesBelow<V>(this.#root, right.#root, 0);
  }
}

/** FNV-1a over code units. Who names paths so that they meet makes this slow, not wrong. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function indexOf(hash: number, level: number): number {
  return (hash >>> (level * BITS)) & (WIDTH - 1);
}

function replaced<V>(
  node: Node<V> | Leaf<V> | undefined,
  level: number,
  hash: number,
  key: string,
  value: V | undefined,
): Node<V> | Leaf<V> {
  if (level === DEPTH) {
    const leaf = new Map(node as Leaf<V> | undefined);
    if (value === undefined) leaf.delete(key);
    else leaf.set(key, value);
    return leaf;
  }
  const copy = node ? [...(node as Node<V>)] : [];
  while (copy.length < WIDTH) copy.push(undefined);
  const index = indexOf(hash, level);
  copy[index] = replaced(copy[index], level + 1, hash, key, value);
  return copy;
}

function* entriesBelow<V>(node: Node<V> | Leaf<V> | undefined, level: number): Generator<readonly [string, V]> {
  if (!node) return;
  if (level === DEPTH) yield* (node as Leaf<V>).entries();
  else for (const child of node as Node<V>) yield* entriesBelow(child, level + 1);
}

function* differencesBelow<V>(
  left: Node<V> | Leaf<V> | undefined,
  right: Node<V> | Leaf<V> | undefined,
  level: number,
): Generator<Difference<V>> {
  if (left === right) return;
  if (level < DEPTH) {
    for (let index = 0; index < WIDTH; index++) {
      yield* differencesBelow(
        (left as Node<V> | undefined)?.[index],
        (right as Node<V> | undefined)?.[index],
        level + 1,
      );
    }
    return;
  }
  const [one, other] = [left as Leaf<V> | undefined, right as Leaf<V> | undefined];
  for (const [key, value] of one ?? []) {
    if (other?.get(key) !== value) yield { key, left: value, right: other?.get(key) };
  }
  for (const [key, value] of other ?? []) if (!one?.has(key)) yield { key, left: undefined, right: value };
}
