import { createHash } from "node:crypto";
import type { BlobKey, LargeBlob } from "@pqc-audit/platform/ports/ledger.ts";
import { expect, test } from "vitest";
import { createFilter } from "./filter.ts";
import { type SortedPage, sortEarlier, sortPage } from "./page.ts";
import type { Source, SourceEntry } from "./sources/source.ts";

const MIB = 2 ** 20;
const idOf = (name: string) => createHash("sha1").update(name).digest("hex");

interface Content {
  readonly path: string;
  readonly content: string;
  readonly size: number;
}

/** The same commit fetched whole, or its trees alone. */
function sourceOf(files: readonly Content[], onDemand: boolean, fetched: string[] = []): Source {
  const entries = files.map(
    ({ path, content, size }): SourceEntry =>
      onDemand
        ? { path, type: "file", blob: idOf(content), size: 0, absent: true }
        : { path, type: "file", blob: idOf(content), size },
  );
  const sizes = new Map(files.map(({ content, size }) => [idOf(content), size]));
  return {
    location: "test",
    async *entries() {
      yield* entries;
    },
    find: async () => undefined,
    async fetch(wanted) {
      fetched.push(...wanted.map(({ path }) => path));
      return wanted.map(({ absent: _, ...entry }) => ({ ...entry, size: sizes.get(entry.blob ?? "") ?? 0 }));
    },
    async *read() {},
    close: async () => {},
  };
}

interface Ledger {
  readonly known?: (key: BlobKey) => boolean;
  readonly large?: readonly LargeBlob[];
}

async function paged(source: Source, limit: number, { known = () => false, large = [] }: Ledger = {}) {
  return sortPage(await Array.fromAsync(source.entries()), {
    source,
    filter: createFilter({ maxFileSizeBytes: limit, exclude: ["left-out/"] }),
    wrappers: undefined,
    knownBlobs: async (keys) => keys.filter(known),
    largeBlobs: async (blobs) => large.filter(({ blob }) => blobs.includes(blob)),
  });
}

/** What of a page decides about a result: sizes of what is known are nobody's business. */
const shown = ({ occurrences, skipped, wanted, known }: SortedPage) => ({
  occurrences: occurrences.map(({ size: _, ...rest }) => rest),
  skipped,
  wanted: wanted.map(({ blob, kind, entry }) => [blob, kind, entry.size, entry.absent]),
  known,
});

test("a page is the same whether everything was fetched or the unknown alone, whatever is known", async () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const limit = (1 + random(4)) * MIB;
    const contents = Array.from({ length: 1 + random(12) }, (_, n) => ({ content: `c${n}`, size: random(6 * MIB) }));
    const files = Array.from({ length: random(30) }, (_, n) => {
      const { content = "", size = 0 } = contents[random(contents.length)] ?? {};
      return { path: `${["src", "left-out", "lib"][random(3)]}/f${n}.${["py", "c", "bin"][random(3)]}`, content, size };
    });
    // Scanned once under some limit: then its size is kept where it is large. Others may be known to be large all the same.
    const scannedBelow = random(6) * MIB;
    const scanned = new Set(
      contents.filter(({ size }) => size <= scannedBelow && random(2) === 0).map(({ content }) => content),
    );
    const large = contents
      .filter(({ content, size }) => size > MIB && (scanned.has(content) || random(2) === 0))
      .map(({ content, size }) => ({ blob: idOf(content), size: scanned.has(content) ? size : size - random(MIB) }))
      .filter(({ size }) => size > MIB);
    const ids = new Set([...scanned].map(idOf));
    const known = ({ blob }: BlobKey) => ids.has(blob);
    const fetched: string[] = [];
    const whole = await paged(sourceOf(files, false), limit, { known });
    const asked = await paged(sourceOf(files, true, fetched), limit, { known, large });
    expect(shown(asked)).toEqual(shown(whole));
    const unknown = files.filter(({ path, content }) => !path.startsWith("left-out") && !scanned.has(content));
    expect(fetched.length).toBeLessThanOrEqual(new Set(unknown.map(({ content }) => content)).size);
  }
});

test("what is known to be too large is not fetched; what is fetched and too large is told", async () => {
  const files = [
    { path: "a.bin", content: "a", size: 5 * MIB },
    { path: "b.bin", content: "b", size: 6 * MIB },
    { path: "b2.bin", content: "b", size: 6 * MIB },
    { path: "c.bin", content: "c", size: 10 },
  ];
  const fetched: string[] = [];
  const large = [{ blob: idOf("a"), size: 3 * MIB, withheld: true }];
  const page = await paged(sourceOf(files, true, fetched), 2 * MIB, { large });
  expect(fetched.toSorted()).toEqual(["b2.bin", "c.bin"]);
  expect(page.skipped).toEqual({ "too-large": 3 });
  expect(page.large).toEqual([
    { blob: idOf("a"), size: 3 * MIB, withheld: true },
    { blob: idOf("b"), size: 6 * MIB },
  ]);
  // Under a larger limit it is not known whether it fits.
  expect((await paged(sourceOf(files, true, fetched), 5 * MIB, { large })).skipped).toEqual({ "too-large": 2 });
  expect(fetched.slice(2).toSorted()).toEqual(["a.bin", "b2.bin", "c.bin"]);
});

test("a source that left something out and cannot fetch it is said", async () => {
  const { fetch: _, ...source } = sourceOf([{ path: "a.c", content: "a", size: 1 }], true);
  await expect(paged(source, MIB)).rejects.toThrow("does not fetch what it left out");
});

test("of an earlier commit the same is told as its page held", async () => {
  const files = [
    { path: "a.py", content: "a", size: 5 * MIB },
    { path: "b.c", content: "b", size: 3 },
    { path: "left-out/c.c", content: "c", size: 3 },
  ];
  const source = sourceOf(files, true);
  const large = [{ blob: idOf("a"), size: 5 * MIB }];
  const filter = createFilter({ maxFileSizeBytes: 2 * MIB, exclude: ["left-out/"] });
  const earlier = await sortEarlier(await Array.fromAsync(source.entries()), {
    filter,
    wrappers: undefined,
    largeBlobs: async (blobs) => large.filter(({ blob }) => blobs.includes(blob)),
  });
  const { occurrences, skipped } = await paged(source, 2 * MIB, { known: () => true, large });
  expect(earlier).toEqual({ occurrences, skipped });
  expect(skipped).toEqual({ "too-large": 1, excluded: 1 });
});
