/** A source whose contents were spooled, each path once and in git's order: it plans and scans as a folder with the same files does. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import type { ArchiveSkip } from "@pqc-audit/scanner/fact.ts";
import { GitTreeId } from "./git-tree-id.ts";
import { compareTreeOrder } from "./path-text.ts";
import type { Passing, Source, SourceEntry } from "./source.ts";
import type { Spool } from "./spool.ts";

export interface Place {
  readonly entry: SourceEntry;
  /** In the spool; absent of what is not kept. */
  readonly at?: number;
}

/** What is listed, in any order. */
export class Places {
  readonly #kind: string;
  readonly #byPath = new Map<string, Place>();
  readonly #leftOut: Omit<SourceEntry, "path">[] = [];

  /** `kind`: what one of them is called where it has no path. */
  constructor(kind: string) {
    this.#kind = kind;
  }

  /** Instead of what had this path before, which is left out. */
  put(place: Place): void {
    const before = this.#byPath.get(place.entry.path);
    if (before) this.leaveOut(before.entry.type, "duplicate-path");
    this.#byPath.set(place.entry.path, place);
  }

  leaveOut(type: SourceEntry["type"], skip: ArchiveSkip): void {
    this.#leftOut.push({ size: 0, type, skip });
  }

  sorted(): readonly Place[] {
    const places = new Map(this.#byPath);
    // What is left out has no path that anybody could go to; each has one by which a plan goes on behind it.
    let number = 0;
    for (const entry of this.#leftOut) {
      let path: string;
      do path = `${this.#kind} left out ${number++}`;
      while (places.has(path));
      places.set(path, { entry: { ...entry, path } });
    }
    return [...places.values()].sort((a, b) => compareTreeOrder(a.entry.path, b.entry.path));
  }
}

/** Called before the place with this number is told or read: from there on, `most` that are not in the spool yet may be put there. */
export type Bring = (from: number, most?: number) => Promise<void>;

/** Closes `spool` when it is closed. Without `bring` all contents are there. */
export function spooledSource(
  { location, commit }: { readonly location: string; readonly commit: string },
  places: readonly Place[],
  spool: Spool,
  bring: Bring = async () => {},
): Source {
  const at = new Map(places.map((place, index) => [place.entry.path, index]));
  async function* entryAt(index: number): AsyncGenerator<SourceEntry> {
    await bring(index);
    const entry = places[index]?.entry;
    if (entry) yield entry;
  }
  async function placeOf(path: string): Promise<Place | undefined> {
    const index = at.get(path);
    if (index === undefined) return undefined;
    await bring(index, 1);
    return places[index];
  }
  return {
    location,
    commit,
    async *entries(after) {
      const first = after === undefined ? 0 : (at.get(after) ?? -1) + 1;
      if (after !== undefined && first === 0) {
        throw new TerminalError(`${location} has no path ${JSON.stringify(after)} to go on behind.`);
      }
      for (let index = first; index < places.length; index++) yield* entryAt(index);
    },
    fixed: {
      cut: async (paths) => rangesOf(places, paths),
      async *list(passing: Passing) {
        for (let index = 0; index < places.length; index++) {
          if (passing.paths > 0) passing.paths--;
          else yield* entryAt(index);
        }
      },
    },
    find: async (path) => (await placeOf(path))?.entry,
    async *read(entries) {
      for (const entry of entries) {
        const place = await placeOf(entry.path);
        if (place?.at === undefined) throw new TerminalError(`${entry.path} is not a file of ${location}.`);
        yield { entry, bytes: await spool.read(place.at, place.entry.size) };
      }
    },
    close: () => spool.close(),
  };
}

/** Stands for all that is in it: the same files give the same, and what is left out is told apart by its reason. */
export function listingId(places: readonly Place[]): string {
  const id = new GitTreeId();
  for (const { entry } of places) {
    const { path, type, skip, blob = NO_BLOB } = entry;
    id.add(type === "symlink" ? "120000" : "100644", blob, Buffer.from(skip ? `${path} ${skip}` : path));
  }
  return String(id);
}

const NO_BLOB = "0".repeat(40);

/** Ranges that so many places are cut into, each of about `paths`. */
export function rangesIn(places: number, paths: number): number {
  return Math.max(1, Math.round(places / paths));
}

/** Of nearly equal length; see `FixedTree`. */
function rangesOf(places: readonly Place[], paths: number): readonly ScanRange[] {
  const parts = rangesIn(places.length, paths);
  return Array.from({ length: parts }, (_, number) => {
    const start = Math.floor((places.length * number) / parts);
    const end = Math.floor((places.length * (number + 1)) / parts);
    return { number, start, entries: end - start, upTo: places[end - 1]?.entry.path ?? "" };
  });
}
