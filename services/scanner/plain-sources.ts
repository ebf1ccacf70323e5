/**
 * Sources that hold nothing, told by their name and bytes without the engine: those of a language in which none of its
 * anchors stands. Of ten files of a project nine are so. A few are looked at quicker than the engine is loaded; what is
 * not told here the engine tells, and what is told here it would tell too.
 */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isLfsPointer } from "./lfs-pointer.ts";

/** All in lower case. */
export interface PlainTable {
  /** Names of files that are something else than their endings say. */
  readonly names: readonly string[];
  /** Regular expressions for names of manifests, in which dependencies stand. */
  readonly manifests: readonly string[];
  readonly languages: readonly {
    readonly extensions: readonly string[];
    /** The anchors of which one must stand in a source, a line each. */
    readonly anchors: string;
  }[];
}

/** Larger ones are the engine's: this looks for one anchor after another. */
const MOST_BYTES = 1 << 16;
/** The marks of UTF-16, which the engine rewrites. */
const MARKS = [0xfeff, 0xfffe];

/** What the bundled command carries of the sources it was made from. */
const carried = fileURLToPath(new URL("./plain-sources.json", import.meta.url));

export class PlainSources {
  readonly #names: ReadonlySet<string>;
  readonly #manifests: readonly RegExp[];
  readonly #anchors = new Map<string, string>();

  constructor({ names, manifests, languages }: PlainTable) {
    this.#names = new Set(names);
    this.#manifests = manifests.map((pattern) => new RegExp(pattern));
    for (const { extensions, anchors } of languages) {
      for (const extension of extensions) this.#anchors.set(extension, anchors);
    }
  }

  /** Undefined in a checkout, whose models may have changed since anything was made of them. */
  static carried(): PlainSources | undefined {
    if (!statSync(carried, { throwIfNoEntry: false })) return undefined;
    return new PlainSources(JSON.parse(readFileSync(carried, "utf8")) as PlainTable);
  }

  /** Whether a source of this name and size may be told here. */
  mayTell(path: string, bytes: number): boolean {
    return bytes <= MOST_BYTES && this.#anchorsOf(path) !== undefined;
  }

  /** Whether the engine would find nothing in it, and nothing wrong with it. */
  isPlain(path: string, bytes: Buffer): boolean {
    const anchors = this.#anchorsOf(path);
    if (anchors === undefined || bytes.length > MOST_BYTES || bytes.includes(0) || isLfsPointer(bytes)) return false;
    if (bytes.length >= 2 && MARKS.includes(bytes.readUInt16LE(0))) return false;
    // One character for each byte: anchors are ASCII, and lower case is made within these characters.
    const text = bytes.toString("latin1").toLowerCase();
    return !anchors.split("\n").some((anchor) => text.includes(anchor));
  }

  #anchorsOf(path: string): string | undefined {
    const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    const dot = name.lastIndexOf(".");
    const anchors = dot > 0 ? this.#anchors.get(name.slice(dot)) : undefined;
    if (anchors === undefined || this.#names.has(name)) return undefined;
    return this.#manifests.some((pattern) => pattern.test(name)) ? undefined : anchors;
  }
}
