/** A language is its own file and a line in `all.ts`: one that is only put on that list is found, parsed and matched. */
import { expect, test, vi } from "vitest";
import type { LANGUAGES as Listed } from "./all.ts";

vi.mock("./all.ts", async (original) => {
  const { LANGUAGES } = await original<{ LANGUAGES: typeof Listed }>();
  const python = LANGUAGES.find(({ id }) => id === "python");
  if (!python) throw new Error("no Python to make a language of");
  const invented = {
    ...python,
    id: "invented",
    extensions: [".inv"],
    fileNames: ["inventfile"],
    interpreters: ["inv"],
  };
  return { LANGUAGES: [...LANGUAGES, invented] };
});

test("a language that is added to the list needs no other place", async () => {
  const { Engine, GAP } = await import("../engine.ts");
  const { kindOfPath } = await import("../kinds.ts");
  const { catalogueOf, loadCatalogue } = await import("../models/catalogue.ts");
  const { libraries } = loadCatalogue();
  const hashlib = libraries.find(({ library }) => library === "python.hashlib");
  if (!hashlib) throw new Error("no models of hashlib");
  const engine = new Engine(
    catalogueOf([...libraries, { ...hashlib, library: "invented.hash", languages: ["invented"] }]),
  );

  const bytes = new TextEncoder().encode("#!/usr/bin/env inv\nimport hashlib\nname = 'md5'\nhashlib.new(name)\n");
  for (const path of ["a.inv", "b/Inventfile", "script"]) {
    const region = engine.reserve(bytes.length + GAP);
    region.set(bytes);
    region.fill(0, bytes.length, bytes.length + GAP);
    const [outcome] = await engine.scan(region, [{ kind: kindOfPath(path), offset: 0, length: bytes.length }]);
    const facts = outcome?.status === "scanned" ? outcome.facts : [];
    expect(
      facts.map(({ algorithm, library }) => [algorithm, library]),
      path,
    ).toEqual([["MD5", "invented.hash"]]);
  }
});
