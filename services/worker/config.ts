/** How a worker behaves. */
export interface WorkerSettings {
  /** Units scanned at once: two, so that no thread of the pool waits for the last file of a unit. */
  readonly concurrentScans: number;
  /** Packs fetched ahead of scanning. Each is held in memory unpacked. */
  readonly prefetch: number;
  /** How often the queue is told that a unit is still worked on: a third of its acknowledgement time. */
  readonly extendMs: number;
  /** At a stop: time for what is being scanned and handed over. What is not done by then is given back. */
  readonly graceMs: number;
  /** Most bytes a pack may unpack to: pack size and largest file, with room for headers. */
  readonly maxUnpackedBytes: number;
}

export const WORKER_DEFAULTS: WorkerSettings = {
  concurrentScans: 2,
  prefetch: 1,
  extendMs: 20_000,
  graceMs: 25_000,
  maxUnpackedBytes: 64 * 1024 * 1024,
};

/** Deliveries held at once: scanned, fetched ahead, and one whose result is on its way. */
export function maxInFlight(settings: WorkerSettings): number {
  return settings.concurrentScans + settings.prefetch + 1;
}
