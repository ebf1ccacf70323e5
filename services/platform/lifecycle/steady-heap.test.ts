import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Mebibytes of V8's heap at most while few objects live and many die late. The flags are of a process, so it is one of its own. */
function mostHeap(before: string): number {
  const program = `
    import { getHeapStatistics } from "node:v8";
    import { keepHeapSteady } from ${JSON.stringify(new URL("./steady-heap.ts", import.meta.url).href)};
    ${before}
    const living = new Array(20_000);
    let most = 0;
    for (let made = 0; made < 4_000_000; made++) {
      living[made % living.length] = { text: "text " + made, list: [made, made + 1, made + 2] };
      if (made % 1000 === 0) most = Math.max(most, getHeapStatistics().total_heap_size);
    }
    console.log(most / 2 ** 20);
  `;
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));
}

test("garbage does not gather to a multiple of what lives", () => {
  const [steady, otherwise] = [mostHeap("keepHeapSteady();"), mostHeap("")];
  expect(steady).toBeLessThan(0.6 * otherwise);
});
