import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { expect, test } from "vitest";
import type { CoordinatorMetrics } from "./metrics.ts";
import { publishUnits } from "./publish.ts";

const UNIT = { scanId: "s", unitId: "u", attempt: 1, engineDigest: "e" } as UnitMessage;

async function publish(answer: { duplicate: boolean; held: boolean }): Promise<readonly string[]> {
  const done: string[] = [];
  await publishUnits(
    "e",
    {
      ledger: {
        unitsToPublish: async () => [UNIT],
        markPublished: async (unitId, attempt, sequence) => void done.push(`marked ${unitId}/${attempt} ${sequence}`),
        requeue: async (unitId, attempt) => void done.push(`again ${unitId}/${attempt}`),
      },
      queue: {
        depth: async () => 0,
        publish: async () => ({ sequence: 7, duplicate: answer.duplicate }),
        holds: async () => answer.held,
      },
      metrics: { unitsPublished: { inc: () => undefined } } as CoordinatorMetrics,
      logger: { debug: () => undefined, warn: () => undefined } as unknown as Logger,
      tracing: { span: (_name: string, _options: unknown, work: () => unknown) => work() } as unknown as Tracing,
      window: 4,
    },
    new AbortController().signal,
  );
  return done;
}

test("a unit that the queue takes is marked", async () => {
  expect(await publish({ duplicate: false, held: false })).toEqual(["marked u/1 7"]);
});

test("one that the queue has is marked", async () => {
  expect(await publish({ duplicate: true, held: true })).toEqual(["marked u/1 7"]);
});

test("one that the queue took before and holds no more goes again with the next attempt, at once", async () => {
  expect(await publish({ duplicate: true, held: false })).toEqual(["marked u/1 7", "again u/1"]);
});
