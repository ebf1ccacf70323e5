/**
 * What the bundled command carries of the sources it was made from: digests, so that a process that scans nothing need
 * not load what is digested.
 */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Undefined in the sources. */
export function carriedText(name: string): string | undefined {
  const file = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").trim() : undefined;
}
