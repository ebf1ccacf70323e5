import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { line } from "./reporter.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Runs vitest with this reporter over one test file of its own. */
async function outcome(source: string): Promise<{ last: string; code: number }> {
  const folder = await mkdtemp(join(here, "reporter-try-"));
  try {
    await writeFile(join(folder, "case.spec.ts"), `import { afterAll, expect, test } from "vitest";\n${source}`);
    const config = `import { LastLineReporter } from "../reporter.ts";
export default { test: { include: ["*.spec.ts"], reporters: ["default", new LastLineReporter()] } };`;
    await writeFile(join(folder, "vitest.config.ts"), config);
    const args = [join(here, "../node_modules/vitest/vitest.mjs"), "run", "--root", folder];
    const ran = await promisify(execFile)(process.execPath, args, { env: { ...process.env, CI: "1" } }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    return { last: ran.stdout.trimEnd().split("\n").at(-1) ?? "", code: ran.code };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the last line of a run counts what passed", async () => {
  expect(await outcome(`test("a", () => {}); test("b", () => {});`)).toEqual({ last: "2 passed, 0 failed", code: 0 });
});

test("failed and skipped tests, failed hooks and files that do not load are counted and fail the run", async () => {
  expect(
    await outcome(`test("a", () => { expect(1).toBe(2); }); test.skip("b", () => {}); test("c", () => {});`),
  ).toEqual({ last: "1 passed, 1 failed, 1 skipped", code: 1 });
  expect(await outcome(`afterAll(() => { throw new Error("hook"); }); test("a", () => {});`)).toEqual({
    last: "1 passed, 1 failed",
    code: 1,
  });
  expect(await outcome(`throw new Error("load");`)).toEqual({ last: "0 passed, 1 failed", code: 1 });
});

test("skipped is not mentioned when nothing was skipped", () => {
  expect(line({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
});
