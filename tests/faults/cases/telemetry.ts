/** Faults of what takes traces and metrics: nobody waits for it. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { FaultCase } from "../fault-case.ts";

export const TELEMETRY_CASES: readonly FaultCase[] = [
  {
    id: "27",
    fault: "the collector of traces and metrics takes connections and never answers, then is gone",
    async run({ rig, url }) {
      const sockets = new Set<Socket>();
      let bytes = 0;
      const collector = createServer((socket) => {
        sockets.add(socket.on("error", () => {}).on("data", (chunk) => (bytes += chunk.length)));
      }).listen(0, "127.0.0.1");
      await once(collector, "listening");
      const gone = async () => {
        for (const socket of sockets) socket.destroy();
        if (collector.listening) await new Promise((resolve) => collector.close(resolve));
      };
      rig.after(gone);
      const telemetry = { otlp_endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` };
      const options = { config: { telemetry }, env: { OTEL_METRIC_EXPORT_INTERVAL: "500" } };
      const failpoint = "worker.during-scan:wait=150";
      await rig.start("aggregator", "aggregator", options);
      await Promise.all([
        rig.start("coordinator", "coordinator", options),
        rig.start("worker", "worker-1", { ...options, failpoint }),
        rig.start("worker", "worker-2", { ...options, failpoint }),
      ]);
      await rig.submit(url);
      await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 5);
      expect(bytes, "it was sent something").toBeGreaterThan(0);
      const ending = rig.service("worker-2");
      ending.signal("SIGTERM");
      const ended = await Promise.race([ending.ended, sleep(25_000, "still running", { ref: false })]);
      expect(ended, "nobody waits for it to the end of the grace time").toBe("exit code 0");
      await gone();
    },
  },
];
