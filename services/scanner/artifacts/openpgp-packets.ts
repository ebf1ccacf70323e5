/** OpenPGP packets (RFC 9580 section 4) and ASCII armor (section 6), bounded. */
import type { Wanted } from "./artifact.ts";
import { longestRun } from "./pem.ts";

export interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

const MAX_PACKETS = 10_000;
const MAX_ARMOR = 4 << 20;
const MAX_BLOCKS = 500;

/** Packets in order; the last ones are missing where the bytes break off. `complete` says whether all were read. */
export function packetsOf(bytes: Buffer): { readonly packets: readonly Packet[]; readonly complete: boolean } {
  const packets: Packet[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = bytes[at] ?? 0;
    if ((header & 0x80) === 0 || packets.length >= MAX_PACKETS) return { packets, complete: false };
    const modern = (header & 0x40) !== 0;
    const tag = modern ? header & 0x3f : (header >> 2) & 0x0f;
    const length = modern ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, header & 3);
    if (tag === 0 || length === undefined) return { packets, complete: false };
    const start = at + 1 + length.octets;
    packets.push({ tag, body: bytes.subarray(start, start + length.count) });
    // What has no length of its own, or comes in parts, is data: nothing is read behind it.
    if (length.partial) return { packets, complete: true };
    at = start + length.count;
  }
  return { packets, complete: at === bytes.length };
}

interface Length {
  readonly octets: number;
  readonly count: number;
  readonly partial: boolean;
}

function newLength(bytes: Buffer, at: number): Length | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 192) return { octets: 1, count: first, partial: false };
  if (first < 224) {
    if (at + 2 > bytes.length) return undefined;
    return { octets: 2, count: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192, partial: false };
  }
  if (first < 255) return { octets: 1, count: 1 << (first & 0x1f), partial: true };
  return at + 5 > bytes.length ? undefined : { octets: 5, count: bytes.readUInt32BE(at + 1), partial: false };
}

function oldLength(bytes: Buffer, at: number, type: number): Length | undefined {
  if (type === 3) return { octets: 0, count: bytes.length - at, partial: true };
  const octets = 1 << type;
  if (at + octets > bytes.length) return undefined;
  return { octets, count: bytes.readUIntBE(at, octets), partial: false };
}

export interface Armor {
  readonly start: number;
  readonly end: number;
  readonly data: Buffer;
}

const BEGIN = /-----BEGIN PGP (PUBLIC KEY BLOCK|PRIVATE KEY BLOCK|SIGNATURE|MESSAGE)-----/g;

/** Armored blocks that begin there, also indented or behind comment signs. `text` has one character for each byte. */
export function armorsOf(text: string, { from, to }: Wanted): readonly Armor[] {
  const armors: Armor[] = [];
  for (const match of text.matchAll(BEGIN)) {
    if (match.index >= to) break;
    if (match.index < from) continue;
    const bodyAt = match.index + match[0].length;
    // Nothing of a block lies behind where the next one begins.
    const next = text.indexOf("-----BEGIN PGP ", bodyAt);
    const window = text.slice(bodyAt, Math.min(bodyAt + MAX_ARMOR, next < 0 ? text.length : next));
    const stop = window.indexOf(`-----END PGP ${match[1]}-----`);
    if (stop < 0) continue;
    const data = decoded(window.slice(0, stop));
    if (data !== undefined)
      armors.push({ start: match.index, end: bodyAt + stop + 18 + (match[1] ?? "").length, data });
    if (armors.length >= MAX_BLOCKS) break;
  }
  return armors;
}

/** Headers (`Version: …`) and the checksum (`=…`) left out; none for an illustration. */
function decoded(body: string): Buffer | undefined {
  if (/\.\.\.|[<>{}$%]/.test(body.replace(/^.{0,20}(?:Version|Comment|Hash|Charset|MessageID):.*$/gm, "")))
    return undefined;
  const parts: string[] = [];
  // escaped line ends of string literals are line ends
  for (const line of body.replace(/\\r\\n|\\[nr]|\\$/gm, "\n").split(/[\r\n]+/)) {
    const trimmed = line.trim();
    const run = trimmed.startsWith("=") || trimmed.includes(": ") ? "" : longestRun(trimmed);
    // A line of base64 within quotes or behind a comment sign is little else.
    if (run.length > 0 && run.length >= trimmed.length - 12) parts.push(run);
  }
  const base64 = parts.join("");
  return base64.length < 40 ? undefined : Buffer.from(base64, "base64");
}
