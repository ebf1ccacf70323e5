/** A scanning thread for tests: kinds say how it misbehaves. Everything else is scanned, without facts. */
import { parentPort, threadId } from "node:worker_threads";
import type { Job, JobResult } from "./messages.ts";

parentPort?.on("message", (job: Job) => {
  for (const { kind } of job.files) {
    if (kind === "exit") process.exit(7);
    if (kind === "throw") throw new Error("planted");
    if (kind === "hang") for (;;);
    if (kind === "grow") for (const kept: object[] = []; ; ) kept.push(Array.from({ length: 1000 }, () => ({})));
  }
  // Of kind "thread" the answer is the number of the thread; one of kind "heavy" leaves a gigabyte behind, it says.
  const outcomes = job.files.map(({ kind, length }) => ({
    outcome: { status: "scanned" as const, facts: [] },
    bytes: kind === "thread" ? threadId : (length ?? 0),
  }));
  const held = job.files.some(({ kind }) => kind === "heavy") ? 2 ** 30 : 0;
  parentPort?.postMessage({ id: job.id, outcomes, held } satisfies JobResult);
});
