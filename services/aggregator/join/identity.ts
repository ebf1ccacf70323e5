/**
 * Identity of findings: fingerprint plus ordinal among equals in the file, and the file. The fingerprint holds no
 * position, so an id survives line moves and unrelated edits; the ordinal tells equal uses in one file apart; the
 * file's hash tells copies of a file apart, so that an id is unique within a result.
 */
import { createHash } from "node:crypto";

/** Numbers the equal uses of one file, in the order they are asked. One instance per file. */
export class FileIdentities {
  readonly #file: string;
  readonly #seen = new Map<string, number>();

  constructor(path: string) {
    this.#file = createHash("sha256").update(path).digest("hex").slice(0, 12);
  }

  /** Facts have to be asked for in order of position, or ids differ from run to run. */
  next(fingerprint: string): string {
    const ordinal = (this.#seen.get(fingerprint) ?? 0) + 1;
    this.#seen.set(fingerprint, ordinal);
    return `${fingerprint}.${this.#file}.${ordinal}`;
  }
}
