import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineFiles, SCANNER } from "./engine-files.ts";
import { COMMON, NAMES } from "./engine-part-names.ts";
import { computeEngineParts } from "./engine-parts.ts";
import { KindDigests, partsOfKind } from "./kind-digest.ts";
import { kindOfPath } from "./kinds.ts";
import type { Answer } from "./testing-samples.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-engine-"));
const copy = join(work, "services", "scanner");
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(work, "services"));
  const isInstalled = (path: string) => path.slice(SCANNER.length).includes("node_modules");
  cpSync(SCANNER, copy, { recursive: true, preserveTimestamps: true, filter: (path) => !isInstalled(path) });
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(work, "node_modules"), "dir");
  unchanged = answerOfCopy();
}, 180_000);
let unchanged: Answer;

function answerOfCopy(): Answer {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(work, "compiled") };
  const options = { encoding: "utf8", maxBuffer: 1 << 28, env } as const;
  return JSON.parse(execFileSync(process.execPath, [join(copy, "testing-samples.ts")], options)) as Answer;
}

/** What the copy says once a file of it was changed; it is as before afterwards. */
function changedIn(file: string, edit: (text: string) => string): Answer {
  const before = readFileSync(join(copy, file), "utf8");
  const after = edit(before);
  expect(after, file).not.toBe(before);
  writeFileSync(join(copy, file), after);
  try {
    return answerOfCopy();
  } finally {
    writeFileSync(join(copy, file), before);
  }
}

/**
 * Kinds whose results hold are those whose digest is the same, and their results are those of a scan; of the others some
 * result is another one, so that the change is one that could be told.
 */
function kindsLost(after: Answer): readonly string[] {
  const lost = new Set(Object.keys(after.digests).filter((kind) => after.digests[kind] !== unchanged.digests[kind]));
  const told = new Set<string>();
  const given = new Map(unchanged.samples.map((sample, at) => [JSON.stringify(sample), unchanged.outcomes[at]]));
  for (const [at, sample] of after.samples.entries()) {
    const before = given.get(JSON.stringify(sample));
    if (!before) continue;
    if (JSON.stringify(after.outcomes[at]) === JSON.stringify(before)) continue;
    told.add(sample.kind);
    expect(lost, `${sample.kind}: ${sample.text}`).toContain(sample.kind);
  }
  expect(told.size > 0).toBe(lost.size > 0);
  return [...lost].sort();
}

test("a kind depends on what its contents may be read as", () => {
  const partsOf = (path: string) => partsOfKind(kindOfPath(path)).filter((part) => part !== COMMON);
  expect(partsOf("a.py")).toEqual(["language python", "models python"]);
  // C by name, and C++ by content.
  expect(partsOf("a.h")).toEqual(["language c", "language cpp", "models c"]);
  expect(partsOf("a.vue")).toEqual(["language vue", "models typescript"]);
  expect(partsOf("Dockerfile")).toEqual(["language dockerfile", "models dockerfile", "packages docker", "settings"]);
  expect(partsOf("setup.py")).toEqual(["language python", "models python", "packages pypi"]);
  expect(partsOf("key.pem")).toEqual([]);
  expect(partsOf("run")).toEqual(
    expect.arrayContaining(["models scripts", "models python", "language ruby", "settings"]),
  );
  expect(partsOf("run")).not.toEqual(expect.arrayContaining(["models java"]));
  expect(partsOf("install")).toEqual(expect.arrayContaining(["models bash"]));
  expect(partsOf("install")).not.toContain("models scripts");
  // Data and prose by their ending are no scripts.
  expect(partsOf("ci.yml")).toEqual(["language scripts", "models scripts", "settings"]);
  expect(partsOf("readme.md")).toEqual([]);
  // What the second pass looks for, its kind says itself.
  expect(partsOfKind("python@0123")).toEqual([COMMON, "language python"]);
});

test("what is kept by path holds only while names mean the same kinds", () => {
  const now = new KindDigests();
  const since = (part: string) => now.changesSince({ ...now.parts, [part]: "another" });
  expect(now.changesSince(computeEngineParts())).toMatchObject({ any: false, all: false });
  expect(since(NAMES)).toMatchObject({ any: true, all: true });
  expect(since(COMMON)).toMatchObject({ any: true, all: true });
  expect(since("models python")).toMatchObject({ any: true, all: false });
  expect(since("models python").of("python")).toBe(true);
  expect(since("models python").of("java")).toBe(false);
  expect(since("models of a language to come").of("java")).toBe(false);
});

test("the engine is made of nothing that is there for tests, and of no module that its code does not name", () => {
  for (const file of engineFiles().filter((each) => each.endsWith(".ts"))) {
    const text = readFileSync(SCANNER + file, "utf8");
    expect(text, file).not.toMatch(/from "[^"]*(?:testing-|source-under-test|\.test\.)/);
    expect(text, file).not.toMatch(/(?:await|return|=>) import\((?!"\.)/);
  }
});

const renamed = (text: string) => text.replaceAll(/^( *- rule: [\w.-]+)/gm, "$1-changed");
const blind = (text: string) => text.replace(/^ {2}siteAt\(.*\{$/m, "$&\n    if (offset >= 0) return undefined;");
/** Contents without a name that tells their language may be scripts in it. */
const SCRIPTS = ["sniff", "sniff-prose", "sniff+requirements", "sniff+go-mod"];
const DATA = ["text", "text+package-json", "text+cargo-toml"];
const ECMASCRIPT = ["javascript", "svelte", "tsx", "typescript", "vue"];
const SHELL = ["bash", "dockerfile", "makefile", "scripts"];
const DESCRIBED =
  "csharp dart elixir erlang groovy kotlin lua perl php powershell ruby rust scala solidity swift vbnet".split(" ");

test.each([
  ["models of one language", "models/python/hashlib.yaml", renamed, ["python", ...SCRIPTS]],
  ["models of a language that frames hold", "models/javascript/node-crypto.yaml", renamed, [...ECMASCRIPT, ...SCRIPTS]],
  ["models of several languages", "models/c/apple-security.yaml", renamed, ["c", "cpp", "objc", "swift", ...SCRIPTS]],
  ["models of the shell", "models/shell/openssl.yaml", renamed, [...SHELL, ...DATA, ...SCRIPTS]],
  ["settings", "artifacts/settings/products/nginx.yaml", renamed, [...SHELL, "powershell", ...DATA, ...SCRIPTS]],
  [
    "packages",
    "artifacts/dependencies/packages/npm.yaml",
    (text: string) => text.replaceAll('what: "', 'what: "more than '),
    ["text+package-json"],
  ],
  ["code of one language", "languages/go.ts", blind, ["go"]],
  ["code of a family of languages", "languages/c-family.ts", blind, ["c", "cpp", "objc"]],
  ["code that languages share", "languages/described/described-file.ts", blind, [...DESCRIBED, ...SCRIPTS]],
  [
    "what is for people only",
    "models/python/hashlib.yaml",
    (text: string) =>
      text
        .replace(/^title: /m, "$&more ")
        .replace("import hashlib", "import hashlib as h")
        .concat("# read again\n"),
    [],
  ],
])(
  "%s: the digests of those kinds change that have other results, and no more",
  (_what, file, edit, kinds) => {
    const known = new Set(Object.keys(unchanged.digests));
    const after = changedIn(file, edit);
    expect(kindsLost(after)).toEqual(kinds.filter((kind) => known.has(kind)).sort());
    expect(after.engine === unchanged.engine, "the engine is the same where all kinds are").toBe(kinds.length === 0);
  },
  180_000,
);

test.each([
  [
    "a table of algorithms",
    "algorithms/registry/hash.yaml",
    (text: string) => text.replaceAll("classical: broken", "classical: ok"),
  ],
  ["code of all", "matching/snippet.ts", (text: string) => `${text}\n`],
])(
  "%s: every kind's digest changes",
  (_what, file, edit) => {
    const after = changedIn(file, edit);
    for (const [kind, digest] of Object.entries(after.digests)) expect(digest, kind).not.toBe(unchanged.digests[kind]);
  },
  180_000,
);
