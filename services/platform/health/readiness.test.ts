import { expect, test, vi } from "vitest";
import { describeHealth, type HealthReport, Readiness } from "./readiness.ts";

test("from starting over ready and degraded to draining and stopped, each change told once", async () => {
  const told: string[] = [];
  const readiness = new Readiness((report) => told.push(describeHealth(report)));
  let problem: string | undefined = "nats://user:hunter2@nats:4222 is away";
  readiness.watch("NATS", async () => {
    if (problem !== undefined) throw new Error(problem);
  });
  readiness.watch("aggregator", async () => "fine");
  const state = async () => describeHealth(await readiness.report());
  expect(await state()).toBe("starting");
  readiness.enter("serving");
  expect(await state()).toBe("degraded: NATS: nats://[masked]@nats:4222 is away");
  expect(await state()).toMatch(/^degraded/);
  problem = undefined;
  expect(await state()).toBe("ready");
  readiness.enter("draining");
  expect(await state()).toBe("draining");
  readiness.enter("stopped");
  expect(await state()).toBe("stopped");
  expect(told.map((line) => line.split(":")[0])).toEqual(["degraded", "ready", "draining", "stopped"]);
});

test("a process does not come back from its end", () => {
  const readiness = new Readiness();
  readiness.enter("draining");
  expect(() => readiness.enter("serving")).toThrow("a process that is draining cannot become serving");
  readiness.enter("stopped");
  expect(() => readiness.enter("draining")).toThrow("stopped cannot become draining");
});

test("a check that hangs is a problem, asked once, and the others still count", async () => {
  vi.useFakeTimers();
  try {
    const readiness = new Readiness();
    const hangs = vi.fn(() => new Promise(() => {}));
    readiness.watch("store", hangs);
    readiness.watch("NATS", () => Promise.reject(new Error("away")));
    readiness.enter("serving");
    const asked: Promise<HealthReport>[] = [readiness.report(), readiness.report()];
    await vi.advanceTimersByTimeAsync(1_500);
    for (const report of await Promise.all(asked)) {
      expect(describeHealth(report)).toBe("degraded: store: no answer within 1500 ms; NATS: away");
    }
    expect(hangs).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

test("what was asked before the end was told does not say ready after it", async () => {
  const readiness = new Readiness();
  const answer = Promise.withResolvers<void>();
  readiness.watch("NATS", () => answer.promise);
  readiness.enter("serving");
  const report = readiness.report();
  readiness.enter("draining");
  answer.resolve();
  expect((await report).state).toBe("draining");
});
