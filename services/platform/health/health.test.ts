import { Gauge, Registry } from "prom-client";
import { expect, test } from "vitest";
import { startHealthServer } from "./health.ts";
import type { HealthReport } from "./readiness.ts";

const metrics = new Registry();
new Gauge({ name: "up", help: "Up.", registers: [metrics] }).set(1);
const ready: HealthReport = { state: "ready", problems: [] };

test("live always; ready only when it is, else the state and what is wrong; metrics", async () => {
  let report = ready;
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, health: async () => report, metrics });
  const get = async (path: string) => {
    const answer = await fetch(server.url + path);
    return `${answer.status} ${(await answer.text()).trim()}`;
  };
  try {
    expect(await get("/healthz")).toBe("200 ok");
    expect(await get("/readyz")).toBe("200 ready");
    report = { state: "degraded", problems: [{ name: "NATS", reason: "away" }] };
    expect(await get("/readyz")).toBe("503 degraded: NATS: away");
    for (const state of ["starting", "draining", "stopped"] as const) {
      report = { state, problems: [] };
      expect(await get("/readyz")).toBe(`503 ${state}`);
    }
    expect(await get("/healthz")).toBe("200 ok");
    expect(await get("/metrics")).toMatch(/^200 [\s\S]*\nup 1$/);
    expect(await get("/other")).toMatch(/^404/);
    expect((await fetch(`${server.url}/healthz`, { method: "POST" })).status).toBe(405);
  } finally {
    await server.close();
  }
});

test("a port that is taken is a clear error", async () => {
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, health: async () => ready });
  const port = Number(new URL(server.url).port);
  await expect(startHealthServer({ host: "127.0.0.1", port, health: async () => ready })).rejects.toThrow(
    `health.listen 127.0.0.1:${port}: listen EADDRINUSE`,
  );
  await server.close();
});
