import { expect, test } from "vitest";
import { startHealthServer } from "./health.ts";

const metrics = { contentType: "text/plain; version=0.0.4", metrics: async () => "up 1\n" };

test("live, ready, not ready with the reason and without secrets, metrics", async () => {
  let problem: string | undefined;
  const ready = async () => {
    if (problem) throw new Error(problem);
  };
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, ready, metrics });
  const get = async (path: string) => {
    const answer = await fetch(server.url + path);
    return `${answer.status} ${(await answer.text()).trim()}`;
  };
  try {
    expect(await get("/healthz")).toBe("200 ok");
    expect(await get("/readyz")).toBe("200 ready");
    problem = "NATS is away: nats://user:hunter2@nats:4222";
    expect(await get("/readyz")).toBe("503 NATS is away: nats://[masked]@nats:4222");
    expect(await get("/healthz")).toBe("200 ok");
    problem = undefined;
    expect(await get("/readyz")).toBe("200 ready");
    expect(await get("/metrics")).toBe("200 up 1");
    expect(await get("/other")).toMatch(/^404/);
    expect((await fetch(`${server.url}/healthz`, { method: "POST" })).status).toBe(405);
  } finally {
    await server.close();
  }
});

test("a check that hangs is not ready, and answers", async () => {
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, ready: () => new Promise(() => {}) });
  try {
    const answer = await fetch(`${server.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("no answer within");
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  } finally {
    await server.close();
  }
});

test("a port that is taken is a clear error", async () => {
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, ready: async () => {} });
  const port = Number(new URL(server.url).port);
  await expect(startHealthServer({ host: "127.0.0.1", port, ready: async () => {} })).rejects.toThrow(
    `health.listen 127.0.0.1:${port}: listen EADDRINUSE`,
  );
  await server.close();
});
