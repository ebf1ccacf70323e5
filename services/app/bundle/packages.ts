/** Which npm packages went into the bundle. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package says: an SPDX id, an expression, or words. */
  readonly license: string;
  /** Relative to the root, such as `node_modules/yaml`. */
  readonly folder: string;
}

/** By folder. `inputs` are paths relative to `root`; those outside `node_modules` are our own. */
export function packagesOf(root: string, inputs: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders].sort().map((folder) => {
    const file = join(root, folder, "package.json");
    const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<BundledPackage>) : {};
    return {
      name: manifest.name ?? folder,
      version: manifest.version ?? "",
      license: typeof manifest.license === "string" ? manifest.license : "",
      folder,
    };
  });
}

/** The innermost package a path lies in: `node_modules/a/node_modules/@b/c/x.js` is of `…/@b/c`. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}
