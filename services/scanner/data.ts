/** Where the scanner's data files (YAML tables, models) are found: beside the sources, or beside the bundled command. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/**
 * The absolute path of a data file or folder; `path` is relative to `services/scanner/`. In the sources it stands beside
 * this module; in the bundle (one JavaScript file) under `data/scanner/` beside the bundle.
 */
export function dataPath(path: string): string {
  root ??= dataRoot();
  const file = root + path;
  if (statSync(file, { throwIfNoEntry: false }) === undefined) throw missing(path);
  return file;
}

let root: string | undefined;

/** With a separator at its end. */
function dataRoot(): string {
  const roots = ["./", "./data/scanner/", "../data/scanner/"].map((base) =>
    fileURLToPath(new URL(base, import.meta.url)),
  );
  const found = roots.find((each) => statSync(`${each}models`, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined) throw missing("models");
  return found;
}

function missing(path: string): Error {
  return new Error(`data file ${path} is missing: the installation is incomplete, install pqc-audit again`);
}

/** The text of a data file; `path` as in `dataPath`. */
export function readData(path: string): string {
  return readFileSync(dataPath(path), "utf8");
}

/** Folder of the JSON twins that `build-tables.ts` makes of the YAML tables: JSON parses twenty times as fast. */
export const TWINS = "build/tables";

/** A YAML table as a value; from its JSON twin where that is not older, so that a changed table never waits for a build. */
export function readTable<T>(path: string): T {
  const source = dataPath(path);
  const twin = `${source.slice(0, -path.length)}${TWINS}/${path}.json`;
  const built = statSync(twin, { throwIfNoEntry: false });
  return built && built.mtimeMs >= statSync(source).mtimeMs
    ? (JSON.parse(readFileSync(twin, "utf8")) as T)
    : (parse(readFileSync(source, "utf8")) as T);
}
