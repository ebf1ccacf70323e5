import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadConfig } from "./config/load.ts";
import { UsageError } from "./errors.ts";
import { failpoint, parseFailpoints } from "./failpoint.ts";

const module = fileURLToPath(new URL("./failpoint.ts", import.meta.url));

function passing(variable: string, script: string): Promise<{ signal: string | undefined; code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--input-type=module", "-e", `import { failpoint } from ${JSON.stringify(module)};\n${script}`],
      { env: { ...process.env, PQC_AUDIT_FAILPOINT: variable } },
      (_error, out) => resolve({ signal: child.signalCode ?? undefined, code: child.exitCode ?? -1, out }),
    );
  });
}

test("nothing is armed without the variable", () => {
  expect(failpoint("worker.before-ack")).toBeUndefined();
});

test("the process dies at the passing that was named, and not before", async () => {
  const script = `for (let n = 1; n < 9; n++) { console.log(n); await failpoint("worker.before-ack"); }`;
  expect(await passing("worker.before-ack:kill@3", script)).toMatchObject({ signal: "SIGKILL", out: "1\n2\n3\n" });
  expect(await passing("worker.before-fetch:kill", script)).toMatchObject({ code: 0 });
});

test("a text narrows the passings", async () => {
  const script = `for (const subject of ["a", "poison"]) { await failpoint("worker.thread", () => subject); console.log(subject); }`;
  expect(await passing("worker.thread:exit~poison", script)).toMatchObject({ code: 1, out: "a\n" });
});

test("what is no failpoint is refused, and every one is refused in production", () => {
  expect(() => parseFailpoints("worker.nowhere:kill")).toThrow(UsageError);
  expect(() => parseFailpoints("worker.before-ack:dance")).toThrow(UsageError);
  const environment = { PQC_AUDIT_FAILPOINT: "worker.before-ack:kill" };
  expect(() => loadConfig("production", environment)).toThrow(/PQC_AUDIT_FAILPOINT/);
  expect(() => loadConfig("development", environment)).not.toThrow();
});
