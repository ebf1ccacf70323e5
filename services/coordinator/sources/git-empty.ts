/** An empty bare repository as `git init` makes it, written here: of fifty thousand that are looked at each is two processes less. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function makeEmptyRepository(path: string): void {
  for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags"]) {
    mkdirSync(join(path, folder), { recursive: true });
  }
  writeFileSync(join(path, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(path, "config"), "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n");
}
