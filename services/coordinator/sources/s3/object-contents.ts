/** Contents of listed objects, each read once into the spool, when it is come to. */
import { retrying } from "@pqc-audit/platform/backoff.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { ObjectTrees, StoredObject } from "@pqc-audit/platform/ports/object-trees.ts";
import { orNoRoom } from "../no-room.ts";
import type { Spool } from "../spool.ts";
import type { Bring, Place } from "../spooled-source.ts";

export interface ListedObjects {
  readonly target: string;
  readonly bucket: string;
  /** Gets the ids and places of what was read. */
  readonly places: Place[];
  readonly byPath: ReadonlyMap<string, StoredObject>;
  readonly spool: Spool;
  readonly store: ObjectTrees;
  /** Larger objects are not read. */
  readonly maxFileSizeBytes: number;
  /** Places before this one are told as they were listed, without ids. */
  readonly planned: number;
  /** Of one object. */
  readonly tries: number;
  readonly signal?: AbortSignal | undefined;
}

/** Small ones are asked for so many at once; a larger one comes alone, piece by piece. */
const AT_ONCE = 16;
const SMALL_BYTES = 1024 * 1024;

export class ObjectContents {
  readonly #listed: ListedObjects;
  readonly #signal: AbortSignal;
  /** One at a time writes to the spool. */
  #turn: Promise<void> = Promise.resolve();

  constructor(listed: ListedObjects) {
    this.#listed = listed;
    this.#signal = listed.signal ?? new AbortController().signal;
  }

  /** Throws `RetryableError` where an object is another one by now, or does not come. */
  readonly bring: Bring = async (from, most = AT_ONCE) => {
    if (from < this.#listed.planned && most > 1) return;
    const turn = this.#turn.then(() => this.#read(from, most));
    this.#turn = turn.catch(() => {});
    return turn;
  };

  async #read(from: number, most: number): Promise<void> {
    this.#signal.throwIfAborted();
    const first = this.#unread(from);
    if (first === undefined) return;
    if (first.size > SMALL_BYTES) return this.#add(from, first, () => this.#contentOf(first));
    const small = [{ index: from, object: first }];
    for (let index = from + 1; index < this.#listed.places.length && small.length < most; index++) {
      const object = this.#unread(index);
      if (object === undefined || object.size > SMALL_BYTES) break;
      small.push({ index, object });
    }
    const contents = await Promise.all(
      small.map(({ object }) => this.#tried(() => Array.fromAsync(this.#contentOf(object)))),
    );
    for (const [at, { index, object }] of small.entries()) {
      await this.#add(index, object, () => piecesOf(contents[at] ?? []));
    }
  }

  #tried<T>(work: () => Promise<T>): Promise<T> {
    const { tries: attempts, target } = this.#listed;
    const tried = () =>
      work().catch((error: unknown) => {
        throw orNoRoom(error, target);
      });
    return retrying(tried, { signal: this.#signal, attempts });
  }

  #unread(index: number): StoredObject | undefined {
    const { places, byPath, maxFileSizeBytes } = this.#listed;
    const entry = places[index]?.entry;
    if (entry === undefined || entry.skip || entry.blob !== undefined || entry.size > maxFileSizeBytes)
      return undefined;
    return byPath.get(entry.path);
  }

  #contentOf(object: StoredObject): AsyncIterable<Uint8Array> {
    const { store, bucket } = this.#listed;
    return store.read(bucket, object, this.#signal);
  }

  async #add(index: number, { key, size }: StoredObject, content: () => AsyncIterable<Uint8Array>): Promise<void> {
    const { places, spool } = this.#listed;
    const wrong = () => new RetryableError(`${JSON.stringify(key)} is not of the ${size} bytes that were listed`);
    const { blob, at } = await this.#tried(() => spool.add(content(), size, wrong));
    const entry = places[index]?.entry;
    if (entry) places[index] = { entry: { ...entry, blob }, ...(at !== undefined && { at }) };
  }
}

async function* piecesOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
