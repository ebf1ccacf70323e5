/**
 * The part of tar (POSIX ustar) that packs are: regular files behind one another in one buffer. Written and read in one go,
 * without a stream for each of a thousand small files.
 */
import { CorruptInputError } from "../errors.ts";

export interface TarMember {
  readonly name: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;
/** Two empty blocks end an archive. */
const END = 2 * BLOCK;
const NAME = { at: 0, length: 100 };
const SIZE = { at: 124, length: 12 };
const CHECKSUM = { at: 148, length: 8 };
const TYPE = { at: 156, length: 1 };
const MAGIC = { at: 257, length: 5 };
const OWNER = { at: 265, length: 31 };
const PREFIX = { at: 345, length: 155 };
const FILE = "0".charCodeAt(0);
/** Files of the oldest archives. */
const OLD_FILE = 0;
const BLANK = " ".charCodeAt(0);

export function tarBytes(contents: readonly Uint8Array[]): number {
  return contents.reduce((sum, content) => sum + BLOCK + padded(content.length), END);
}

/**
 * Fills the front of `target`, which has room for `tarBytes`, and answers that part. Names are ASCII, and of more than 100
 * characters have a slash among the first 156. No times and no rights, so that equal members are equal bytes.
 */
export function writeTar(target: Buffer, members: readonly TarMember[], owner: string): Buffer {
  const template = headerOf(owner);
  let at = 0;
  for (const { name, content } of members) {
    const header = target.subarray(at, at + BLOCK);
    header.set(template);
    const slash = name.length > NAME.length ? name.indexOf("/") : -1;
    header.write(name.slice(slash + 1), NAME.at, "latin1");
    if (slash >= 0) header.write(name.slice(0, slash), PREFIX.at, "latin1");
    header.write(octal(content.length, 11), SIZE.at, "latin1");
    header.write(octal(checksumOf(header), 6), CHECKSUM.at, "latin1");
    at += BLOCK;
    target.set(content, at);
    const end = at + content.length;
    at += padded(content.length);
    target.fill(0, end, at);
  }
  target.fill(0, at, at + END);
  return target.subarray(0, at + END);
}

/** The members in their order, their contents as parts of `archive`. Throws `CorruptInputError` for what is no file or no tar. */
export function* readTar(archive: Buffer): Generator<TarMember> {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    if (textOf(header, MAGIC) !== "ustar" || octalIn(header, CHECKSUM) !== checksumOf(header)) {
      throw new CorruptInputError(`The pack is not a tar archive: byte ${at} begins no member.`);
    }
    const type = header[TYPE.at];
    if (type !== FILE && type !== OLD_FILE) {
      throw new CorruptInputError(`The pack has a member of type ${textOf(header, TYPE)}; packs hold files only.`);
    }
    const [prefix, rest] = [textOf(header, PREFIX), textOf(header, NAME)];
    const name = prefix === "" ? rest : `${prefix}/${rest}`;
    const size = octalIn(header, SIZE);
    at += BLOCK;
    if (size === undefined || at + size > archive.length) {
      throw new CorruptInputError(`The pack's member ${JSON.stringify(name.slice(0, 120))} is cut.`);
    }
    yield { name, content: archive.subarray(at, at + size) };
    at += padded(size);
  }
  throw new CorruptInputError("The pack is not a tar archive: it has no end.");
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

/** All but name, size and checksum. */
function headerOf(owner: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  const put = (text: string, at: number) => void header.write(text, at, "latin1");
  put(octal(0o444, 6), 100);
  for (const at of [108, 116, 329, 337]) put(octal(0, 6), at);
  put(octal(0, 11), 136);
  put("0", TYPE.at);
  put("ustar", MAGIC.at);
  put("00", 263);
  put(owner.slice(0, OWNER.length), OWNER.at);
  return header;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, "0")} `;
}

/** Of all bytes, those of the checksum itself taken for blanks. */
function checksumOf(header: Uint8Array): number {
  let sum = CHECKSUM.length * BLANK;
  for (let at = 0; at < CHECKSUM.at; at++) sum += header[at] ?? 0;
  for (let at = CHECKSUM.at + CHECKSUM.length; at < BLOCK; at++) sum += header[at] ?? 0;
  return sum;
}

interface Field {
  readonly at: number;
  readonly length: number;
}

function textOf(header: Buffer, { at, length }: Field): string {
  const end = header.subarray(at, at + length).indexOf(0);
  return header.toString("latin1", at, at + (end < 0 ? length : end));
}

/** Undefined where there are no octal digits. */
function octalIn(header: Buffer, field: Field): number | undefined {
  const digits = /^ *([0-7]+) *$/.exec(textOf(header, field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}
