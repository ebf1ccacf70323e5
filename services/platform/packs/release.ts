/**
 * Memory outside of V8's heap is free once a collection has found that nobody holds it, and counts until then when V8
 * decides to collect: whoever moves a gigabyte through a heap of 40 MiB collects it thirty times for nothing.
 */

/**
 * Frees the memory that `bytes` lie in, at once: they are empty afterwards, as is all else that lies there. Only for who holds
 * all of it, and for what nobody reads any more, a write that is under way included. Small buffers share Node's pool and stay.
 */
export function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}
