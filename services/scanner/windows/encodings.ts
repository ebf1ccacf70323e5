/** What it takes to cut a text between two characters, and to say where in it something stands. */
import { isUtf8 } from "node:buffer";
import type { Settled } from "../languages/language.ts";
import type { Utf16 } from "../utf16.ts";
import type { Position } from "./windows.ts";

const NEWLINE = 0x0a;

export function toUtf8(bytes: Uint8Array, encoding: Utf16 | undefined): Uint8Array {
  return encoding === undefined ? bytes : new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
}

/** The last place at or before `at` where a character of UTF-8 begins. */
export function utf8Start(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 3 && start > 0 && isContinuation(bytes[start])) start--;
  return isContinuation(bytes[start]) ? at : start;
}

/** Halves of characters at the ends of [from, to) become blanks: one of them would make the rest no UTF-8. */
export function blankHalves(bytes: Uint8Array, from: number, to: number, cutInFront: boolean): void {
  for (let at = from; cutInFront && at < Math.min(from + 3, to) && isContinuation(bytes[at]); at++) bytes[at] = 0x20;
  const last = utf8Start(bytes, to - 1);
  if (last + characterLength(bytes[last]) > to) bytes.fill(0x20, last, to);
}

/** All but line ends, so that lines stay where they are. */
export function blank(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== NEWLINE) bytes[at] = 0x20;
}

/** `settledAt` of a language, in offsets of bytes. */
export function settleIn(settledAt: (text: string, at: number) => Settled): (bytes: Uint8Array, at: number) => Settled {
  return (bytes, at) => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const encoding = isUtf8(buffer) ? "utf8" : "latin1";
    const text = buffer.toString(encoding);
    const { before, behind } = settledAt(text, buffer.toString(encoding, 0, at).length);
    const inBytes = (offset: number): number => Buffer.byteLength(text.slice(0, offset), encoding);
    return { before: inBytes(before), behind: inBytes(behind) };
  };
}

/** Up to its last line end. */
export function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}

/** Behind this text, which begins at `from`. */
export function advanced(from: Position, bytes: Uint8Array): Position {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let lines = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) lines++;
  const units = text.toString("utf8", lines > 0 ? text.lastIndexOf(NEWLINE) + 1 : 0).length;
  return { line: from.line + lines, column: units + (lines > 0 ? 0 : from.column) };
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function characterLength(first = 0): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
