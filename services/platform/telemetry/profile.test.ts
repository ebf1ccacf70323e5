import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startProfiling } from "./profile.ts";

function busyForTheProfile(): number {
  let sum = 0;
  for (const end = performance.now() + 100; performance.now() < end; ) sum += Math.sqrt(sum + 1);
  return sum;
}

test("the profile names what was running", async () => {
  const profiling = await startProfiling();
  try {
    busyForTheProfile();
    await profiling.stop();
    const profile = await readFile(join(profiling.folder, `main.${process.pid}.cpuprofile`), "utf8");
    expect(profile).toContain('"functionName":"busyForTheProfile"');
  } finally {
    await rm(profiling.folder, { recursive: true, force: true });
  }
});
