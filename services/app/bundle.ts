/**
 * Bundles the command into `dist/`: what `npm pack` ships. One folder, so that every module finds its data beside itself:
 *
 *   main.js, *-thread.js                        entries; what they share or load late stands in chunks
 *   kernel.wasm, wasm/                          the prefilter's kernel, tree-sitter and the grammars
 *   data/scanner/, mandates/, profiles/, proto/ models, tables, mandates, profiles, gRPC contracts
 *   engine-parts.json, engine-anchors.json      digests of the sources, so that bundle and checkout share results
 *   plain-sources.json                          by which sources that hold nothing are told without the engine
 *   packages.json, THIRD-PARTY-LICENSES.txt     every npm package that is inside
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "@pqc-audit/dashboard/build.ts";
import { textOfAnchors } from "@pqc-audit/scanner/anchor-digests.ts";
import { buildTables } from "@pqc-audit/scanner/build-tables.ts";
import { engineAnchors } from "@pqc-audit/scanner/engine-anchors.ts";
import { computeEngineParts } from "@pqc-audit/scanner/engine-parts.ts";
import { LANGUAGES } from "@pqc-audit/scanner/languages/all.ts";
import { plainTable } from "@pqc-audit/scanner/plain-table.ts";
import { RUNTIME, wasmPath } from "@pqc-audit/scanner/wasm-code.ts";
import { build } from "esbuild";
import { parse } from "yaml";
import { licensesOf } from "./bundle/licenses.ts";
import { packagesOf } from "./bundle/packages.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const ENTRIES = {
  main: "services/app/main.ts",
  "scan-thread": "services/worker/pool/thread.ts",
  "sqlite-thread": "services/aggregator/store/sqlite-thread.ts",
  "stamp-thread": "services/app/cache/stamp-thread.ts",
};

/** CommonJS packages inside expect these of Node. Named so that they cannot meet a module's own names. */
const BANNER = `import { createRequire as __createRequire } from "node:module";
import { dirname as __dirnameOf } from "node:path";
import { fileURLToPath as __pathOf } from "node:url";
const require = __createRequire(import.meta.url);
const __filename = __pathOf(import.meta.url);
const __dirname = __dirnameOf(__filename);`;

export async function bundle(dist: string): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: dist,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Not the identifiers: to keep names beside short ones, each function would be given its own whenever it is made.
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
    banner: { js: BANNER },
    // Asked for inside try blocks; they work without.
    external: ["pg-native", "bufferutil", "utf-8-validate", "@aws-sdk/signature-v4-crt", "aws-crt"],
  });
  copyData(dist);
  copyWasm(dist);
  writeFileSync(join(dist, "engine-parts.json"), JSON.stringify(computeEngineParts()));
  const anchors = Array.from(engineAnchors(), ([language, digests]) => [language, textOfAnchors(digests)]);
  writeFileSync(join(dist, "engine-anchors.json"), JSON.stringify(Object.fromEntries(anchors)));
  writeFileSync(join(dist, "plain-sources.json"), JSON.stringify(plainTable()));
  const page = await buildPage(join(dist, "page"));
  const inputs = [...Object.keys(metafile.inputs), ...page.map((path) => relative(ROOT, path))];
  const grammars = [
    ...new Set(LANGUAGES.flatMap(({ grammar }) => (grammar === undefined ? [] : `node_modules/${grammar}`))),
  ];
  const packages = packagesOf(
    ROOT,
    [...inputs, ...grammars].map((path) => path.replaceAll(sep, "/")),
  );
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), licensesOf(ROOT, packages));
  const named = packages.map(({ name, version, license }) => ({ name, version, license }));
  writeFileSync(join(dist, "packages.json"), JSON.stringify(named));
}

function copyData(dist: string): void {
  copyTree(join(ROOT, "services/scanner"), join(dist, "data/scanner"), /(?<!package|yaml)\.(yaml|json)$/);
  buildTables(join(dist, "data/scanner"));
  copyTree(join(ROOT, "services/aggregator/join/mandates"), join(dist, "mandates"), /\.yaml$/);
  rewriteAsJson(join(dist, "mandates"));
  copyTree(join(ROOT, "services/platform/config/profiles"), join(dist, "profiles"), /\.yaml$/);
  copyTree(join(ROOT, "proto"), join(dist, "proto"), /\.proto$/);
}

function rewriteAsJson(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(parse(readFileSync(file, "utf8"), { schema: "core" })));
  }
}

function copyWasm(dist: string): void {
  cpSync(join(ROOT, "services/scanner/prefilter/build/kernel.wasm"), join(dist, "kernel.wasm"));
  const specifiers = [RUNTIME, ...LANGUAGES.flatMap(({ grammar }) => grammar ?? [])];
  for (const specifier of new Set(specifiers)) {
    const from = wasmPath(specifier);
    cpSync(from, join(dist, "wasm", specifier.slice(specifier.lastIndexOf("/") + 1)));
  }
}

/** Copies the files whose name fits, with their folders, but nothing installed or built. */
function copyTree(from: string, to: string, wanted: RegExp): void {
  if (!existsSync(from)) return;
  for (const path of readdirSync(from, { recursive: true }).map(String)) {
    const folders = path.split(sep);
    const name = folders.pop() ?? "";
    if (!wanted.test(name) || folders.includes("node_modules") || folders.includes("build")) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
}

if (import.meta.main) await bundle(join(ROOT, "dist"));
