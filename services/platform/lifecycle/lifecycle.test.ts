import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { silentLogger } from "../logging/logger.ts";
import { drainOnStop } from "./drain.ts";
import { stopSignal } from "./signals.ts";

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

test("the first signal asks, the second ends at once", () => {
  const source = new FakeProcess();
  const signal = stopSignal(source);
  expect(signal.aborted).toBe(false);
  source.emit("SIGTERM");
  expect(signal.aborted).toBe(true);
  expect(source.exits).toEqual([]);
  source.emit("SIGINT");
  expect(source.exits).toEqual([130]);
});

test("what was begun is finished within the grace", async () => {
  const controller = new AbortController();
  const steps: string[] = [];
  const stop = async () => {
    await sleep(20);
    steps.push("finished");
  };
  const drained = drainOnStop({ signal: controller.signal, stop, graceMs: 5_000, logger: silentLogger });
  await sleep(5);
  expect(steps).toEqual([]);
  controller.abort();
  expect(await drained).toBe(true);
  expect(steps).toEqual(["finished"]);
});

test("the grace ends the wait, and a failing stop is told, not thrown", async () => {
  const signal = AbortSignal.abort();
  const hangs = () => new Promise<void>(() => {});
  expect(await drainOnStop({ signal, stop: hangs, graceMs: 10, logger: silentLogger })).toBe(false);
  const fails = async () => {
    throw new Error("no");
  };
  expect(await drainOnStop({ signal, stop: fails, graceMs: 10, logger: silentLogger })).toBe(false);
});
