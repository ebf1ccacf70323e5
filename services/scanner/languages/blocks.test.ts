import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { scanSource } from "../matching/source.ts";
import { type Catalogue, loadCatalogue } from "../models/catalogue.ts";
import { blocksWithout, missedIn } from "./blocks.ts";
import { c } from "./c.ts";
import { C_BLOCK_HEADS } from "./c-family.ts";
import { loadGrammar, parse } from "./grammars.ts";
import type { Language } from "./language.ts";
import { nodeAt } from "./syntax.ts";

const LONG = "  count += step(count, \"} not the end {\", '{'); /* } nor here { */\n".repeat(6);
const FILLER = Array.from({ length: 12 }, (_, index) => `static int work${index}(int count)\n{\n${LONG}}\n`).join("\n");

const blocksOf = (text: string, wanted: readonly number[] = []) =>
  blocksWithout(text, C_BLOCK_HEADS, wanted).map(({ from, to }) => text.slice(from, to));

test("functions are left out, wherever their brace stands", () => {
  expect(blocksOf(FILLER)).toEqual(Array.from({ length: 12 }, () => `\n${LONG}`));
  const other = `int f(int a) {\n${LONG}}\nstatic void g(void) // why\n{\n${LONG}}\nint h(int a)\r\n{\n${LONG}}\n`;
  expect(blocksOf(other + FILLER)).toHaveLength(14);
});

test("what is asked for stays, and so does a short file", () => {
  expect(blocksOf(FILLER, [FILLER.indexOf("work7") + 40])).toHaveLength(11);
  expect(blocksOf(`int f(void)\n{\n${LONG}}\n`)).toEqual([]);
});

test("so are tables and types", () => {
  const table = `static const struct row rows[] = {\n${LONG}};\nint a[] =\n{\n${LONG}};\n`;
  const types = `struct row {\n${LONG}};\nenum kind\n{\n${LONG}};\ntypedef struct {\n${LONG}} row_t;\n`;
  expect(blocksOf(table + FILLER)).toHaveLength(14);
  expect(blocksOf(types + FILLER)).toHaveLength(15);
});

test.each([
  ["a call with a block", `call(a, {\n${LONG}});\n`],
  ["a short block", "int f(void)\n{\n  return 1;\n}\n"],
  ["a condition around its end", `int f(void)\n{\n${LONG}#ifdef A\n}\n#else\n${LONG}}\n#endif\n`],
  ["a condition around its beginning", `#ifdef A\nint f(void)\n{\n#else\nint f(int a)\n{\n#endif\n${LONG}}\n`],
  ["a comment that was open before", `/*\nint f(void)\n{\n${LONG}*/\nint b;\n`],
  ["a text that is open", `int f(void)\n{\n  "open\n${LONG}}\n`],
  ["a comment that is open", `int f(void)\n{\n${LONG}/* open\n`],
  ["no end", `int f(void)\n{\n${LONG}`],
])("%s is parsed", (_what, text) => {
  expect(blocksOf(`${FILLER}${text}`)).toHaveLength(12);
});

test.each([
  ["nothing closes", "int f(void)\n{\n", ""],
  ["nothing closes but a text that is open", "int f(void)\n{\n", '"open\n'],
  ["everything closes at the end", "int f(void)\n{\n", "}".repeat(200_000)],
])("a text of beginnings is read once where %s", (_what, head, end) => {
  // read from each beginning anew, this would take hours
  expect(blocksOf(head.repeat(200_000) + end).length).toBeLessThan(2);
});

test("the rest stands where it stood, and a tree tells what it was asked for in vain", async () => {
  const text = `${FILLER}int last(void) { return work1(1); }\n`;
  await loadGrammar(c);
  const tree = parse(c, text, blocksWithout(text, C_BLOCK_HEADS, []));
  const whole = parse(c, text);
  if (!tree || !whole) throw new Error("the parser gave up");
  const at = text.lastIndexOf("work1");
  expect(nodeAt(tree, at)?.startPosition).toEqual(nodeAt(whole, at)?.startPosition);
  expect(nodeAt(tree, at)?.text).toBe("work1");
  expect(tree.rootNode.hasError).toBe(false);
  expect(missedIn(tree).size).toBe(0);
  expect(nodeAt(tree, text.indexOf("count += step"))).toBeUndefined();
  expect(missedIn(tree).size).toBe(1);
});

let catalogue: Catalogue;
beforeAll(() => {
  catalogue = loadCatalogue();
});

/** What C code says elsewhere in a file, and a function's arguments, table or variable depend on. */
const ELSEWHERE = [
  `static const char *name;\nvoid set_name(void)\n{\n${LONG}  name = "md5";\n}\nvoid use_name(void)\n{\n  h = crypto_alloc_shash(name, 0, 0);\n}\n`,
  `static int make(const char *alg)\n{\n  h = crypto_alloc_shash(alg, 0, 0);\n}\nint caller(void)\n{\n${LONG}  make("sha1");\n}\n`,
  `enum names {\n  FIRST = NID_sha1,\n  BITS = 1024,\n${LONG.replace(/;/g, ",").replace(/\+=/g, "=")}};\nvoid by_name(void)\n{\n  md = EVP_get_digestbynid(FIRST);\n  RSA_generate_key_ex(rsa, BITS, e, NULL);\n}\n`,
  `static EVP_PKEY_CTX *held;\nvoid make_held(void)\n{\n  held = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);\n}\nvoid set_held(void)\n{\n${LONG}  EVP_PKEY_CTX_set_rsa_keygen_bits(held, 1024);\n}\n`,
];

test("facts are those of the whole tree", async () => {
  const libraries = catalogue.libraries.filter(({ languages }) => languages.includes("c"));
  const models = libraries.flatMap((library) => library.models);
  const examples = models.flatMap((model) => model.examples.filter((each) => (each.language ?? "c") === "c"));
  const pieces = [...ELSEWHERE, ...examples.map(({ code }) => `${code}\n`), FILLER];
  const { blockHeads: _, ...inWhole } = c;
  const scan = (language: Language, text: string) => scanSource(language, Buffer.from(text), models, () => "x");
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(pieces.length - 1), { minLength: 1, maxLength: 6 }), async (chosen) => {
      const text = [FILLER, ...ELSEWHERE.slice(0, (chosen[0] ?? 0) % 5), ...chosen.map((each) => pieces[each])].join(
        "\n",
      );
      const { facts, error } = await scan(c, text);
      expect({ facts, error }).toEqual({ ...(await scan(inWhole, text)), error: undefined });
      found += facts.length;
    }),
    { numRuns: 100 },
  );
  expect(found).toBeGreaterThan(100);
});
