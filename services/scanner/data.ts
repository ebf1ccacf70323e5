/** Where the scanner's data files (YAML tables, models) are found: beside the sources, or beside the bundled command. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The absolute path of a data file or folder; `path` is relative to `services/scanner/`. In the sources it stands beside
 * this module; in the bundle (one JavaScript file) under `data/scanner/` beside the bundle.
 */
export function dataPath(path: string): string {
  for (const base of ["./", "./data/scanner/", "../data/scanner/"]) {
    const candidate = fileURLToPath(new URL(base + path, import.meta.url));
    if (statSync(candidate, { throwIfNoEntry: false }) !== undefined) return candidate;
  }
  throw new Error(`data file ${path} is missing: the installation is incomplete, install pqc-audit again`);
}

/** The text of a data file; `path` as in `dataPath`. */
export function readData(path: string): string {
  return readFileSync(dataPath(path), "utf8");
}
