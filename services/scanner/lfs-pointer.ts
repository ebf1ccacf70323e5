/** What Git LFS keeps in a repository instead of a large file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */

export interface LfsPointer {
  /** SHA-256 of the content, hex. */
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
}

/** The specification's own bound. */
export const MOST_POINTER_BYTES = 1024;
const BEGIN = Buffer.from("version https://git-lfs.github.com/spec/v1\n");
/** What is added to it (extensions) says that the content was changed on its way: then it is not what has this SHA-256. */
const WHOLE =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (0|[1-9]\d{0,14})\n?$/;

/** By its first line: looked at for every content there is. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  if (bytes[0] !== BEGIN[0] || bytes.length <= BEGIN.length || bytes.length > MOST_POINTER_BYTES) return false;
  return BEGIN.compare(bytes, 0, BEGIN.length) === 0;
}

/** Undefined of what is none, or of one that cannot be followed. */
export function lfsPointerOf(bytes: Uint8Array): LfsPointer | undefined {
  if (!isLfsPointer(bytes)) return undefined;
  const [, oid, size] = WHOLE.exec(Buffer.from(bytes).toString("latin1")) ?? [];
  return oid === undefined ? undefined : { oid, size: Number(size) };
}
