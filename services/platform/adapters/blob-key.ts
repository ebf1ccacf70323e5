/** Keys of blob stores. Both a folder and some S3 servers turn a key into a path, so a key must never leave its root. */
import { TerminalError } from "../errors.ts";

const keyLimit = 512;
const segment = /^[A-Za-z0-9_=][A-Za-z0-9._=-]*$/;

/** Throws `TerminalError` unless `key` is segments of letters, digits, `.`, `_`, `=` and `-`, joined by single slashes. */
export function checkBlobKey(key: string): void {
  if (key.length > keyLimit || !key.split("/").every((part) => segment.test(part))) {
    throw new TerminalError(
      `${JSON.stringify(key.slice(0, keyLimit))} is no key of a blob store: use up to ${keyLimit} characters in segments of letters, digits, ".", "_", "=" and "-" that begin with a letter, digit, "_" or "="`,
    );
  }
}
