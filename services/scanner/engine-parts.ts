/**
 * The engine in parts, with a digest of each, so that a change of one part tells which results it can change
 * (`kind-digest.ts`): the code, kernel and algorithm tables that all kinds need; each language's own code and grammar; the
 * models that hold in a language, by their anchors; the settings of products; the packages of an ecosystem. What is not known to be of some
 * kinds only belongs to the part of all.
 */
import { createHash, type Hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { anchorDigestsOf, textOfAnchors } from "./anchor-digests.ts";
import type { Ecosystem } from "./artifacts/dependencies/package.ts";
import type { Product } from "./artifacts/settings/setting.ts";
import { readTable } from "./data.ts";
import { engineFiles, SCANNER, wasmDigest } from "./engine-files.ts";
import { COMMON, codeOf, type EngineParts, modelsFor, NAMES, packagesOf, SETTINGS } from "./engine-part-names.ts";
import { languagesOfCode } from "./language-code.ts";
import { LANGUAGES } from "./languages/all.ts";
import { loadCatalogue } from "./models/catalogue.ts";
import { RUNTIME } from "./wasm-code.ts";

export function computeEngineParts(): EngineParts {
  const parts = new Map<string, Hash>();
  const add = (part: string, name: string, content: string | Uint8Array): void => {
    const bytes = Buffer.from(content);
    const hash = parts.get(part) ?? createHash("sha256");
    parts.set(part, hash.update(`${name}\0${bytes.length}\0`).update(bytes));
  };
  const files = engineFiles();
  const modules = files.filter((file) => file.endsWith(".ts"));
  const sources = new Map(modules.map((file) => [file, readFileSync(SCANNER + file, "utf8")]));
  const languagesOf = languagesOfCode(
    sources,
    LANGUAGES.map(({ id }) => id),
  );
  for (const file of files) {
    const data = dataParts(file);
    if (data) for (const part of data.parts) add(part, file, JSON.stringify(data.content));
    else {
      const languages = languagesOf.get(file);
      const content = sources.get(file) ?? readFileSync(SCANNER + file);
      for (const part of languages ? [...languages].map(codeOf) : [COMMON]) add(part, file, content);
    }
  }
  add(COMMON, RUNTIME, wasmDigest(RUNTIME));
  for (const { id, grammar } of LANGUAGES) if (grammar) add(codeOf(id), grammar, wasmDigest(grammar));
  for (const [language, digests] of anchorDigestsOf(loadCatalogue())) {
    add(modelsFor(language), language, textOfAnchors(digests));
  }
  add(NAMES, NAMES, JSON.stringify(LANGUAGES.map(({ id, extensions, fileNames }) => [id, extensions, fileNames])));
  return Object.fromEntries(Array.from(parts, ([part, hash]) => [part, hash.digest("hex").slice(0, 32)]));
}

interface Data {
  readonly parts: readonly string[];
  /** As far as it can change a result. */
  readonly content: unknown;
}

/** Advice that is joined to findings when they are asked for: no fact holds any of it. */
const ADVICE: ReadonlySet<string> = new Set(["models/instead.yaml", "algorithms/replacements.yaml"]);

/** Of a table that is of some kinds only. Examples, titles and sources are for people and tests. */
function dataParts(file: string): Data | undefined {
  if (ADVICE.has(file)) return { parts: [], content: undefined };
  if (file === "package.json") return { parts: [COMMON], content: dependencies() };
  // Told by their anchors.
  if (/^models\/[^/]+\/[^/]+\.yaml$/.test(file)) return { parts: [], content: undefined };
  if (/^artifacts\/settings\/products\/[^/]+\.yaml$/.test(file)) {
    const { title, sources, settings, ...product } = readTable<Product>(file);
    const content = [product, settings.map(({ title, examples, counterExamples, ...setting }) => setting)];
    return { parts: [SETTINGS], content };
  }
  if (/^artifacts\/dependencies\/packages\/[^/]+\.yaml$/.test(file)) {
    const content = readTable<Ecosystem>(file);
    return { parts: [packagesOf(content.ecosystem)], content };
  }
  return undefined;
}

/** Releases of packages whose code is run; what a grammar's package holds is its wasm, which is counted itself. */
function dependencies(): unknown {
  const { dependencies } = JSON.parse(readFileSync(`${SCANNER}package.json`, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const ofGrammar = (name: string) => LANGUAGES.some(({ grammar }) => grammar?.startsWith(`${name}/`));
  return Object.entries(dependencies).filter(([name]) => !ofGrammar(name));
}
