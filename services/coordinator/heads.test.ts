import { setTimeout as sleep } from "node:timers/promises";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { HeadCheck, SeenHead } from "@pqc-audit/platform/ports/ledger.ts";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { checkHeads } from "./heads.ts";
import { createCoordinatorMetrics } from "./metrics.ts";

const head = (name: string): HeadCheck => ({ checkId: name, epoch: 7, target: `https://git.example/${name}` });

function surroundings(heads: readonly HeadCheck[], headOf: (head: HeadCheck) => Promise<string>) {
  const registry = new Registry();
  const told: (readonly SeenHead[])[] = [];
  const limits: number[] = [];
  const dependencies = {
    ledger: {
      claimHeads: async (limit: number) => {
        limits.push(limit);
        return heads;
      },
      headsSeen: async (_engine: string, seen: readonly SeenHead[]) => {
        told.push(seen);
        return 1;
      },
    },
    headOf,
    metrics: createCoordinatorMetrics(registry),
    logger: silentLogger,
    concurrency: 3,
  };
  return { dependencies, told, limits, registry };
}

const going = new AbortController().signal;

test("so many servers are asked at once, and what was seen is told together", async () => {
  let [now, most] = [0, 0];
  const { dependencies, told, limits, registry } = surroundings(
    Array.from({ length: 9 }, (_, at) => head(String(at))),
    async ({ target }) => {
      most = Math.max(most, ++now);
      await sleep(5);
      now--;
      return target;
    },
  );
  expect(await checkHeads("e", dependencies, going)).toBe(true);
  expect([most, limits, told.length]).toEqual([3, [12], 1]);
  expect(new Set(told[0])).toEqual(
    new Set(Array.from({ length: 9 }, (_, at) => ({ checkId: String(at), epoch: 7, commit: head(String(at)).target }))),
  );
  const metrics = await registry.metrics();
  expect(metrics).toContain('pqc_audit_heads_checked_total{outcome="unchanged"} 8');
  expect(metrics).toContain('pqc_audit_heads_checked_total{outcome="scanned"} 1');
});

test("what cannot be looked at keeps nothing else from being told", async () => {
  const { dependencies, told } = surroundings([head("gone"), head("there")], async ({ checkId }) => {
    if (checkId === "gone") throw new TerminalError("there is no such repository");
    return "c";
  });
  expect(await checkHeads("e", dependencies, going)).toBe(true);
  expect(told[0]).toContainEqual({ checkId: "gone", epoch: 7 });
  expect(told[0]).toContainEqual({ checkId: "there", epoch: 7, commit: "c" });
});

test("with nothing to look at nobody is asked; whoever stops tells nothing", async () => {
  const idle = surroundings([], async () => "c");
  expect(await checkHeads("e", idle.dependencies, going)).toBe(false);
  expect(idle.told).toEqual([]);
  const stop = new AbortController();
  const stopped = surroundings([head("a")], async () => {
    stop.abort(new Error("stopped"));
    throw new Error("stopped");
  });
  await expect(checkHeads("e", stopped.dependencies, stop.signal)).rejects.toThrow("stopped");
  expect(stopped.told).toEqual([]);
});
