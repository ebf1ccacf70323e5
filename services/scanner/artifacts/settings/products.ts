/** The products' files, read once. Adding one is a file in `products/` and nothing else. */
import { readdirSync } from "node:fs";
import { dataPath, readTable } from "../../data.ts";
import type { Product, Setting } from "./setting.ts";

const FOLDER = "artifacts/settings/products";

let known: readonly Product[] | undefined;

export function products(): readonly Product[] {
  known ??= readdirSync(dataPath(FOLDER))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readTable<Product>(`${FOLDER}/${name}`));
  return known;
}

export function settings(): readonly Setting[] {
  return products().flatMap((product) => product.settings);
}

/** The part of a key that surely stands in the text as it is: the last of a dotted key, which YAML nests. */
export function anchorOf(key: string): string {
  const last = key.slice(key.lastIndexOf(".") + 1);
  return last.length >= 4 ? last : key;
}
