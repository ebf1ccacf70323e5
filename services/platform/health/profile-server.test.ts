import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CpuProfile } from "../telemetry/profiles/cpu-profile.ts";
import { startProfileServer } from "./profile-server.ts";

const folder = mkdtempSync(join(tmpdir(), "profile-server-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const TOKEN = "the-token-of-this-test";
const tokenFile = join(folder, "token");
writeFileSync(tokenFile, `${TOKEN}\n`);
const logged: string[] = [];
const logger = { info: (line: string) => void logged.push(line) };
const start = (host = "127.0.0.1") => startProfileServer({ host, port: 0, tokenFile, logger });
const asking = (token = TOKEN) => ({ method: "POST", headers: { authorization: `Bearer ${token}` } });

test("who has no token is told nothing; what is asked wrongly is refused", async () => {
  const server = await start();
  const status = async (path: string, init: RequestInit) => (await fetch(server.url + path, init)).status;
  try {
    expect(await status("/profiles/cpu?seconds=1", { method: "POST" })).toBe(401);
    expect(await status("/profiles/cpu?seconds=1", asking("another-token-of-a-kind"))).toBe(401);
    expect(await status("/none", asking("x"))).toBe(401);
    expect(await status("/none", asking())).toBe(404);
    expect(await status("/profiles/heap-snapshot", asking())).toBe(404);
    expect(await status("/constructor", asking())).toBe(404);
    expect(await status("/profiles/cpu?seconds=1", { ...asking(), method: "GET" })).toBe(405);
    for (const seconds of ["0", "121", "1.5", "-1", "1e2", "", "x"]) {
      expect(await status(`/profiles/cpu?seconds=${seconds}`, asking()), seconds).toBe(400);
    }
    expect(logged).toEqual([]);
  } finally {
    await server.close();
  }
});

test("one at a time; the next may be asked for once it is done", async () => {
  const server = await start();
  try {
    const first = fetch(`${server.url}/profiles/cpu?seconds=1`, asking());
    await expect.poll(() => logged.length).toBe(1);
    expect((await fetch(`${server.url}/profiles/heap?seconds=1`, asking())).status).toBe(409);
    const answered = await first;
    expect(answered.headers.get("content-disposition")).toMatch(/\.cpuprofile"$/);
    const cpu = (await answered.json()) as CpuProfile;
    expect(cpu.nodes.map(({ callFrame }) => callFrame.functionName)).toContain("main");
    expect(cpu.endTime - cpu.startTime).toBeGreaterThan(900_000);
    const second = await fetch(`${server.url}/profiles/heap?seconds=1`, asking());
    expect(await second.json()).toMatchObject({ head: { selfSize: 0 } });
  } finally {
    await server.close();
  }
});

test("a caller who goes away, and the end of the process, end the profile", async () => {
  const server = await start();
  const before = logged.length;
  const gone = new AbortController();
  const left = fetch(`${server.url}/profiles/cpu?seconds=120`, { ...asking(), signal: gone.signal });
  await expect.poll(() => logged.length).toBe(before + 1);
  gone.abort();
  await expect(left).rejects.toThrow("abort");
  const again = () => fetch(`${server.url}/profiles/cpu?seconds=1`, asking()).then(({ status }) => status);
  await expect.poll(again, { timeout: 10_000 }).toBe(200);
  const last = fetch(`${server.url}/profiles/cpu?seconds=120`, asking());
  await expect.poll(() => logged.length).toBe(before + 3);
  const begun = performance.now();
  await server.close();
  expect((await last).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(30_000);
}, 60_000);

test("a token's file that is gone refuses everybody, and ends nothing; a new token counts at once", async () => {
  const server = await start();
  const status = (token?: string) => fetch(`${server.url}/none`, asking(token)).then(({ status }) => status);
  try {
    rmSync(tokenFile);
    expect(await status()).toBe(500);
    writeFileSync(tokenFile, "another-token-of-a-kind");
    expect(await status()).toBe(401);
    expect(await status("another-token-of-a-kind")).toBe(404);
  } finally {
    writeFileSync(tokenFile, TOKEN);
    await server.close();
  }
});

test("addresses that others reach, and tokens that can be guessed, are refused at the start", async () => {
  for (const host of ["0.0.0.0", "::", "192.0.2.1", "localhost"]) {
    await expect(start(host)).rejects.toThrow("is reached by others: 127.0.0.1 or [::1] only");
  }
  await expect(
    startProfileServer({ host: "127.0.0.1", port: 0, tokenFile: join(folder, "none"), logger }),
  ).rejects.toThrow("health.profile_token_file: ENOENT");
  const short = join(folder, "short");
  writeFileSync(short, "secret\n");
  await expect(startProfileServer({ host: "127.0.0.1", port: 0, tokenFile: short, logger })).rejects.toThrow(
    "holds fewer than 16 characters",
  );
});
