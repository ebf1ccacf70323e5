/**
 * How members of a pack are named: `<kind>/<git object id>` is a content, `<kind>/<git object id>.<bytes>.zlib` the zlib
 * stream of one that has so many bytes. A worker that knows the first alone is never given the second: the engine digest,
 * which units are delivered by, says which of them its workers read (`UNITS` in services/scanner/engine-digest.ts).
 */
import { inflateSync } from "node:zlib";
import { CorruptInputError, messageOf } from "../errors.ts";
import type { BlobKey } from "../ports/ledger.ts";
import { BLOB_ID, gitObjectId, KIND, type PackMember } from "./pack.ts";

export interface MemberName extends BlobKey {
  /** Bytes of the content, where the member is its zlib stream. */
  readonly inflated?: number;
}

const STREAM = /^([^.]+)\.(0|[1-9][0-9]{0,14})\.zlib$/;
/** Less is refused by Node. */
const LEAST_CHUNK = 64;

export function nameOfMember({ kind, blob, inflated }: PackMember): string {
  return inflated === undefined ? `${kind}/${blob}` : `${kind}/${blob}.${inflated}.zlib`;
}

/** Undefined for a name that no member has. */
export function parseMemberName(name: string): MemberName | undefined {
  const [kind = "", file = "", more] = name.split("/");
  const [, id, bytes] = STREAM.exec(file) ?? [];
  const blob = id ?? file;
  if (more !== undefined || !KIND.test(kind) || !BLOB_ID.test(blob)) return undefined;
  return bytes === undefined ? { kind, blob } : { kind, blob, inflated: Number(bytes) };
}

/** The content that a member holds. Throws `CorruptInputError` where it is none, or not the one that its name says. */
export function contentOf(member: PackMember): Uint8Array {
  const { blob, bytes } = member;
  const content = member.inflated === undefined ? bytes : inflate(bytes, member.inflated, nameOfMember(member));
  const id = gitObjectId(content, blob.length);
  if (id !== blob) throw new CorruptInputError(`The pack gives the content ${id} out as ${blob}.`);
  return content;
}

function inflate(stream: Uint8Array, bytes: number, name: string): Uint8Array {
  let content: Uint8Array;
  try {
    // One byte more, and it is taken over at once: an output that is full might go on.
    content = inflateSync(stream, { chunkSize: Math.max(LEAST_CHUNK, bytes + 1), maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    throw new CorruptInputError(`The pack's member ${name} cannot be inflated: ${messageOf(error)}.`, { cause: error });
  }
  if (content.length === bytes) return content;
  throw new CorruptInputError(`The pack's member ${name} inflates to ${content.length} bytes.`);
}
