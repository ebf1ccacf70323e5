import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { allKeys } from "./config.ts";
import { ANNOTATIONS, configSchema } from "./json-schema.ts";
import { checkShape } from "./shape.ts";

function refused(values: unknown): boolean {
  try {
    checkShape(values, "test");
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return true;
  }
}

const validate = new Ajv({ keywords: [...ANNOTATIONS] }).compile(configSchema());

test("what is refused is what does not fit the JSON Schema that is printed", () => {
  const keys = [...allKeys()];
  const anything = fc.oneof(
    fc.integer({ min: -2, max: 600 }),
    fc.double(),
    fc.boolean(),
    fc.string(),
    fc.constant(null),
    fc.array(fc.oneof(fc.string(), fc.integer())),
    fc.constantFrom(...keys.flatMap(({ schema }) => schema.enum ?? [])),
    fc.dictionary(fc.string(), fc.integer()),
  );
  const pair = fc.constantFrom(...keys).chain(({ section, key, schema }) =>
    fc.record({
      section: fc.oneof(
        { weight: 20, arbitrary: fc.constant(section) },
        fc.constantFrom("x", "constructor", "toString"),
      ),
      key: fc.oneof({ weight: 20, arbitrary: fc.constant(key) }, fc.constantFrom("x", "constructor", "toString")),
      value: fc.oneof(fc.constant(schema.default), anything),
    }),
  );
  const sections = fc.array(pair, { maxLength: 4 }).map((pairs) => {
    const values: Record<string, Record<string, unknown>> = {};
    for (const { section, key, value } of pairs)
      values[section] = { ...(Object.hasOwn(values, section) ? values[section] : {}), [key]: value };
    return values;
  });
  const given = fc.oneof({ weight: 20, arbitrary: sections }, anything, fc.dictionary(fc.string(), anything));
  let counts = { fits: 0, refused: 0 };
  fc.assert(
    fc.property(given, (values) => {
      const fits = validate(values);
      expect(refused(values)).toBe(!fits);
      counts = fits ? { ...counts, fits: counts.fits + 1 } : { ...counts, refused: counts.refused + 1 };
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(counts.fits, counts.refused)).toBeGreaterThan(200);
});

test("each item of a list is named by its place", () => {
  expect(() => checkShape({ nats: { servers: ["nats://a:4222", 3] } }, "c.yaml")).toThrow(
    "c.yaml: nats.servers.1 must be a string, is 3",
  );
});

test("numbers are held to their bounds", () => {
  expect(() => checkShape({ performance: { max_workers: 257 } }, "c.yaml")).toThrow(
    "performance.max_workers must be at most 256, is 257",
  );
});
