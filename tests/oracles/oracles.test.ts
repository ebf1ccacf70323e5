import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Engine } from "@pqc-audit/scanner/engine.ts";
import { factsOfCode } from "@pqc-audit/scanner/matching/examples.ts";
import { afterAll, expect, test } from "vitest";
import { compare, type Finding } from "./compare.ts";
import { functionsOf, ModelsByName, modelsOf } from "./functions.ts";
import { ORACLES, oracleFor } from "./languages.ts";
import { ask, readyProgram } from "./oracle.ts";
import type { OracleCall } from "./protocol.ts";
import { SAMPLES, type Sample } from "./samples.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-oracles-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const engine = new Engine();
/** A compiler may have to be compiled first. */
const TIMEOUT_MS = 240_000;

test("every oracle has a sample", () => {
  expect(SAMPLES.map((each) => each.language).sort()).toEqual(ORACLES.map((each) => each.language).sort());
});

test.each(SAMPLES.map((sample) => [sample.language, sample] as const))(
  "the %s oracle lists what a file calls by its imports, and what is missed or misread shows",
  async (language, sample) => {
    const oracle = oracleFor(language);
    const models = modelsOf(oracle.models);
    const question = { functions: functionsOf(models) };
    const folder = join(work, language);
    write(folder, sample.file, sample.source);
    if ((await readyProgram(oracle)) === undefined) {
      // Not every machine has every language; what such a run says is all there is to see.
      await expect(ask(oracle, question, folder)).rejects.toThrow(`needs ${oracle.program} on PATH`);
      return;
    }
    const { calls, unread } = await ask(oracle, question, folder);
    expect(unread).toEqual([]);
    expect(calls.map((each) => each.path)).toEqual(calls.map(() => sample.file));
    expect(calls.map((each) => `${each.line} ${each.names.join(" or ")}`)).toEqual(sample.lists);

    const byName = new ModelsByName(models);
    const findings = await scanned(sample);
    const counts = (of: readonly Finding[]) => {
      const { listed, found, literals, right } = compare(calls, of, byName);
      return { listed, found, literals, right };
    };
    const all = sample.lists.length;
    const whole = { listed: all, found: all, literals: sample.literals, right: sample.literals };
    expect(counts(findings)).toEqual(whole);

    const [first] = findings;
    const without = findings.filter((each) => each.line !== first?.line);
    expect(counts(without).found).toBe(all - 1);
    expect(compare(calls, without, byName).misses).toEqual([expect.stringContaining(`${sample.file}:${first?.line} `)]);
    const misread = findings.map((each) => ({ ...each, keySize: 17, family: "none", algorithm: "none" }));
    expect(counts(misread)).toEqual({ ...whole, right: 0 });
  },
  TIMEOUT_MS,
);

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

async function scanned({ kind, file, source }: Pick<Sample, "kind" | "file" | "source">): Promise<readonly Finding[]> {
  const facts = await factsOfCode(engine, kind, source);
  return facts.map((fact) => ({ ...fact, path: file }));
}

test("a function that two libraries have is asked of the one that reports it", async () => {
  const models = new ModelsByName(modelsOf(["c"]));
  const at = { path: "a.c", line: 2, column: 16, nameLine: 2 };
  const call: OracleCall = { ...at, form: "call", names: ["md5_init"], arguments: [] };
  const source = "#include <nettle/md5.h>\nint f(void) { md5_init(&context); return 0; }\n";
  const findings = await scanned({ kind: "c", file: "a.c", source });
  expect(compare([call], findings, models)).toMatchObject({ listed: 1, found: 1 });
  expect(compare([call], [], models)).toMatchObject({ listed: 0, found: 0 });
  const known = { ...call, names: ["nettle_md5_init"] };
  expect(compare([known], [], models)).toMatchObject({ listed: 1, found: 0 });
});
