import { expect, test } from "vitest";
import { Engine, GAP } from "./engine.ts";
import { DIALECTS } from "./testing-dialects.ts";
import { SHAPES } from "./testing-hostile-shapes.ts";

/** `PQC_AUDIT_HOSTILE=10000` makes the sources large: the times printed must grow with the size, not with its square. */
const size = Number(process.env.PQC_AUDIT_HOSTILE ?? 100);
const LONG_RUN_MS = 3_600_000;
const engine = new Engine();

test.each(DIALECTS)(
  "sources in $language that are made to be costly end in an outcome",
  async (dialect) => {
    for (const [name, shape] of Object.entries(SHAPES)) {
      const bytes = Buffer.from(shape(dialect, size));
      const region = engine.reserve(bytes.length + GAP);
      region.set(bytes);
      region.fill(0, bytes.length, bytes.length + GAP);
      const started = performance.now();
      const [outcome] = await engine.scan(region, [{ kind: dialect.language, offset: 0, length: bytes.length }]);
      const ms = Math.round(performance.now() - started);
      if (size > 100) console.log(`${dialect.language}: ${name}: ${bytes.length} bytes, ${ms} ms`);
      expect([name, outcome?.status]).toEqual([name, "scanned"]);
    }
  },
  size > 100 ? LONG_RUN_MS : 30_000,
);
