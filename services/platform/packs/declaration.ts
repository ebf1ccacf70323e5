/**
 * The one member of a pack that is no content of a unit: what a second pass looks for, beside the contents that it looks
 * through. A pack holds none, or contents of the second pass only.
 */
import { contentOf } from "./member.ts";
import { gitObjectId, type PackedBlob, type PackMember } from "./pack.ts";

/** No path has this kind. */
const KIND = "wrappers";

export function declarationMember(text: string): PackedBlob {
  const bytes = Buffer.from(text);
  return { kind: KIND, blob: gitObjectId(bytes), bytes };
}

/** The contents of a pack, and the text of its declaration where it has one. */
export function apart(members: readonly PackMember[]): {
  readonly blobs: readonly PackMember[];
  readonly declaration?: string;
} {
  const declared = members.find(({ kind }) => kind === KIND);
  if (!declared) return { blobs: members };
  const blobs = members.filter((member) => member !== declared);
  return { blobs, declaration: Buffer.from(contentOf(declared)).toString("utf8") };
}
