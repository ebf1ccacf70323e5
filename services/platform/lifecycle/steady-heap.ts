/**
 * A process that runs for weeks is given the memory of its worst minute, so it may not take three times what it uses. V8
 * lets garbage lie until the heap is a multiple of what lives in it, and doubles the young generation whenever much
 * survives (three halves of 32 MiB for 8 in use); neither shrinks again under steady load.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Of what lives after a collection: garbage that may gather before the next. V8's own choice is up to 300. Buffers outside
 * of the heap count, and a heap of 40 MiB that moves a gigabyte through them spends a third of its time on collecting at 30.
 */
const GROWTH_PERCENT = 100;

/**
 * Of the young generation. A process begins with 1 MiB and comes back to that whenever it was idle; what is made and dropped in
 * a second then outlives its collections and lies in the old generation: a service at work takes a tenth more CPU.
 */
const YOUNG_BYTES = 8 * 2 ** 20;
/** Collections of a young generation smaller than that before it is made to grow: a process at work, not one that waits. */
const ENOUGH = 20;
/** V8 grows by what survives; so many objects do in any case. */
const MOST_OBJECTS = 1_000_000;

/**
 * From now on every heap of this process collects early and keeps the young generation it has, which that of this thread
 * makes 8 MiB. Both flags are read each time V8 decides, so setting them late is safe, unlike flags that it reads once
 * when it begins.
 */
export function keepHeapSteady(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  growYoung();
  let collections = 0;
  new PerformanceObserver((list) => {
    collections += list.getEntries().length;
    if (collections < ENOUGH) return;
    collections = 0;
    if (youngBytes() < YOUNG_BYTES) growYoung();
  }).observe({ entryTypes: ["gc"] });
}

function growYoung(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
  const surviving: object[] = [];
  while (youngBytes() < YOUNG_BYTES && surviving.length < MOST_OBJECTS) {
    for (let made = 0; made < 1_000; made++) surviving.push({ made });
  }
  setFlagsFromString("--semi-space-growth-factor=1");
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
}
