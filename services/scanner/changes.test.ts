import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anchorDigestsOf, textOfAnchors } from "./anchor-digests.ts";
import { ANCHOR_SET, anchorSet, anchorToken, tokensIn } from "./anchor-set.ts";
import { Engine, GAP } from "./engine.ts";
import { COMMON, type EngineParts, modelsFor } from "./engine-part-names.ts";
import type { Outcome } from "./fact.ts";
import { KindDigests, partsOfKind } from "./kind-digest.ts";
import { kindOfPath } from "./kinds.ts";
import { type Catalogue, catalogueOf, loadCatalogue } from "./models/catalogue.ts";
import type { Library, Model } from "./models/model.ts";
import { type Sample, samples } from "./testing-samples.ts";

interface Scanned {
  readonly outcome: Outcome;
  readonly anchors: string | undefined;
}

/** Much smaller than what is large, so that windows have seams. */
const SHAPE = { core: 400, before: 300, behind: 300, head: 100 };

async function scanned(engine: Engine, { kind, text }: Sample, large: boolean): Promise<Scanned> {
  const bytes = Buffer.from(text);
  let anchors: string | undefined;
  const told = (_at: number, set: string | undefined) => {
    anchors = set;
  };
  if (large) {
    const read = (target: Uint8Array, from: number) => bytes.copy(target, 0, from, from + target.length);
    return { outcome: await engine.scanLarge(kind, { length: bytes.length, read }, SHAPE, told), anchors };
  }
  const region = engine.reserve(bytes.length + GAP);
  region.set(bytes);
  region.fill(0, bytes.length, bytes.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind, offset: 0, length: bytes.length }], told);
  if (!outcome) throw new Error("no outcome");
  return { outcome, anchors };
}

/** Sources that people wrote: of packages that use cryptography, and of this repository. */
function realSources(): readonly Sample[] {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const found: Sample[] = [];
  for (const folder of [
    "node_modules/pg/lib",
    "node_modules/@peculiar/x509",
    "node_modules/nats/lib",
    "services/platform",
  ]) {
    for (const entry of readdirSync(root + folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(?:[cm]?[jt]s|json|md|ya?ml)$/.test(entry.name)) continue;
      const text = readFileSync(`${entry.parentPath}/${entry.name}`, "utf8");
      if (text.length < 60_000) found.push({ kind: kindOfPath(entry.name), text });
    }
  }
  return found;
}

/** Of one catalogue: its engine, and what it is made of as far as results depend on it. */
function made(catalogue: Catalogue) {
  const anchors = anchorDigestsOf(catalogue);
  const parts: Record<string, string> = { [COMMON]: "1" };
  for (const [language, digests] of anchors)
    parts[modelsFor(language)] = createHash("sha256").update(textOfAnchors(digests)).digest("hex");
  return { engine: new Engine(catalogue), digests: new KindDigests(parts, partsOfKind, () => anchors) };
}

const given = [...samples(), ...realSources()];
/** Read in windows: several of one kind in one content. */
const joined = ["text", "sniff", "bash", "prose"].map((kind) => ({
  kind,
  text: given
    .filter((each) => each.kind === kind)
    .map(({ text }) => text)
    .join("\n")
    .slice(0, 20_000),
}));
const contents = [
  ...given.map((sample) => ({ sample, large: false })),
  ...joined.map((sample) => ({ sample, large: true })),
];
const before = made(loadCatalogue());
const old: Scanned[] = [];
for (const { sample, large } of contents) old.push(await scanned(before.engine, sample, large));

type Edit = (libraries: readonly Library[]) => readonly Library[];
const at = fc.nat(10_000);
const changed = (edit: (library: Library, by: number) => Library | readonly Library[]): fc.Arbitrary<Edit> =>
  fc.tuple(at, at).map(
    ([number, by]) =>
      (libraries: readonly Library[]) =>
        libraries.flatMap((library, index) => (index === number % libraries.length ? edit(library, by) : library)),
  );
const models = (edit: (model: Model) => Model | readonly Model[]): fc.Arbitrary<Edit> =>
  changed((library, by) => ({
    ...library,
    models: library.models.flatMap((model, index) => (index === by % library.models.length ? edit(model) : model)),
  }));
/** Words that stand in many sources, and words that hold an anchor. */
const WORDS = ["return", "import", "const ", "hashlib.md5", "EVP_sha256", "createHash(", "openssl x509"];
const word = (by: number) => WORDS[by % WORDS.length] ?? "";

const edit: fc.Arbitrary<Edit> = fc.oneof(
  models(() => []),
  models((model) => ({ ...model, rule: `${model.rule}-changed` })),
  models((model) => ({ ...model, usage: "definition" })),
  models(({ then, ...model }) => model),
  models((model) => [model, { ...model, rule: `${model.rule}-more` }]),
  models((model) => ({ ...model, anchors: ["hashlib", "openssl"] })),
  changed(() => []),
  changed((library) => ({ ...library, library: `${library.library}-changed` })),
  changed((library) => ({ ...library, models: library.models.toReversed() })),
  changed((library, by) => ({ ...library, anchors: [...library.anchors, word(by)] })),
  changed((library) => ({ ...library, anchors: library.anchors.slice(0, Math.max(1, library.anchors.length - 1)) })),
  changed((library) => ({ ...library, languages: library.languages.slice(1) })),
  changed((library) => ({ ...library, languages: [...new Set([...library.languages, "python", "scripts"])] })),
  fc.constant((libraries: readonly Library[]) => libraries.toReversed()),
);

test("what carries over a change of models is what a cold scan gives, and all is scanned again that may be another", async () => {
  let [carried, again, others] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const libraries = edits.reduce((all, each) => each(all), loadCatalogue().libraries);
      const { engine, digests } = made(catalogueOf(libraries));
      const changes = digests.changesSince(before.digests.parts, before.digests.anchorTexts);
      for (const [index, { sample, large }] of contents.entries()) {
        const known = old[index];
        const now = await scanned(engine, sample, large);
        if (known && changes.holds(sample.kind, known.anchors)) {
          carried++;
          // Its set too, as it is kept for the engine after this one.
          expect(now, `${sample.kind}: ${sample.text}`).toEqual(known);
          continue;
        }
        again++;
        if (JSON.stringify(now.outcome) !== JSON.stringify(known?.outcome)) others++;
      }
    }),
    { numRuns: 12 },
  );
  expect(others).toBeGreaterThan(0);
  expect(carried).toBeGreaterThan(again);
}, 240_000);

const python = (...digests: readonly (readonly [string, string])[]) => {
  const anchors = new Map([["python", new Map(digests)]]);
  const parts: EngineParts = { [COMMON]: "1", [modelsFor("python")]: JSON.stringify(digests) };
  return new KindDigests(parts, partsOfKind, () => anchors);
};
const set = (...anchors: readonly string[]) => anchorSet(anchors.map((anchor) => anchorToken("python", anchor)));

test("an anchor that changed or went concerns contents with it, a new one all, and one that holds an old one those with that", () => {
  const earlier = python(["hashlib", "1"], ["pyca", "1"], ["cryptography", "1"]);
  const since = (now: KindDigests) => {
    const changes = now.changesSince(earlier.parts, earlier.anchorTexts);
    const asked = [set(), set("hashlib"), set("pyca", "cryptography"), undefined];
    return asked.map((anchors) => changes.holds("python", anchors));
  };
  expect(since(earlier)).toEqual([true, true, true, true]);
  expect(since(python(["hashlib", "2"], ["pyca", "1"], ["cryptography", "1"]))).toEqual([true, false, true, false]);
  expect(since(python(["hashlib", "1"], ["cryptography", "1"]))).toEqual([true, true, false, false]);
  expect(since(python(["hashlib", "1"], ["pyca", "1"], ["cryptography", "1"], ["nacl", "1"]))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const more = python(["hashlib", "1"], ["hashlib.md5", "1"], ["pyca", "1"], ["cryptography", "1"]);
  expect(since(more)).toEqual([true, false, true, false]);
  expect(more.changesSince(earlier.parts).holds("python", set()), "where nobody wrote down what anchors opened").toBe(
    false,
  );
});

test("of a kind whose contents may be read in several ways, a new anchor concerns those that are read so", () => {
  const earlier = python(["hashlib", "1"]);
  const changes = python(["hashlib", "1"], ["nacl", "1"]).changesSince(earlier.parts, earlier.anchorTexts);
  expect(changes.holds("sniff", anchorSet([anchorToken("scripts", "")]))).toBe(true);
  expect(changes.holds("sniff", anchorSet([]))).toBe(true);
  expect(changes.holds("sniff", anchorSet([anchorToken("python", "")]))).toBe(false);
  expect(changes.holds("java", undefined)).toBe(true);
  expect(changes.holds("python@0123", undefined)).toBe(true);
});

test("what else changed leaves nothing of a kind, whatever its anchors", () => {
  const earlier = python(["hashlib", "1"]);
  const parts = { ...earlier.parts, "language python": "2" };
  const changes = new KindDigests(parts, partsOfKind, () => new Map()).changesSince(earlier.parts, earlier.anchorTexts);
  expect([changes.holds("python", ""), changes.holds("java", "")]).toEqual([false, true]);
});

test("a set has one text, and none where it would be long", () => {
  const tokens = ["b", "a", "c"].map((anchor) => anchorToken("python", anchor));
  expect(anchorSet(tokens)).toBe(anchorSet(tokens.toReversed()));
  expect([...tokensIn(anchorSet(tokens) ?? "")].sort()).toEqual([...tokens].sort());
  expect(anchorSet(Array.from({ length: 65 }, (_, number) => anchorToken("c", `${number}`)))).toBeUndefined();
  expect(old.every(({ anchors }) => anchors === undefined || ANCHOR_SET.test(anchors))).toBe(true);
  expect(ANCHOR_SET.test("short")).toBe(false);
});
