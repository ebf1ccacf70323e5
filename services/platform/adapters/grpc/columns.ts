/**
 * Contents and paths of a page column by column: ids as bytes, a kind said once and then by its place, all paths as one text.
 * Thousands of small messages, each with its fields, would cost both sides many times what is in them.
 */
import { CorruptInputError } from "../../errors.ts";
import type { BlobKey, Occurrence } from "../../ports/ledger.ts";
import { bytes, list, name, places, record, text } from "./wire.ts";

export interface KeyColumns {
  readonly kinds: readonly string[];
  /** For each content the place of its kind among `kinds`. */
  readonly kindAt: readonly number[];
  /** Git object ids, all of one length, one behind the other. */
  readonly blobs: Uint8Array;
}

export interface OccurrenceColumns {
  readonly keys: KeyColumns;
  /** A NUL between two. */
  readonly paths: string;
  readonly sizes: readonly number[];
  /** Places among the kinds, from 1; 0 where a path has no second kind. Empty where none has. */
  readonly secondKindAt: readonly number[];
}

export const keyColumns = record<KeyColumns>({ kinds: list(name), kindAt: places, blobs: bytes });
export const occurrenceColumns = record<OccurrenceColumns>({
  keys: keyColumns,
  paths: text,
  sizes: places,
  secondKindAt: places,
});

/** Hex digits of an id: SHA-1, SHA-256. */
const ID_LENGTHS: readonly number[] = [40, 64];
const LARGEST_SIZE = 2 ** 32 - 1;
const SEPARATOR = "\0";

class Kinds {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  at(kind: string): number {
    const known = this.#places.get(kind);
    if (known !== undefined) return known;
    this.#places.set(kind, this.all.length);
    return this.all.push(kind) - 1;
  }
}

/** Undefined where they do not fit: an id that is none, or ids of two lengths. */
export function columnsOfKeys(keys: readonly BlobKey[], kinds = new Kinds()): KeyColumns | undefined {
  const length = keys[0]?.blob.length ?? 0;
  if (!ID_LENGTHS.includes(length) || keys.some(({ blob }) => blob.length !== length)) return undefined;
  const hex = keys.map(({ blob }) => blob).join("");
  const blobs = Buffer.from(hex, "hex");
  if (blobs.toString("hex") !== hex) return undefined;
  const kindAt = keys.map(({ kind }) => kinds.at(kind));
  return { kinds: kinds.all, kindAt, blobs };
}

/** Undefined where they do not fit: see `columnsOfKeys`, or a file of 4 GiB. */
export function columnsOfOccurrences(occurrences: readonly Occurrence[]): OccurrenceColumns | undefined {
  if (occurrences.some(({ path, size }) => size > LARGEST_SIZE || path.includes(SEPARATOR))) return undefined;
  const kinds = new Kinds();
  const keys = columnsOfKeys(occurrences, kinds);
  if (keys === undefined) return undefined;
  const again = occurrences.some(({ secondKind }) => secondKind !== undefined);
  return {
    keys,
    paths: occurrences.map(({ path }) => path).join(SEPARATOR),
    sizes: occurrences.map(({ size }) => size),
    secondKindAt: again
      ? occurrences.map(({ secondKind }) => (secondKind === undefined ? 0 : kinds.at(secondKind) + 1))
      : [],
  };
}

/** Throws `CorruptInputError` where the columns are not of one length, or name what is not there. */
export function keysOfColumns({ kinds, kindAt, blobs }: KeyColumns, where: string): BlobKey[] {
  const hex = Buffer.from(blobs.buffer, blobs.byteOffset, blobs.byteLength).toString("hex");
  const length = kindAt.length === 0 ? 0 : hex.length / kindAt.length;
  if (kindAt.length === 0 ? hex !== "" : !ID_LENGTHS.includes(length)) {
    throw new CorruptInputError(`${where}: ${blobs.byteLength} bytes are no ids of ${kindAt.length} contents`);
  }
  return kindAt.map((place, at) => ({
    blob: hex.slice(at * length, (at + 1) * length),
    kind: kindIn(kinds, place, where),
  }));
}

export function occurrencesOfColumns(columns: OccurrenceColumns, where: string): Occurrence[] {
  const { sizes, secondKindAt } = columns;
  const keys = keysOfColumns(columns.keys, where);
  const paths = keys.length === 0 && columns.paths === "" ? [] : columns.paths.split(SEPARATOR);
  const again = secondKindAt.length > 0;
  if (paths.length !== keys.length || sizes.length !== keys.length || (again && secondKindAt.length !== keys.length)) {
    throw new CorruptInputError(
      `${where}: ${keys.length} contents, ${paths.length} paths, ${sizes.length} sizes and ${secondKindAt.length} second ` +
        "kinds are no columns of one table",
    );
  }
  return keys.map(({ blob, kind }, at) => {
    const path = paths[at] ?? "";
    if (path === "") throw new CorruptInputError(`${where}: path ${at} is empty`);
    const second = secondKindAt[at] ?? 0;
    const found = { blob, kind, path, size: sizes[at] ?? 0 };
    return second === 0 ? found : { ...found, secondKind: kindIn(columns.keys.kinds, second - 1, where) };
  });
}

function kindIn(kinds: readonly string[], place: number, where: string): string {
  const kind = kinds[place];
  if (kind === undefined) throw new CorruptInputError(`${where}: there is no kind ${place}, only ${kinds.length}`);
  return kind;
}
