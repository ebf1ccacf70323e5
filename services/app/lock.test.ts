import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

type Manifest = Readonly<Record<string, unknown>>;

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(`${root}${path}`, "utf8"));
const lock = read("package-lock.json") as { readonly packages: Readonly<Record<string, Manifest>> };
const manifests = ["package.json", ...globSync("services/*/package.json", { cwd: root })];

// `npm ci` refuses a lock file that disagrees, and with it every fresh clone and every build; here nothing else would.
test.each(manifests)("the lock file agrees with %s", (path) => {
  const folder = dirname(path) === "." ? "" : dirname(path);
  const manifest = read(path) as Manifest;
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
    expect(lock.packages[folder]?.[kind], `${kind}: run npm install --package-lock-only`).toEqual(manifest[kind]);
    for (const name of Object.keys((manifest[kind] ?? {}) as Manifest)) {
      const found = [`${folder}/node_modules/${name}`, `node_modules/${name}`].some((at) => at in lock.packages);
      expect(found, `${name} is not locked`).toBe(true);
    }
  }
});
