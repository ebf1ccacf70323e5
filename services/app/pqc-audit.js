#!/usr/bin/env node
// The launcher. It must run on any Node that knows ES modules, so it uses nothing newer: an old Node is told from the
// right one here, and replaced by the one that came with the installation, before anything modern is parsed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));

start();

function start() {
  if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
    // The sources where they are (a checkout), the bundle where it is (an installed package).
    const [main] = [join(here, "main.ts"), join(here, "..", "..", "dist", "main.js")].filter(existsSync);
    if (String(main).endsWith(".ts")) rememberCompiled();
    if (main) void import(pathToFileURL(main).href);
    else fail("the installation is incomplete: install pqc-audit again");
    return;
  }
  const binary = process.env.PQC_AUDIT_LAUNCHED ? undefined : bundledNode();
  if (binary) runWith(binary);
  else {
    fail(
      `needs Node ${NEEDED} or newer, this is ${process.versions.node}: install a newer one, ` +
        "or install pqc-audit with its optional dependencies, which bring one",
    );
  }
}

/** Sources are stripped of their types once, not at every start: a third of the start-up time and of its memory. */
function rememberCompiled() {
  const cache = join(here, "..", "..", "node_modules", ".cache", "pqc-audit");
  if (module.enableCompileCache) module.enableCompileCache(cache);
  // Threads and processes started from here.
  if (!process.env.NODE_COMPILE_CACHE) process.env.NODE_COMPILE_CACHE = cache;
}

/** The Node binary in one of the packages that hold one for this machine. */
function bundledNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const machine = `${process.platform.replace("win32", "win")}-${process.arch}`;
  for (let folder = here; ; folder = dirname(folder)) {
    for (const packageName of [`node-${machine}`, `node-bin-${machine}`]) {
      const binary = join(folder, "node_modules", packageName, "bin", name);
      if (existsSync(binary)) return binary;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** Hands everything to the other Node: arguments, streams, signals, exit code. */
function runWith(binary) {
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, PQC_AUDIT_LAUNCHED: "1" },
  });
  // A terminal's Ctrl-C reaches both processes: the child decides how to end, and this one waits for it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => fail(`cannot run ${binary}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(why) {
  process.stderr.write(`pqc-audit: ${why}\n`);
  process.exit(2);
}
