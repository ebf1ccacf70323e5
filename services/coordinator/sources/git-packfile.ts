/**
 * One pack of git's with its index (gitformat-pack(5), version 2), to find where a content lies in it as a zlib stream.
 * Both were written by git on this machine, which has inflated and hashed every object of them.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface Place {
  /** Of the object's header in the pack. */
  readonly at: number;
  /** Bytes to the next object. */
  readonly length: number;
}

const MAGIC = 0xff744f63;
const VERSION = 2;
const FAN_OUT = { at: 8, entries: 256 };
const NAMES_AT = FAN_OUT.at + FAN_OUT.entries * 4;
const ID = 20;
/** For each object: its id, a checksum, its offset. */
const OBJECT = ID + 4 + 4;
/** Behind the objects of an index: the checksums of pack and index. Behind those of a pack: its own. */
const TRAILER = 2 * ID;
const BLOB = 3;
/** An offset with this bit is a place in the table of those beyond 2 GiB. */
const FAR = 0x80000000;

export class GitPackfile {
  readonly objects: number;
  readonly path: string;
  readonly #index: Buffer;
  /** Where objects begin, and the last ends, ascending. */
  readonly #offsets: Float64Array;

  private constructor(path: string, index: Buffer, objects: number, end: number) {
    this.path = path;
    this.objects = objects;
    this.#index = index;
    this.#offsets = new Float64Array(objects + 1);
    for (let nth = 0; nth < objects; nth++) this.#offsets[nth] = this.#offsetOf(nth);
    this.#offsets[objects] = end;
    this.#offsets.sort();
  }

  /** Undefined where it is of another format, or of more than `most` objects: their places are kept in memory. */
  static open(pathOfIndex: string, most: number): GitPackfile | undefined {
    const path = pathOfIndex.replace(/\.idx$/, ".pack");
    const index = whole(pathOfIndex, NAMES_AT + most * OBJECT + TRAILER);
    if (index === undefined || index.length < NAMES_AT + TRAILER) return undefined;
    if (index.readUInt32BE(0) !== MAGIC || index.readUInt32BE(4) !== VERSION) return undefined;
    const objects = index.readUInt32BE(NAMES_AT - 4);
    const far = index.length - NAMES_AT - objects * OBJECT - TRAILER;
    if (far < 0 || far % 8 !== 0) return undefined;
    return new GitPackfile(path, index, objects, sizeOf(path) - ID);
  }

  /** Undefined where the pack does not hold the object. */
  find(id: Buffer): Place | undefined {
    const nth = this.#search(id);
    if (nth === undefined) return undefined;
    const at = this.#offsetOf(nth);
    const next = this.#offsets[above(this.#offsets, at)];
    return next === undefined ? undefined : { at, length: next - at };
  }

  #search(id: Buffer): number | undefined {
    const first = id[0] ?? 0;
    let from = first === 0 ? 0 : this.#index.readUInt32BE(FAN_OUT.at + (first - 1) * 4);
    let to = this.#index.readUInt32BE(FAN_OUT.at + first * 4);
    while (from < to) {
      const middle = (from + to) >>> 1;
      const at = NAMES_AT + middle * ID;
      const order = id.compare(this.#index, at, at + ID);
      if (order === 0) return middle;
      if (order < 0) to = middle;
      else from = middle + 1;
    }
    return undefined;
  }

  #offsetOf(nth: number): number {
    const offsets = NAMES_AT + this.objects * (ID + 4);
    const near = this.#index.readUInt32BE(offsets + nth * 4);
    if (near < FAR) return near;
    return Number(this.#index.readBigUInt64BE(offsets + this.objects * 4 + (near - FAR) * 8));
  }
}

/** The zlib stream of an object as it lies in a pack; undefined where it is no content of `size` bytes, or held as a difference. */
export function streamOf(object: Buffer, size: number): Buffer | undefined {
  let at = 0;
  let byte = object[at++] ?? 0;
  const type = (byte >> 4) & 7;
  let said = byte & 15;
  for (let factor = 16; byte & 128 && at < object.length; factor *= 128) {
    byte = object[at++] ?? 0;
    said += (byte & 127) * factor;
  }
  return type === BLOB && said === size ? object.subarray(at) : undefined;
}

/** Index of the first that is larger. */
function above(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) > value) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Undefined where it has more than `most` bytes. */
function whole(path: string, most: number): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > most) return undefined;
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(file, bytes, filled, size - filled, filled);
      if (count === 0) return undefined;
      filled += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  const file = openSync(path, "r");
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
