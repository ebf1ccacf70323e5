/** Damaged forms of a content, the same on every run. */

/** Numbers that are the same on every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One to four changes: another byte, an end too early, a piece left out, a run of one byte. */
export function mutate(bytes: Uint8Array, next: () => number): Buffer {
  let out = Buffer.from(bytes);
  for (let count = 1 + Math.floor(next() * 4); count > 0; count--) {
    const at = Math.floor(next() * out.length);
    switch (Math.floor(next() * 4)) {
      case 0:
        out[at] = Math.floor(next() * 256);
        break;
      case 1:
        out = out.subarray(0, Math.max(1, at));
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(Math.floor(next() * out.length))]);
        break;
      default:
        out.fill(Math.floor(next() * 256), at, Math.min(out.length, at + 4));
    }
  }
  return out;
}
