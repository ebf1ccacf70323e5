import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CpuProfile } from "@pqc-audit/platform/telemetry/profiles/cpu-profile.ts";
import type { HeapProfile } from "@pqc-audit/platform/telemetry/profiles/heap-profile.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-profile-"));
const folder = join(work, "sources");

beforeAll(() => {
  mkdirSync(folder);
  for (let n = 0; n < 200; n++) {
    const calls = Array.from({ length: 100 }, (_, at) => `hashlib.md5(b"${n}-${at}")`).join("\n");
    writeFileSync(join(folder, `a${n}.py`), `import hashlib\n${calls}\n`);
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const scanned = (...args: string[]) =>
  runHere(["scan", folder, "--no-cache", "--workers", "1", "--format", "json", ...args]);

test("profiles of a scan have the functions of its threads, and are told of on standard error", async () => {
  const [cpuFile, heapFile] = [join(work, "x.cpuprofile"), join(work, "x.heapprofile")];
  const { code, stdout, stderr } = await scanned(`--cpu-profile=${cpuFile}`, `--heap-profile=${heapFile}`);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).findings).toHaveLength(20_000);
  expect(stderr).toContain(`CPU profile: ${cpuFile}\n`);
  expect(stderr).toContain(`heap profile: ${heapFile}\n`);
  expect(stderr).toMatch(/self ms +total ms +thread +function +file:line/);
  expect(stderr.split("\n").filter((line) => /^ +\d+\.\d +\d+\.\d +(?:main|scan) /.test(line))).toHaveLength(40);

  const cpu = JSON.parse(readFileSync(cpuFile, "utf8")) as CpuProfile;
  const byId = new Map(cpu.nodes.map((node) => [node.id, node]));
  const threads = cpu.nodes[0]?.children?.map((id) => byId.get(id)?.callFrame.functionName);
  expect(threads).toEqual(["main", "scan"]);
  expect(cpu.samples).toHaveLength(cpu.timeDeltas.length);
  expect(cpu.samples.every((id) => byId.has(id))).toBe(true);
  const engine = cpu.nodes.filter(({ callFrame }) => callFrame.url.includes("/services/scanner/"));
  expect(engine.length).toBeGreaterThan(10);

  const heap = JSON.parse(readFileSync(heapFile, "utf8")) as HeapProfile;
  expect(heap.head.children.map(({ callFrame }) => callFrame.functionName)).toEqual(["main", "scan"]);
}, 60_000);

test.each([
  [["--cpu-profile", "x.txt"], "the name must end in .cpuprofile"],
  [["--heap-profile=x.cpuprofile"], "the name must end in .heapprofile"],
  [
    ["--cpu-profile=/none/there/x.cpuprofile"],
    "--cpu-profile /none/there/x.cpuprofile: the folder /none/there does not exist",
  ],
])("%s is refused before anything is scanned", async (args, said) => {
  const { code, stdout, stderr } = await scanned(...args);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(said);
});
