/**
 * Paths as text. Linux and git know file names as bytes; findings need a string. UTF-8 is taken as it is; where a name
 * is not UTF-8, each offending byte becomes `\xNN`, so that two different names stay different, and a local tree and
 * the same tree in git give the same paths.
 */
import { isUtf8 } from "node:buffer";

export function pathText(name: Buffer): string {
  return isUtf8(name) ? name.toString("utf8") : escaped(name);
}

function escaped(name: Buffer): string {
  let text = "";
  for (let at = 0; at < name.length; ) {
    const length = characterLength(name, at);
    if (length === 0) {
      text += `\\x${name.toString("hex", at, at + 1)}`;
      at += 1;
    } else {
      text += name.toString("utf8", at, at + length);
      at += length;
    }
  }
  return text;
}

/** Bytes of the UTF-8 character that starts at `at`; 0 where none does. */
function characterLength(name: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= name.length; length++) {
    if (isUtf8(name.subarray(at, at + length))) return length;
  }
  return 0;
}

/** Tree order: bytes of the full path, as git sorts. UTF-16 order differs only where surrogates are involved. */
export function compareTreeOrder(a: string, b: string): number {
  if (hasSurrogates(a) || hasSurrogates(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

const SURROGATE = /[\ud800-\udfff]/;
