/** Makes the JSON twins of the YAML tables and models (`readTable` in `data.ts`). */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { TWINS } from "./data.ts";

/** Of every YAML file below `root`, the scanner's folder or a copy of its data. */
export function buildTables(root: string): void {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.endsWith(".yaml") || source.includes("node_modules")) continue;
    const twin = join(root, TWINS, `${relative(root, source)}.json`);
    mkdirSync(dirname(twin), { recursive: true });
    writeFileSync(twin, JSON.stringify(parse(readFileSync(source, "utf8"))));
  }
}

if (import.meta.main) buildTables(fileURLToPath(new URL(".", import.meta.url)));
