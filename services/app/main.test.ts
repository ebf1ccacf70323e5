import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { VERSION } from "./version.ts";

const LAUNCHER = fileURLToPath(new URL("./pqc-audit.js", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "pqc-main-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of its own; `onOutput` may close its pipe or send it a signal. */
function start(
  args: readonly string[],
  onStart: (child: ReturnType<typeof spawn>) => void = () => {},
  flags: string[] = [],
) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, LAUNCHER, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      ended.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      ended.stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...ended }));
    onStart(child);
  });
}

/** Makes this Node say that it is an old one. */
function pretendingToBe(version: string): string[] {
  const code = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  return ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
}

test("the launcher runs the command", async () => {
  expect(await start(["--version"])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("an old Node hands over to the one that came with the installation, exit code included", async () => {
  const old = pretendingToBe("18.20.0");
  expect(await start(["--version"], undefined, old)).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
  expect((await start(["scan", "/nowhere"], undefined, old)).code).toBe(2);
});

test("a reader that has enough ends the command quietly", async () => {
  const file = join(work, "many.py");
  writeFileSync(file, `import hashlib\n${'hashlib.md5(b"x")\n'.repeat(5000)}`);
  const { stderr } = await start(["scan", file, "--format", "ndjson"], (child) => {
    child.stdout?.once("data", () => child.stdout?.destroy());
  });
  expect(stderr).toBe("");
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a running service cleanly", async (signal) => {
  const config = join(work, `${signal}.yaml`);
  writeFileSync(config, `http: {listen: "127.0.0.1:0"}\nembedded: {data_dir: ${join(work, signal)}}\n`);
  const { code, stderr, stdout } = await start(["serve", "--config", config], (child) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString("utf8").includes('"msg":"ready"')) child.kill(signal);
    });
  });
  expect(stdout).toBe("");
  for (const line of stderr.trim().split("\n")) expect(() => JSON.parse(line), line).not.toThrow();
  expect(stderr).toContain('"msg":"stopped"');
  expect(code).toBe(0);
});

test("an address that cannot be listened on is one clear line", async () => {
  const config = join(work, "taken.yaml");
  writeFileSync(config, `http: {listen: "203.0.113.7:8080"}\nembedded: {data_dir: ${join(work, "taken")}}\n`);
  const { code, stderr } = await start(["serve", "--config", config]);
  expect(code).toBe(2);
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^pqc-audit: http\.listen 203\.0\.113\.7:8080: listen E/);
});
