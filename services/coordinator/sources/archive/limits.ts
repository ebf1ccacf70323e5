/** How much an archive may make of itself. It comes from whoever submits a scan, so every one of these is looked at while it is read. */
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";

export interface ArchiveLimits {
  /** Bytes of all members together, unpacked. */
  readonly maxBytes: number;
  /** Members of any kind. */
  readonly maxEntries: number;
  /** Bytes unpacked for one of the archive. Small archives may have more: nobody is hurt by them. */
  readonly maxRatio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { maxBytes: 20 * 2 ** 30, maxEntries: 1_000_000, maxRatio: 200 };

/** Below this an archive is no bomb, whatever its ratio. */
const HARMLESS_BYTES = 64 * 2 ** 20;

/** What was unpacked of one archive so far. Throws `CorruptInputError` where that is more than allowed. */
export class Unpacked {
  readonly #limits: ArchiveLimits;
  readonly #archiveBytes: number;
  #bytes = 0;
  #entries = 0;

  constructor(limits: ArchiveLimits, archiveBytes: number) {
    this.#limits = limits;
    this.#archiveBytes = archiveBytes;
  }

  entry(): void {
    if (++this.#entries > this.#limits.maxEntries) {
      throw new CorruptInputError(`it has more than ${this.#limits.maxEntries} members, which is the limit`);
    }
  }

  bytes(count: number): void {
    const { maxBytes, maxRatio } = this.#limits;
    this.#bytes += count;
    if (this.#bytes > maxBytes)
      throw new CorruptInputError(`it unpacks to more than ${maxBytes} bytes, which is the limit`);
    if (this.#bytes > HARMLESS_BYTES && this.#bytes > this.#archiveBytes * maxRatio) {
      throw new CorruptInputError(`it unpacks to more than ${maxRatio} times its size, which is the limit`);
    }
  }
}
