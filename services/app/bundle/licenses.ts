/** The licenses of every package whose files went into the bundle, as their authors ask to be named. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundledPackage } from "./packages.ts";

export function licensesOf(root: string, packages: readonly BundledPackage[]): string {
  return packages.map((each) => section(each, join(root, each.folder))).join("\n");
}

function section({ name, version, license }: BundledPackage, folder: string): string {
  const title = `${name} ${version} (${license || "see below"})`;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n${texts.join("\n\n")}\n`;
}
