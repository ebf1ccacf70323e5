import { createMemoryWorkQueue } from "@pqc-audit/platform/adapters/memory/work-queue.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { unit, workQueueContract } from "./work-queue.ts";

workQueueContract(async ({ ackWaitMs }) => createMemoryWorkQueue({ ackWaitMs }));

test("a full queue refuses, still knows what it holds, and takes more once one is done", async () => {
  const queue = createMemoryWorkQueue({ maxMessages: 1 });
  const first = unit();
  await queue.publish(first);
  await expect(queue.publish(unit())).rejects.toThrow(RetryableError);
  expect((await queue.publish(first)).duplicate).toBe(true);
  const { signal } = new AbortController();
  for await (const delivery of queue.consume({ engineDigest: first.engineDigest, maxInFlight: 1, signal })) {
    await delivery.complete();
    break;
  }
  expect((await queue.publish(unit())).duplicate).toBe(false);
  await queue.close();
});
