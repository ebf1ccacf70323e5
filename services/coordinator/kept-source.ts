/**
 * The tree that lies open here. Who plans a range of it goes on with a later one of the same tree: it is fetched once, and its
 * listing is read once, however many of its ranges are planned here.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Beginning } from "./beginning.ts";
import type { Passing, Source, SourceEntry } from "./sources/source.ts";

interface Kept {
  readonly scanId: string;
  readonly source: Source;
  /** Ends what the source is at. */
  readonly ended: AbortController;
  beginning?: Beginning;
  listing?: Listing;
}

interface Listing {
  readonly entries: AsyncIterator<SourceEntry>;
  readonly passing: Passing;
  /** Paths before the next one. */
  at: number;
}

export class KeptSource {
  #kept: Kept | undefined;

  /** Whose tree it is. */
  get scanId(): string | undefined {
    return this.#kept?.scanId;
  }

  /** What holds for the whole plan, as it was read when the tree was opened. */
  get beginning(): Beginning | undefined {
    return this.#kept?.beginning;
  }

  /** The source of the claim; a whole scan's is always a new one. Once `signal` is aborted, the source ends what it is at. */
  async of(claim: ScanClaim, signal: AbortSignal, open: (signal: AbortSignal) => Promise<Source>): Promise<Source> {
    const { scanId, range, resume } = claim;
    const kept = this.#kept;
    if (kept && range && kept.scanId === scanId && kept.source.commit === resume?.commit) {
      endWith(signal, kept.ended);
      return kept.source;
    }
    await this.close();
    const ended = new AbortController();
    endWith(signal, ended);
    const source = await open(ended.signal);
    this.#kept = { scanId, source, ended };
    return source;
  }

  begin(beginning: Beginning): void {
    if (this.#kept) this.#kept.beginning = beginning;
  }

  /** So many paths of the tree, behind the first `start`. Throws `TerminalError` where it has fewer. */
  async *paths(start: number, count: number): AsyncGenerator<SourceEntry> {
    const listing = await this.#listing(start);
    listing.passing.paths = start - listing.at;
    listing.at = start;
    for (let left = count; left > 0; left--) {
      const { value, done } = await listing.entries.next();
      if (done) {
        throw new TerminalError(
          `${this.#kept?.source.location} has ${listing.at} paths, and had ${start + count} when it was cut.`,
        );
      }
      listing.at++;
      yield value;
    }
  }

  /** Its files are deleted. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.listing?.entries.return?.();
    await kept?.source.close();
  }

  async #listing(start: number): Promise<Listing> {
    const kept = this.#kept;
    if (kept === undefined) throw new TerminalError("no tree lies open");
    if (kept.listing && kept.listing.at <= start) return kept.listing;
    await kept.listing?.entries.return?.();
    const { fixed, location } = kept.source;
    if (fixed === undefined)
      throw new TerminalError(`${location} is not planned by ranges: only git repositories are.`);
    const passing = { paths: 0 };
    kept.listing = { entries: fixed.list(passing)[Symbol.asyncIterator](), passing, at: 0 };
    return kept.listing;
  }
}

function endWith(signal: AbortSignal, ended: AbortController): void {
  if (signal.aborted) ended.abort(signal.reason);
  else signal.addEventListener("abort", () => ended.abort(signal.reason), { once: true });
}
