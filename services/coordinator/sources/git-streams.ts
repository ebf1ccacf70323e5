/**
 * Contents as zlib streams, out of the packs that git fetched: what a server has compressed is neither inflated nor
 * compressed again to be moved on. Where a content is held as a difference, or its pack is too large to be looked through
 * here, there is none, and git has to make it.
 */

import { readdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { GitPackfile, type Place, streamOf } from "./git-packfile.ts";

export interface WantedStream {
  readonly id: string;
  /** Bytes of the content. */
  readonly size: number;
}

/** Objects whose places are kept: 36 bytes each. */
const MOST_OBJECTS = 1_000_000;
/** A repository that is fetched page by page has a pack for each; what is read lies in the last ones. */
const MOST_PACKS = 32;
/** Objects that lie so near to each other are read together. */
const GAP = 4 * 1024;

interface Located extends Place {
  readonly pack: GitPackfile;
  readonly size: number;
  /** Which of the wanted. */
  readonly nth: number;
}

export class GitStreams {
  readonly #folder: string;
  readonly #seen = new Set<string>();
  /** The newest first. */
  #packs: readonly GitPackfile[] = [];

  /** `objects`: git's folder of that name. */
  constructor(objects: string) {
    this.#folder = join(objects, "pack");
  }

  /** In the order asked; undefined for what git has to make. They share memory with their neighbours. */
  async read(wanted: readonly WantedStream[]): Promise<readonly (Buffer | undefined)[]> {
    const streams: (Buffer | undefined)[] = wanted.map(() => undefined);
    try {
      this.#look();
      const located = wanted.flatMap((each, nth) => this.#locate(each, nth) ?? []);
      for (const pack of new Set(located.map((each) => each.pack))) {
        const ofPack = located.filter((each) => each.pack === pack).sort((a, b) => a.at - b.at);
        await readInto(streams, pack, ofPack);
      }
    } catch {
      // What the disk refuses here it refuses to git, which says why.
    }
    return streams;
  }

  /** Packs that came since. */
  #look(): void {
    const fresh = readdirSync(this.#folder).filter((name) => name.endsWith(".idx") && !this.#seen.has(name));
    for (const name of fresh) {
      this.#seen.add(name);
      const pack = GitPackfile.open(join(this.#folder, name), MOST_OBJECTS);
      if (pack) this.#packs = [pack, ...this.#packs];
    }
    let objects = 0;
    this.#packs = this.#packs.filter((pack, at) => {
      objects += pack.objects;
      return at < MOST_PACKS && objects <= MOST_OBJECTS;
    });
  }

  #locate({ id, size }: WantedStream, nth: number): Located | undefined {
    const bytes = Buffer.from(id, "hex");
    for (const pack of this.#packs) {
      const place = pack.find(bytes);
      // A stream may be long and hold little, whoever made it.
      if (place && place.length <= mostBytes(size)) return { ...place, pack, size, nth };
    }
    return undefined;
  }
}

async function readInto(
  streams: (Buffer | undefined)[],
  pack: GitPackfile,
  located: readonly Located[],
): Promise<void> {
  const file = await open(pack.path, "r");
  try {
    for (const run of runs(located)) {
      const from = run[0]?.at ?? 0;
      const bytes = await exactly(file, from, endOf(run) - from);
      for (const { nth, at, length, size } of bytes ? run : []) {
        streams[nth] = bytes && streamOf(bytes.subarray(at - from, at - from + length), size);
      }
    }
  } finally {
    await file.close();
  }
}

/** What no stream of so many bytes takes that was made to be short, its header included. */
function mostBytes(size: number): number {
  return size + (size >> 8) + 128;
}

function* runs(sorted: readonly Located[]): Generator<readonly Located[]> {
  let run: Located[] = [];
  for (const each of sorted) {
    if (run.length > 0 && each.at - endOf(run) > GAP) {
      yield run;
      run = [];
    }
    run.push(each);
  }
  if (run.length > 0) yield run;
}

function endOf(run: readonly Located[]): number {
  const last = run.at(-1);
  return last === undefined ? 0 : last.at + last.length;
}

async function exactly(file: FileHandle, from: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return bytes;
}
