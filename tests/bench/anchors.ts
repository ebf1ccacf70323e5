/** The sets of anchors that are looked for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";

const OPENSSL_HEADERS = "/usr/include/openssl";

/** The anchors that a scan looks for today. */
export function catalogueAnchors(): readonly string[] {
  return loadCatalogue().anchors;
}

/** The catalogue as it may grow: with function names of OpenSSL, `size` anchors in all; undefined without its headers. */
export function manyAnchors(size: number): readonly string[] | undefined {
  const names = new Set<string>();
  try {
    for (const file of readdirSync(OPENSSL_HEADERS)) {
      const text = readFileSync(join(OPENSSL_HEADERS, file), "latin1");
      for (const [name] of text.matchAll(/\b[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]{4,}(?=\()/g)) names.add(name);
    }
  } catch {
    return undefined;
  }
  const sorted = [...names].sort();
  const known = catalogueAnchors();
  const wanted = Math.min(size - known.length, sorted.length);
  return [
    ...known,
    ...Array.from({ length: wanted }, (_, k) => sorted[Math.floor((k * sorted.length) / wanted)] ?? ""),
  ];
}

/** Calls `use` with a file of one anchor a line, as `rg -f` reads it, and removes it afterwards. */
export async function withAnchorFile<T>(anchors: readonly string[], use: (path: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-anchors-"));
  try {
    const path = join(folder, "anchors");
    writeFileSync(path, `${anchors.join("\n")}\n`);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
