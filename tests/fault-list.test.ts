import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { absent, FAULT_LIST } from "./faults/list.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const all = Object.values(FAULT_LIST).flat();

test("the list knows each of the 27 faults", () => {
  expect(Object.keys(FAULT_LIST)).toEqual(Array.from({ length: 27 }, (_, at) => String(at + 1)));
  for (const [number, cases] of Object.entries(FAULT_LIST)) {
    expect(cases.length, number).toBeGreaterThan(0);
    for (const id of cases) expect(id).toMatch(new RegExp(`^${number}[a-z]?$`));
  }
  expect(new Set(all).size).toBe(all.length);
});

test("every case of the list is written down", () => {
  const faults = new URL("faults/", import.meta.url);
  const files = readdirSync(faults, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(cases\/|\.test\.)/.test(name),
  );
  const sources = files.map((name) => readFileSync(new URL(name, faults), "utf8")).join("\n");
  expect(all.filter((id) => !new RegExp(`"${id}[" ]`).test(sources))).toEqual([]);
});

test("a case that did not run is absent", () => {
  expect(absent(all)).toEqual([]);
  expect(absent(all.filter((id) => id !== "13b"))).toEqual(["13b"]);
});

/** Runs vitest over one file of its own that has a test for each of the cases. */
async function outcome(tests: string, ...args: readonly string[]): Promise<{ stdout: string; code: number }> {
  const folder = await mkdtemp(join(here, "list-try-"));
  try {
    await writeFile(join(folder, "case.spec.ts"), `import { test } from "vitest";\n${tests}`);
    const config = `import { FaultListReporter } from "../faults/list.ts";
import { LastLineReporter } from "../reporter.ts";
const list = new FaultListReporter();
export default { test: { include: ["*.spec.ts"], reporters: [list, new LastLineReporter(() => list.missing)] } };`;
    await writeFile(join(folder, "vitest.config.ts"), config);
    const command = [join(here, "../node_modules/vitest/vitest.mjs"), "run", "--root", folder, ...args];
    return await promisify(execFile)(process.execPath, command, { env: { ...process.env, CI: "1" } }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const testsOf = (ids: readonly string[]) => ids.map((id) => `test("${id} a fault", () => {});`).join("\n");

const started = { timeout: 120_000 };

test("a run of all faults fails where one of the list is missing or skipped, and says which", started, async () => {
  const [whole, short] = await Promise.all([
    outcome(testsOf(all)),
    outcome(`${testsOf(all.slice(1))}\ntest.skip("1a a fault", () => {});`),
  ]);
  expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining(`${all.length} passed, 0 failed`) });
  expect(short.code).toBe(1);
  expect(short.stdout).toMatch(/list of faults \(tests\/faults\/list\.ts\): 1a\n/);
  expect(short.stdout.trimEnd().split("\n").at(-1)).toBe(`${all.length - 1} passed, 1 failed, 1 skipped`);
});

test("a run of chosen faults is judged by what was chosen", started, async () => {
  expect(await outcome(testsOf(all), "-t", "^13")).toMatchObject({ code: 0 });
});
