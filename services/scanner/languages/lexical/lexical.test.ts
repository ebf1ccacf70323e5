/** What holds of every language that is read by lexical rules. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Language as Grammar, Parser } from "web-tree-sitter";
import { LANGUAGES } from "../all.ts";
import { budgetOf } from "../budget.ts";
import { nodeAt } from "../syntax.ts";

const LEXICAL = LANGUAGES.filter((each) => each.parse !== undefined);
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

test("a language has a grammar, or says why it is read without one", () => {
  for (const { id, grammar, parse, withoutGrammar } of LANGUAGES) {
    expect([id, grammar !== undefined]).toEqual([id, parse === undefined]);
    expect([id, (withoutGrammar ?? "").length > 40]).toEqual([id, parse !== undefined]);
  }
});

test("the documentation names the languages that are read by lexical rules", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [before = ""] = readme.replace(/\s+/g, " ").split("are read by lexical rules");
  const names = before.slice(-120).toLowerCase().replace("vb.net", "vbnet");
  expect(LEXICAL.map(({ id }) => id).filter((id) => !names.includes(id))).toEqual([]);
});

/** Grammars of these languages among what is installed, whoever brought them. */
function installed(id: string): readonly string[] {
  const packages = join(ROOT, "node_modules");
  const folders = readdirSync(packages).flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(join(packages, name)).map((each) => join(packages, name, each))
      : [join(packages, name)],
  );
  return folders
    .flatMap((folder) => [folder, join(folder, "out"), join(folder, "wasm")])
    .map((folder) => join(folder, `tree-sitter-${id}.wasm`))
    .filter((file) => existsSync(file));
}

test.each(LEXICAL.map(({ id }) => id))("no grammar for %s that is installed loads", async (id) => {
  await Parser.init();
  for (const file of installed(id)) {
    await expect(Grammar.load(readFileSync(file)), `${file} loads: read ${id} by it`).rejects.toThrow();
  }
});

test.each(LEXICAL)("damaged text of $id gives a tree whose nodes stand in order", ({ parse }) => {
  const pieces = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "\\(",
    "${",
    "<",
    ">",
    "a.b",
    "x = 1",
    "\n",
    "/*",
    "//",
    "#",
    "end",
    "<<A;",
  ];
  let seed = 7;
  for (let run = 0; run < 300; run++) {
    let text = "";
    for (let count = 0; count < 60; count++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      text += pieces[seed % pieces.length];
    }
    const tree = parse?.(text);
    if (!tree) throw new Error("no tree");
    const walk = (node: typeof tree.rootNode): void => {
      let at = node.startIndex;
      for (const child of node.children) {
        if (child === null) continue;
        expect([text, child.startIndex >= at && child.endIndex <= node.endIndex]).toEqual([text, true]);
        at = child.endIndex;
        walk(child);
      }
    };
    walk(tree.rootNode);
  }
});

test.each(LEXICAL)("what is nested beyond reason in $id is left out, and the file says so", ({ parse }) => {
  const text = `${"f(".repeat(20_000)}x${")".repeat(20_000)}`;
  const tree = parse?.(text);
  if (!tree) throw new Error("no tree");
  expect(budgetOf(tree).listCut).toBe(true);
  expect(nodeAt(tree, 0)?.startIndex).toBe(0);
});

test.each(LEXICAL)("the work of reading $id grows as the text does", ({ parse, id }) => {
  const time = (size: number): number => {
    const shapes = [
      "f(a, ",
      '"x',
      "'",
      "{ (",
      "x < y, ",
      "/ a ",
      "<<A ",
      "q{",
      "/* ",
      "if x then\n",
      "case x of ",
      "\\",
    ];
    // of this thread alone, whatever else the machine does
    const before = process.threadCpuUsage();
    for (const shape of shapes) parse?.(shape.repeat(size));
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  const least = (size: number): number => Math.min(...[1, 2, 3].map(() => time(size)));
  const small = least(500);
  const large = least(10_000);
  // twenty times the text: quadratic would be four hundred times the time
  expect([id, large < 100 * small + 500]).toEqual([id, true]);
});
