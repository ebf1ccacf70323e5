import { expect, test } from "vitest";
import { Engine, GAP } from "./engine.ts";
import { LANGUAGES } from "./languages/all.ts";
import { DIALECTS } from "./testing-all-dialects.ts";
import { cpuMs } from "./testing-cpu-time.ts";
import { SHAPES } from "./testing-hostile-shapes.ts";

const USUAL = 60;
/** `PQC_AUDIT_HOSTILE=10000` makes the sources large: the times printed must grow with the size, not with its square. */
const size = Number(process.env.PQC_AUDIT_HOSTILE ?? USUAL);
const LONG_RUN_MS = 3_600_000;
const engine = new Engine();
const read: ReadonlySet<string> = new Set(LANGUAGES.map(({ id }) => id));

test("every language has its hostile sources", () => {
  const spelled = new Set(DIALECTS.map(({ language }) => language));
  expect(LANGUAGES.map(({ id }) => id).filter((id) => !spelled.has(id))).toEqual([]);
});

test.each(DIALECTS.filter(({ language }) => read.has(language)))(
  "sources in $language that are made to be costly end in an outcome",
  async (dialect) => {
    let facts = 0;
    for (const [name, shape] of Object.entries(SHAPES)) {
      const bytes = Buffer.from(shape(dialect, size));
      const region = engine.reserve(bytes.length + GAP);
      region.set(bytes);
      region.fill(0, bytes.length, bytes.length + GAP);
      const started = cpuMs();
      const [outcome] = await engine.scan(region, [{ kind: dialect.language, offset: 0, length: bytes.length }]);
      const ms = Math.round(cpuMs() - started);
      if (size > USUAL) console.log(`${dialect.language}: ${name}: ${bytes.length} bytes, ${ms} ms`);
      expect([name, outcome?.status]).toEqual([name, "scanned"]);
      if (outcome?.status === "scanned") facts += outcome.facts.length;
    }
    // A shape that is spelled wrongly would try nothing.
    expect(facts).toBeGreaterThan(size);
  },
  size > USUAL ? LONG_RUN_MS : 120_000,
);
