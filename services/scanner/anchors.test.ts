import { expect, test } from "vitest";
import { Anchors, type Searched } from "./anchors.ts";
import { languages } from "./kinds.ts";
import { loadCatalogue } from "./models/catalogue.ts";

const anchors = new Anchors(loadCatalogue());
const language = (id: string): Searched => {
  const found = languages.get(id);
  if (!found) throw new Error(`no language ${id}`);
  return { as: "language", language: found };
};
const literalsFor = (reading: Searched) =>
  new Set((anchors.sets[anchors.setOf(reading) ?? -1] ?? []).map((number) => anchors.literals[number]));

test("every reading that is searched has a set, and each anchor stands in one", () => {
  const readings: Searched[] = [{ as: "text" }, { as: "prose" }, ...[...languages.keys()].map(language)];
  const all = new Set(readings.flatMap((reading) => [...literalsFor(reading)]));
  expect(anchors.sets).toHaveLength(readings.length);
  expect([...all].sort()).toEqual([...anchors.literals].sort());
});

test("a reading is searched for what opens something in it, and for nothing else", () => {
  expect(literalsFor(language("python"))).toContain("hashlib");
  expect(literalsFor(language("c"))).not.toContain("hashlib");
  expect(literalsFor({ as: "prose" })).not.toContain("hashlib");
  // A component's script is TypeScript, and PEM may stand in any text.
  expect(literalsFor(language("vue"))).toEqual(literalsFor(language("typescript")));
  for (const reading of [language("c"), language("go"), { as: "prose" } as const]) {
    expect([...literalsFor(reading)].some((literal) => literal?.startsWith("-----begin"))).toBe(true);
  }
  expect(anchors.setOf({ as: "binary" })).toBeUndefined();
});

test("what a set leaves out opens nothing", () => {
  const all = new Set(anchors.literals.keys());
  for (const reading of [{ as: "text" } as const, ...[...languages.keys()].map(language)]) {
    const set = new Set(anchors.sets[anchors.setOf(reading) ?? -1]);
    const others = new Set([...all].filter((number) => !set.has(number)));
    expect(anchors.artifacts(others, reading)).toEqual([]);
    if (reading.as === "language") expect(anchors.models(others, reading.language)).toEqual([]);
  }
});
