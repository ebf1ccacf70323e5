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

let ranked: readonly Setting[] | undefined;

/** Those that look for company first: where two products have a key, the more particular one names it. */
export function settings(): readonly Setting[] {
  ranked ??= products()
    .flatMap(({ shared, settings: own }) => own.map((setting) => ({ setting, rank: rankOf(setting, shared ?? false) })))
    .sort((a, b) => a.rank - b.rank)
    .map(({ setting }) => setting);
  return ranked;
}

function rankOf(setting: Setting, shared: boolean): number {
  return (shared ? 4 : 0) + (setting.affixed ? 2 : 0) + (setting.beside || setting.near ? 0 : 1);
}

/** Literals of which every text with this setting has one. */
export function anchorsOf(setting: Setting): readonly string[] {
  return setting.anchors ?? setting.keys.map(anchorOf);
}

const lowered = new WeakMap<Setting, readonly string[]>();

/** The keys that may stand in a text in which these anchors, in lower case, were found. */
export function keysBehind(setting: Setting, found: ReadonlySet<string>): readonly string[] {
  let anchors = lowered.get(setting);
  if (anchors === undefined) {
    anchors = anchorsOf(setting).map((anchor) => anchor.toLowerCase());
    lowered.set(setting, anchors);
  }
  if (!anchors.some((anchor) => found.has(anchor))) return [];
  return setting.anchors ? setting.keys : setting.keys.filter((_key, index) => found.has(anchors[index] ?? ""));
}

/** The longest part of a dotted key: nested, each part stands in the text for itself. */
function anchorOf(key: string): string {
  const parts = key.split(".").filter((part) => part.length >= 4);
  return parts.length === 0 ? key : parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
}
