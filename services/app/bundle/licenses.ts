/** The licenses of every package whose files went into the bundle, as their authors ask to be named. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `inputs` are paths relative to `root`; those outside `node_modules` are our own. */
export function licensesOf(root: string, inputs: readonly string[]): string {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders]
    .sort()
    .map((folder) => section(join(root, folder)))
    .join("\n");
}

/** The innermost package a path lies in: `node_modules/a/node_modules/@b/c/x.js` is of `…/@b/c`. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

function section(folder: string): string {
  const manifest = existsSync(join(folder, "package.json"))
    ? (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
        name?: string;
        version?: string;
        license?: string;
      })
    : {};
  const title = `${manifest.name ?? folder} ${manifest.version ?? ""} (${manifest.license ?? "see below"})`;
  const texts = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8").trim());
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n${texts.join("\n\n")}\n`;
}
