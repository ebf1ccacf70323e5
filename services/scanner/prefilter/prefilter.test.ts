import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { buildKernel } from "./build.ts";
import { loadKernel, MAX_TEXT_BYTES, Prefilter } from "./prefilter.ts";

beforeAll(() => buildKernel());

type Hit = readonly [offset: number, anchor: number];

/** Folds A-Z only: `toLowerCase` would also turn the Kelvin sign into a k. */
const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function naive(anchors: readonly string[], text: string): Hit[] {
  const folded = fold(text);
  const hits: Hit[] = [];
  anchors.forEach((anchor, id) => {
    const wanted = fold(anchor);
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) hits.push([at, id]);
  });
  return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** `text` as latin1, so that one character is one byte. */
function find(prefilter: Prefilter, text: string): Hit[] {
  const bytes = Buffer.from(text, "latin1");
  prefilter.reserve(bytes.length).set(bytes);
  const hits: Hit[] = [];
  prefilter.scan({ from: 0, to: bytes.length }, (offset, anchor) => hits.push([offset, anchor]));
  return hits;
}

/** Few characters, so that anchors overlap, contain and begin one another; and those that folding confuses. */
const alphabet = [..."abABx_5.@`[{\x00\x10 \x7f"];
const anchor = fc.oneof(
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 4, maxLength: 9 }),
  fc.string({ unit: fc.constantFrom("a", "B"), minLength: 4, maxLength: 40 }),
  fc.string({ unit: "binary-ascii", minLength: 4, maxLength: 70 }),
);
const inAnyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...fold(text)].map((c, at) => (upper[at] && /[a-z]/.test(c) ? c.toUpperCase() : c)).join(""));
const noise = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...alphabet),
    fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 40,
});

/** So many further anchors that long ones are looked for at multiples of four, not everywhere. */
const crowd = Array.from({ length: 500 }, (_, k) => `~crowd~${k}~`);
const company = [
  ["few", [], 400],
  ["many", crowd, 60],
] as const;

test.each(company)(
  "among %s anchors, finds what a naive search finds, in any case, wherever it stands",
  (_, others, numRuns) => {
    const cases = fc.array(anchor, { minLength: 1, maxLength: 30 }).chain((anchors) =>
      fc.record({
        anchors: fc.constant(anchors),
        pieces: fc.array(fc.oneof(noise, fc.constantFrom(...anchors).chain(inAnyCase)), { maxLength: 20 }),
        // What an earlier, longer text left behind the end must not be read as part of this one.
        cut: fc.integer({ min: 0, max: 12 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ anchors, pieces, cut }) => {
        const prefilter = Prefilter.create([...anchors, ...others]);
        const text = pieces.join("");
        expect(find(prefilter, text)).toEqual(naive(anchors, text));
        const shorter = text.slice(0, Math.max(0, text.length - cut));
        expect(find(prefilter, shorter)).toEqual(naive(anchors, shorter));
      }),
      { numRuns },
    );
  },
);

test.each(company)(
  "among %s anchors, finds one of every length at every place of the 64-byte grid, and at both ends",
  (_, others) => {
    const letters = "KeyPairGenerator.getInstance(EVP_DigestInit_ex)";
    for (let length = 4; length <= letters.length; length++) {
      const wanted = letters.slice(0, length);
      const prefilter = Prefilter.create([wanted, ...others]);
      for (let before = 0; before <= 130; before++) {
        const text = `${"\0".repeat(before)}${wanted.toUpperCase()}`;
        expect(find(prefilter, text), `${length} bytes at ${before}`).toEqual([[before, 0]]);
        expect(find(prefilter, text.slice(0, -1))).toEqual([]);
      }
    }
  },
);

test("letters fold, nothing else does", () => {
  const prefilter = Prefilter.create(["AB@[", "long_name@[1]", "12345678"]);
  expect(find(prefilter, "ab@[")).toEqual([[0, 0]]);
  expect(find(prefilter, "ab`{ AB`[ ab@{")).toEqual([]);
  expect(find(prefilter, "LONG_NAME@[1]")).toEqual([[0, 1]]);
  expect(find(prefilter, "long\x7fname@[1] long_name`{1] long_name@[\x111]")).toEqual([]);
  expect(find(prefilter, "\x11\x12\x13\x14\x15\x16\x17\x18")).toEqual([]);
});

test("reports overlapping, contained and equal anchors", () => {
  const anchors = ["EVP_", "evp_digest", "EVP_DigestInit", "DigestInit", "EVP_"];
  expect(find(Prefilter.create(anchors), "(EVP_DigestInit_ex)")).toEqual([
    [1, 0],
    [1, 1],
    [1, 2],
    [1, 4],
    [5, 3],
  ]);
  expect(find(Prefilter.create(["aaaa", "aaaaaaaa"]), "a".repeat(9))).toEqual(
    naive(["aaaa", "aaaaaaaa"], "a".repeat(9)),
  );
});

test("thousands of anchors stay exact", () => {
  const anchors = Array.from(
    { length: 3000 },
    (_, k) => `${["ssl", "EVP", "Key", "x509"][k % 4]}_${(k * 7919) % 3001}`,
  );
  const text = Array.from({ length: 4000 }, (_, k) => `call ${anchors[(k * 31) % 3000]}(x${k});\n`).join("");
  expect(find(Prefilter.create(anchors), text)).toEqual(naive(anchors, text));
});

test.each(company)("among %s anchors, more hits than the buffer holds come out complete and in order", (_, others) => {
  const anchors = ["abab", "baba", "abababab", "babababababab", `${"ab".repeat(30)}`, "ABAB"];
  const text = `${"ab".repeat(20_000)}--${"ab".repeat(100)}`;
  const hits = find(Prefilter.create([...anchors, ...others]), text);
  expect(hits.length).toBeGreaterThan(100_000);
  expect(hits).toEqual(naive(anchors, text));
});

test("no anchors, no text: no hits", () => {
  expect(find(Prefilter.create([]), "hashlib")).toEqual([]);
  expect(find(Prefilter.create(["hashlib"]), "")).toEqual([]);
});

test("the region grows, keeps what it holds, and finds hits far behind", () => {
  const prefilter = Prefilter.create(["hashlib", "EVP_"]);
  prefilter.reserve(100).set(Buffer.from("hashlib"));
  const length = 20 * 1024 * 1024;
  const region = prefilter.reserve(length);
  expect(region.length).toBeGreaterThanOrEqual(length);
  region.set(Buffer.from("hashlib EVP_"), length - 12);
  const hits: Hit[] = [];
  prefilter.scan({ from: 0, to: length }, (offset, id) => hits.push([offset, id]));
  expect(hits).toEqual([
    [0, 0],
    [length - 12, 0],
    [length - 4, 1],
  ]);
});

test("two prefilters share a module and nothing else", () => {
  const wasm = loadKernel();
  const first = Prefilter.create(["hashlib"]);
  const second = Prefilter.create(["EVP_"]);
  expect(find(first, "EVP_ hashlib")).toEqual([[5, 0]]);
  expect(find(second, "EVP_ hashlib")).toEqual([[0, 0]]);
  expect(loadKernel()).toBe(wasm);
});

test.each(company)(
  "among %s anchors, a set of them in a part of the text: no other anchor, nothing across a border",
  (_, others) => {
    const anchors = ["abab", "babab", "ab_ab", ...others];
    const sets = [[0, 1, 2, ...others.map((_other, index) => index + 3)], [0, 2], []];
    const prefilter = Prefilter.create(anchors, sets);
    const cases = fc.record({
      pieces: fc.array(fc.constantFrom("a", "b", "_", "abab", "babab", "AB_ab"), { maxLength: 80 }),
      ends: fc.tuple(fc.nat(300), fc.nat(300)),
      set: fc.nat(2),
    });
    fc.assert(
      fc.property(cases, ({ pieces, ends, set }) => {
        const text = pieces.join("");
        const [from = 0, to = 0] = ends.map((end) => Math.min(end, text.length)).sort((a, b) => a - b);
        prefilter.reserve(text.length).set(Buffer.from(text, "latin1"));
        const hits: Hit[] = [];
        prefilter.scan({ from, to }, (offset, id) => hits.push([offset - from, id]), set);
        const wanted = naive(anchors, text.slice(from, to)).filter(([, id]) => sets[set]?.includes(id));
        expect(hits).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  },
);

test("refuses anchors it could not find, by name", () => {
  expect(() => Prefilter.create(["hashlib", "MD5"])).toThrow('anchor "MD5" has 3 bytes');
  expect(() => Prefilter.create([""])).toThrow('anchor "" has 0 bytes');
  expect(() => Prefilter.create(["schlüssel"])).toThrow('anchor "schlüssel" is not ASCII');
  expect(() => Prefilter.create(["x".repeat(4097)])).toThrow("4097 bytes");
  expect(find(Prefilter.create(["x".repeat(4096)]), "X".repeat(4096))).toEqual([[0, 0]]);
});

test("refuses text beyond its limit, and text that was not reserved", () => {
  const prefilter = Prefilter.create(["hashlib"]);
  expect(() => prefilter.reserve(MAX_TEXT_BYTES + 1)).toThrow(RangeError);
  expect(() => prefilter.reserve(-1)).toThrow(RangeError);
  const { length } = prefilter.reserve(10);
  expect(() => prefilter.scan({ from: 0, to: length }, () => {})).not.toThrow();
  expect(() => prefilter.scan({ from: 0, to: length + 1 }, () => {})).toThrow("reserve it first");
  expect(() => prefilter.scan({ from: -1, to: 1 }, () => {})).toThrow(RangeError);
  expect(() => prefilter.scan({ from: 0, to: 1 }, () => {}, 1)).toThrow("no set 1 among 1");
});
