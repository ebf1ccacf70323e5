/** A scanning thread for tests: kinds say how it misbehaves. Everything else is scanned, without facts. */
import { parentPort, threadId, workerData } from "node:worker_threads";
import { PARSER_MEMORY_CODE } from "@pqc-audit/scanner/languages/parser-memory.ts";
import { resultOf } from "./jobs.ts";
import type { Job, ThreadOptions } from "./messages.ts";

const { parserBytes = 0 } = workerData as ThreadOptions;

parentPort?.on("message", (job: Job) => {
  for (const { kind } of job.files) {
    if (kind === "exit") process.exit(7);
    if (kind === "throw") throw new Error("planted");
    if (kind === "hang") for (;;);
    if (kind.startsWith("needs-")) {
      if (parserBytes < Number(kind.slice(6))) throw Object.assign(new Error("used up"), { code: PARSER_MEMORY_CODE });
    }
    if (kind === "grow") for (const kept: object[] = []; ; ) kept.push(Array.from({ length: 1000 }, () => ({})));
  }
  // Of kind "thread" the answer is the number of the thread; one of kind "heavy" leaves a gigabyte behind, it says.
  const scanned = job.files.map(({ kind, length }) => ({
    outcome: { status: "scanned" as const, facts: [] },
    bytes: kind === "thread" ? threadId : (length ?? 0),
  }));
  const held = job.files.some(({ kind }) => kind === "heavy") ? 2 ** 30 : 0;
  parentPort?.postMessage(resultOf(job.id, scanned, held));
});
