/**
 * Finds every occurrence of every anchor, whatever its case, in text that lies in WASM memory; or of the anchors of one
 * of several sets, since fewer cost less.
 *
 *     const prefilter = Prefilter.create(["hashlib", "KeyPairGenerator"]);
 *     const region = prefilter.reserve(file.length);
 *     region.set(file);
 *     prefilter.scan({ from: 0, to: file.length }, (offset, anchor) => …);
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CHUNK, GUARD, HIT_BYTES, MAX_BACK, PARAMETERS, TABLES } from "./layout.ts";
import { compile, type FoldedAnchor, foldedAnchor, mostAtOnePlace, mostTableBytes } from "./tables.ts";

const PAGE = 65536;
/** Most bytes of text at once. The address space is reserved, the memory used only as far as `reserve` asks. */
export const MAX_TEXT_BYTES: number = 256 * 1024 * 1024;
/** Hits the kernel collects before it hands them over. */
const HIT_BATCH = 8192;
/**
 * Text given to the kernel per call. Small, because the engine swaps its first, slow translation of a function for the
 * optimised one only between calls.
 */
const SLICE = 1024 * CHUNK;
/** A chunk may yield hits that begin so far before it: those behind this line may still get company in front. */
const UNSETTLED = MAX_BACK + 3;

interface Kernel {
  scan(set: number, first: number, last: number, from: number, to: number, held: number): number;
  stopped(): number;
}

/** A part of the text, in bytes. */
export interface Span {
  readonly from: number;
  /** Behind its last byte. */
  readonly to: number;
}

/** Anchors that are looked for together. Its tables are made when it is first asked for. */
interface AnchorSet {
  readonly anchors: readonly FoldedAnchor[];
  readonly address: number;
  ready: boolean;
}

let compiled: WebAssembly.Module | undefined;

/** The compiled kernel, once per thread; it can be posted to other threads. Throws Error when it was never built. */
export function loadKernel(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return compiled;
}

/** In the sources the kernel lies in `build/`, in the bundle beside the bundled file. */
function kernelBytes(): Uint8Array<ArrayBuffer> {
  for (const place of ["./build/kernel.wasm", "./kernel.wasm"]) {
    try {
      return new Uint8Array(readFileSync(fileURLToPath(new URL(place, import.meta.url))));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  const here = fileURLToPath(new URL(".", import.meta.url));
  throw new Error(`kernel.wasm is neither in ${here} nor in its build folder: run "npm run build:kernel"`);
}

export class Prefilter {
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: Kernel;
  readonly #sets: readonly AnchorSet[];
  readonly #hits: number;
  readonly #text: number;

  /**
   * Ids of anchors are their positions in `anchors`; equal anchors each report. `sets` are lists of such ids; one of all
   * anchors where absent. Throws Error naming an anchor that is shorter than four bytes, longer than 4,096, or not ASCII.
   */
  static create(anchors: readonly string[], sets?: readonly (readonly number[])[]): Prefilter {
    return new Prefilter(anchors.map(foldedAnchor), sets ?? [[...anchors.keys()]]);
  }

  private constructor(anchors: readonly FoldedAnchor[], sets: readonly (readonly number[])[]) {
    const tableBytes = roundUp(mostTableBytes(anchors), 16);
    this.#sets = sets.map((ids, index) => ({
      anchors: ids.flatMap((id) => anchors[id] ?? []),
      address: TABLES + index * tableBytes,
      ready: false,
    }));
    // Room for what is unsettled when the kernel stops (all of it found in one chunk), a batch, and one more chunk.
    const hitsPerChunk = (CHUNK + UNSETTLED) * mostAtOnePlace(anchors);
    const limit = HIT_BATCH + hitsPerChunk;
    this.#hits = TABLES + sets.length * tableBytes;
    this.#text = roundUp(this.#hits + (limit + hitsPerChunk + 1) * HIT_BYTES + GUARD, CHUNK);
    const pages = (bytes: number) => Math.ceil(bytes / PAGE);
    this.#memory = new WebAssembly.Memory({
      initial: pages(this.#text + GUARD),
      maximum: pages(this.#text + MAX_TEXT_BYTES + GUARD),
    });
    new Uint32Array(this.#memory.buffer, PARAMETERS, 3).set([this.#text, this.#hits, limit]);
    const { exports } = new WebAssembly.Instance(loadKernel(), { env: { memory: this.#memory } });
    this.#kernel = exports as unknown as Kernel;
  }

  /**
   * The whole text region, at least `bytes` long; what was written before stays. A view from an earlier call may be detached.
   * Throws RangeError beyond MAX_TEXT_BYTES.
   */
  reserve(bytes: number): Uint8Array<ArrayBuffer> {
    if (!(bytes >= 0 && bytes <= MAX_TEXT_BYTES)) {
      throw new RangeError(`a text of ${bytes} bytes does not fit the prefilter: at most ${MAX_TEXT_BYTES}`);
    }
    const missing = this.#text + bytes + GUARD - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return new Uint8Array(this.#memory.buffer, this.#text, this.#room());
  }

  #room(): number {
    return Math.min(this.#memory.buffer.byteLength - GUARD - this.#text, MAX_TEXT_BYTES);
  }

  /**
   * Calls `onHit` for each place in the span where an anchor of the set begins and fits whole, in ascending order of
   * offset, then of anchor. `onHit` must not call `reserve` or `scan`. Throws RangeError when the span is not in the region
   * or there is no such set.
   */
  scan({ from: first, to: last }: Span, onHit: (offset: number, anchor: number) => void, number = 0): void {
    if (!(first >= 0 && first <= last && last <= this.#room())) {
      throw new RangeError(`bytes ${first} to ${last} to scan in a region of ${this.#room()}: reserve it first`);
    }
    const set = this.#sets[number];
    if (!set) throw new RangeError(`there is no set ${number} among ${this.#sets.length} sets of anchors`);
    if (!set.ready) this.#prepare(set);
    let held = 0;
    let from = first - (first % CHUNK);
    while (from < last) {
      held = this.#kernel.scan(set.address, first, last, from, Math.min(from + SLICE, last), held);
      // As unsigned: the kernel's u32 arrives as a signed number.
      from = this.#kernel.stopped() >>> 0;
      held = this.#settle(held, from < last ? from - UNSETTLED : last, onHit);
    }
  }

  #prepare(set: AnchorSet): void {
    new Uint8Array(this.#memory.buffer).set(compile(set.anchors, set.address), set.address);
    set.ready = true;
  }

  /** Hands over the hits that begin before `line`, moves the others to the front and returns how many they are. */
  #settle(held: number, line: number, onHit: (offset: number, anchor: number) => void): number {
    if (held === 0) return 0;
    const hits = new Uint32Array(this.#memory.buffer, this.#hits, held * 2);
    let settled = 0;
    while (settled < held && (hits[settled * 2 + 1] ?? 0) < line) {
      onHit(hits[settled * 2 + 1] ?? 0, hits[settled * 2] ?? 0);
      settled++;
    }
    hits.copyWithin(0, settled * 2);
    return held - settled;
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
