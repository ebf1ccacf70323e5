import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/**
 * Mebibytes of the young generation at most, while many objects die late. The flags are of a process, so it is one of its
 * own. Of the old generation nothing is said here: how far it grows while it is collected depends on the machine.
 */
function mostYoung(before: string): number {
  const program = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { keepHeapSteady } from ${JSON.stringify(new URL("./steady-heap.ts", import.meta.url).href)};
    const young = () => getHeapSpaceStatistics().find((space) => space.space_name === "new_space").space_size / 2 ** 20;
    ${before}
    const living = new Array(20_000);
    let most = 0;
    for (let made = 0; made < 4_000_000; made++) {
      living[made % living.length] = { text: "text " + made, list: [made, made + 1, made + 2] };
      if (made % 1000 === 0) most = Math.max(most, young());
    }
    console.log(most);
  `;
  return answerOf(program);
}

function answerOf(program: string): number {
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));
}

/** Collections of the young generation while much is made that dies at once, after it was made as small as at the start. */
function youngCollections(before: string): number {
  return answerOf(`
    import { PerformanceObserver } from "node:perf_hooks";
    import { setFlagsFromString } from "node:v8";
    import { keepHeapSteady } from ${JSON.stringify(new URL("./steady-heap.ts", import.meta.url).href)};
    ${before}
    let count = 0;
    new PerformanceObserver((list) => (count += list.getEntries().length)).observe({ entryTypes: ["gc"] });
    for (let turn = 0; turn < 60; turn++) {
      let last;
      for (let made = 0; made < 200_000; made++) last = { text: "text " + made };
      await new Promise((done) => setTimeout(done));
    }
    console.log(count);
  `);
}

test("the young generation does not grow to a multiple of what it needs", () => {
  const [steady, otherwise] = [mostYoung("keepHeapSteady();"), mostYoung("")];
  expect(steady).toBeLessThan(0.5 * otherwise);
});

const small = 'setFlagsFromString("--semi-space-growth-factor=1");';

test("nor is it as small as at the start, where it is collected all the time", () => {
  expect(youngCollections("keepHeapSteady();")).toBeLessThan(0.4 * youngCollections(small));
});
