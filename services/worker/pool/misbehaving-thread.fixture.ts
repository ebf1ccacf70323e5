/** A scanning thread for tests: kinds say how it misbehaves. Everything else is scanned, without facts. */
import { parentPort } from "node:worker_threads";
import type { Job, JobResult } from "./messages.ts";

parentPort?.on("message", (job: Job) => {
  for (const { kind } of job.files) {
    if (kind === "exit") process.exit(7);
    if (kind === "throw") throw new Error("planted");
    if (kind === "hang") for (;;);
  }
  const outcomes = job.files.map(({ length }) => ({
    outcome: { status: "scanned" as const, facts: [] },
    bytes: length ?? 0,
  }));
  parentPort?.postMessage({ id: job.id, outcomes } satisfies JobResult);
});
