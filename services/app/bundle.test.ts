import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { digestOf } from "@pqc-audit/scanner/engine-digest.ts";
import { computeEngineParts } from "@pqc-audit/scanner/engine-parts.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./bundle.ts";
import { VERSION } from "./version.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "pqc-pack-"));
const installed = join(work, "elsewhere");
const command = join(installed, "node_modules", ".bin", "pqc-audit");
const npm = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** What a user does: npm pack here, npm install of the tarball elsewhere. */
beforeAll(async () => {
  const stage = join(work, "stage");
  mkdirSync(join(stage, "services", "app"), { recursive: true });
  mkdirSync(installed);
  for (const file of ["package.json", "services/app/pqc-audit.js", "LICENSE"])
    cpSync(join(root, file), join(stage, file));
  await bundle(join(stage, "dist"));
  await run("npm", ["pack", "--pack-destination", work, ...npm], { cwd: stage });
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(installed, "package.json"), "{}");
  const offline = ["--offline", "--omit=optional", "--omit=dev"];
  await run("npm", ["install", join(work, tarball), ...offline, ...npm], { cwd: installed });
}, 180_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

const pqcAudit = (...args: string[]) => run(command, args, { cwd: installed, env: { ...process.env, NO_COLOR: "1" } });

test("the installed command says its version", async () => {
  expect((await pqcAudit("--version")).stdout).toBe(`${VERSION}\n`);
});

test("the installed command scans with threads, kernel, grammars and models of its own", async () => {
  const folder = join(work, "repository");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.py"), 'import hashlib\nhashlib.md5(b"x")\n');
  const { stdout } = await pqcAudit("scan", folder, "--format", "json");
  const result = JSON.parse(stdout);
  expect(result.findings.map((finding: { algorithm: string }) => finding.algorithm)).toEqual(["MD5"]);
  expect(result.findings[0].replacement.algorithm).not.toBe("");
  expect(result.tool.engineDigest).toBe(digestOf(computeEngineParts()));
});

test("models, profiles and schema are inside", async () => {
  expect((await pqcAudit("models", "list", "hashlib")).stdout).toContain("python.hashlib");
  expect((await pqcAudit("config", "show", "--config", "production")).stdout).toContain("0.0.0.0:8080");
});

test("the dashboard is inside", () => {
  const page = join(installed, "node_modules", "pqc-audit", "dist", "page");
  const [, script = ""] = /src="\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(page, "index.html"), "utf8")) ?? [];
  expect(existsSync(join(page, script))).toBe(true);
});

test("the package holds no sources, and names everyone whose work is inside", () => {
  const folder = join(installed, "node_modules", "pqc-audit");
  const files = readdirSync(folder, { recursive: true }).map(String);
  expect(files.filter((file) => file.endsWith(".ts"))).toEqual([]);
  expect(existsSync(join(folder, "LICENSE"))).toBe(true);
  expect(files).toEqual(
    expect.arrayContaining([join("dist", "engine-anchors.json"), join("dist", "plain-sources.json")]),
  );
  const notices = readFileSync(join(folder, "dist", "THIRD-PARTY-LICENSES.txt"), "utf8");
  for (const name of [
    "web-tree-sitter",
    "@vscode/tree-sitter-wasm",
    "commander",
    "fastify",
    "pino",
    "react",
    "@mantine/core",
  ])
    expect(notices).toContain(`${name} `);
});
