/** A file that takes more memory to parse than a worker has: by its own ceiling, and where its ceiling is set too high. */
import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import type { FaultCase } from "../fault-case.ts";
import { companions, supervised } from "../supervised.ts";

const PATH = "src/large.js";
/** A list of two mebibytes, whose syntax tree takes some four hundred. */
const plant = { [PATH]: `require("crypto").createHash("md5");\ny = [${"a,".repeat(1 << 20)}];\n` };
const CEILING_MB = 512;

export const MEMORY_CASES: readonly FaultCase[] = [
  {
    id: "3c",
    fault: "a file takes more memory to parse than the worker's ceiling",
    plant,
    async poison({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      await Promise.all([
        rig.start("coordinator", "coordinator"),
        rig.start("worker", "worker-1", { config: { performance: { max_memory_mb: CEILING_MB, max_workers: 2 } } }),
      ]);
      await rig.submit(url);
      return { must: [PATH] };
    },
    async also(rig, { redelivered }) {
      const { pid, ended } = rig.service("worker-1");
      expect(await Promise.race([ended, "runs"]), "the worker lives").toBe("runs");
      expect(redelivered, "the unit stayed with its worker all the time").toBe(0);
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      const peakMb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
      console.log(`worker: at most ${Math.ceil(peakMb)} MiB resident, ceiling ${CEILING_MB} MiB`);
      expect(peakMb).toBeLessThan(CEILING_MB);
    },
  },
  {
    id: "3d",
    fault: "a file takes more memory to parse than the kernel grants the worker, below its ceiling",
    plant,
    groupMegabytes: 250,
    withinMs: 200_000,
    async poison({ rig, url, group }) {
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      const scanId = await rig.submit(url);
      const may = await rig.until("the poisonous unit is planned", () => companions(rig, PATH));
      const config = { performance: { max_memory_mb: 4096 } };
      const deaths = await supervised(rig, scanId, { config }, async ({ pid }) => group?.add(pid));
      expect(deaths, "workers that died").toBeGreaterThan(1);
      expect(await group?.kills(), "by the kernel").toBe(deaths);
      return { must: [PATH], may };
    },
  },
];
