import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createResourceMetrics } from "../metrics.ts";
import { Admission } from "./admission.ts";
import type { ControlGroup, GroupMemory } from "./control-group.ts";
import { ResourceGuard } from "./guard.ts";
import { memoryLimit } from "./memory-limit.ts";

const never = new AbortController().signal;
const MIB = 1024 * 1024;
const groupOf = (memory?: GroupMemory, cores?: number): ControlGroup => ({ memory: () => memory, cores: () => cores });

test("short of memory, one unit is under way at a time; none waits for ever", async () => {
  const admission = new Admission();
  const first = await admission.enter(never);
  const second = await admission.enter(never);
  admission.short = true;
  const told: string[] = [];
  const third = admission.enter(never).then((leave) => {
    told.push("third");
    return leave;
  });
  const fourth = admission.enter(never).then(() => told.push("fourth"));
  first?.();
  await new Promise(setImmediate);
  expect(told).toEqual([]);
  second?.();
  const leave = await third;
  expect(told).toEqual(["third"]);
  leave?.();
  leave?.();
  await fourth;
  expect(admission.inside).toBe(1);
});

test("whoever waits goes when the worker ends, and all go in when memory is there again", async () => {
  const admission = new Admission();
  admission.short = true;
  await admission.enter(never);
  const ending = new AbortController();
  const given = admission.enter(ending.signal);
  ending.abort();
  expect(await given).toBeUndefined();
  const others = [admission.enter(never), admission.enter(never)];
  admission.short = false;
  await Promise.all(others);
  expect(admission.inside).toBe(3);
  expect(await admission.enter(ending.signal)).toBeUndefined();
});

test("memory is short above a bound, no longer a little below it, and the tighter of both limits counts", async () => {
  const registry = new Registry();
  let used = 0;
  const group: ControlGroup = { ...groupOf(), memory: () => ({ limitBytes: 400 * MIB, usedBytes: used * MIB }) };
  const guard = new ResourceGuard({
    memory: { maxBytes: 1024 * MIB, threshold: 0.8 },
    maxCpuPercent: 100,
    metrics: createResourceMetrics(registry),
    hold: () => {},
    group,
    residentBytes: () => 300 * MIB,
  });
  const isShort = async (now: number): Promise<boolean> => {
    used = now;
    guard.sample();
    const leave = await guard.admission.enter(never);
    const gone = new AbortController();
    const second = guard.admission.enter(gone.signal);
    gone.abort();
    (await second)?.();
    const shortOf = guard.admission.inside === 1 && (await second) === undefined;
    leave?.();
    return shortOf;
  };
  expect(await isShort(350)).toBe(false);
  expect(await isShort(361)).toBe(true);
  expect(await isShort(350)).toBe(true);
  expect(await isShort(339)).toBe(false);
  expect(await registry.metrics()).toContain(`pqc_audit_worker_memory_limit_bytes ${400 * MIB}`);
});

test("over its share of the cores on the average of ten samples, the pool is held until it is below", async () => {
  const registry = new Registry();
  const told: boolean[] = [];
  let cpu = 0;
  let now = performance.now();
  const guard = new ResourceGuard({
    memory: { maxBytes: 1024 * MIB, threshold: 0.8 },
    maxCpuPercent: 50,
    metrics: createResourceMetrics(registry),
    hold: (held) => told.push(held),
    group: groupOf(undefined, 1),
    cpuSeconds: () => cpu,
  });
  const after = (seconds: number) => {
    cpu += seconds;
    now += 1_000;
    guard.sample(now);
  };
  for (let second = 0; second < 10; second++) after(0.4);
  expect(told).toEqual([]);
  after(1);
  expect(told).toEqual([]); // Ten samples make 0.46.
  after(1);
  expect(told).toEqual([true]); // 0.52
  after(0);
  expect(told).toEqual([true, false]); // 0.48
  expect(await registry.metrics()).toMatch(/pqc_audit_worker_held_seconds_total\{reason="cpu"\} 1(\.\d+)?$/m);
});

test("what the group allows, less a fifth, where that is less than what is configured", () => {
  const configured = { max_memory_mb: 1024, gc_threshold: 0.8 };
  expect(memoryLimit(configured, groupOf()).maxBytes).toBe(1024 * MIB);
  expect(memoryLimit(configured, groupOf({ limitBytes: 500 * MIB, usedBytes: 0 })).maxBytes).toBe(400 * MIB);
  expect(memoryLimit(configured, groupOf({ limitBytes: 4096 * MIB, usedBytes: 0 })).maxBytes).toBe(1024 * MIB);
});
