import fc from "fast-check";
import { expect, test } from "vitest";
import { MANIFESTS } from "./artifacts/dependencies/manifests.ts";
import { Engine, GAP } from "./engine.ts";
import type { Outcome } from "./fact.ts";
import { kindOfPath } from "./kinds.ts";
import { PlainSources } from "./plain-sources.ts";
import { plainTable } from "./plain-table.ts";

const table = plainTable();
const sources = new PlainSources(table);
const engine = new Engine();

/** What the engine says of a file: the outcome, and which anchors of models stand in it. */
async function said(
  path: string,
  content: Buffer,
): Promise<{ outcome: Outcome | undefined; anchors: string | undefined }> {
  const region = engine.reserve(content.length + GAP);
  region.set(content);
  region.fill(0, content.length, content.length + GAP);
  let anchors: string | undefined;
  const placed = { kind: kindOfPath(path), offset: 0, length: content.length };
  const [outcome] = await engine.scan(region, [placed], (_at, set) => {
    anchors = set;
  });
  return { outcome, anchors };
}

const NOTHING = { outcome: { status: "scanned", facts: [] }, anchors: "" };
const anchors = table.languages.flatMap((each) => each.anchors.split("\n"));
const name = fc.oneof(
  fc.constantFrom(...table.languages.flatMap(({ extensions }) => extensions.map((each) => `d/Some${each}`))),
  fc.constantFrom(...table.names, "setup.py", "build.gradle", "Package.swift", "mix.exs", "a.txt", "none", ".java"),
);
const piece = fc.oneof(
  fc.constantFrom(...anchors),
  fc.constantFrom(...anchors).map((anchor) => anchor.toUpperCase()),
  fc.constantFrom(...anchors).map((anchor) => anchor.slice(0, -1)),
  fc.constantFrom("#!/bin/sh\n", "int main() {}\n", "\0", "\u212a", "\xdf\xc0", "-----BEGIN ", "import a.b;\n"),
  fc.string({ maxLength: 8 }),
);
const content = fc
  .tuple(
    fc.constantFrom("", "\ufeff", "\xff\xfe", "#!/usr/bin/python\n", "version https://git-lfs.github.com/spec/v1\n"),
    fc.array(piece, { maxLength: 4 }),
  )
  .map(([mark, pieces]) => Buffer.from(mark + pieces.join(" "), mark === "\xff\xfe" ? "latin1" : "utf8"));

test("in what is told to be plain the engine finds nothing", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(name, content, async (path, bytes) => {
      if (!sources.isPlain(path, bytes)) return;
      plain++;
      expect(await said(path, bytes)).toEqual(NOTHING);
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(300);
});

test("no source is plain in which an anchor of its language stands, however it is written", () => {
  for (const { extensions, anchors } of table.languages) {
    for (const anchor of anchors.split("\n"))
      for (const text of [anchor, anchor.toUpperCase()])
        expect(sources.isPlain(`x${extensions[0]}`, Buffer.from(`a ${text} b`)), anchor).toBe(false);
  }
});

test("of files that are something else than their ending says nothing is told, nor of large ones", () => {
  for (const path of ["setup.py", "d/SETUP.PY", "build.gradle", "package.json", "Makefile", "cacerts", "a.md", ".py"])
    expect([sources.mayTell(path, 1), sources.isPlain(path, Buffer.from("x"))], path).toEqual([false, false]);
  expect([sources.mayTell("d/a.py", 1), sources.isPlain("d/a.py", Buffer.from("x"))]).toEqual([true, true]);
  expect(sources.mayTell("a.py", 1 << 20)).toBe(false);
  expect(sources.isPlain("a.py", Buffer.alloc(1 << 20, "x"))).toBe(false);
  expect(MANIFESTS.every(({ files }) => files.flags === "")).toBe(true);
});
