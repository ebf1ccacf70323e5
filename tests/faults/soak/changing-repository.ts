/**
 * A repository that is never quite the same: results are kept for ever by content, so a second scan of the same files
 * would find nothing to do. Each revision gives files contents that nobody has seen by empty lines at their end, which
 * change no finding: the direct scan of every revision has the same digest.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { makeRealRepository, type RealRepository } from "../../integration/repository.ts";

const TEXTS = /\.(?:[cm]?[jt]s|py|go|java|c|h|md|json|map)$/;

export class ChangingRepository {
  readonly #repository: RealRepository;
  readonly #texts: readonly string[];

  constructor(packages: readonly string[]) {
    this.#repository = makeRealRepository(packages);
    const listed = this.#git("ls-files", "-z", "--", ".", ":!node_modules", ":!src/link.py");
    this.#texts = listed.split("\0").filter((path) => TEXTS.test(path));
  }

  get folder(): string {
    return this.#repository.folder;
  }

  get url(): string {
    return this.#repository.url;
  }

  /** Commits a new revision in which every so many files have changed; how many did. */
  change(every: number): number {
    const changed = this.#texts.filter((_path, at) => at % every === 0);
    for (const path of changed) appendFileSync(join(this.folder, path), "\n");
    this.#git("commit", "--quiet", "--all", "--message", "another revision");
    return changed.length;
  }

  remove(): void {
    this.#repository.remove();
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
      cwd: this.folder,
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer: 1 << 28,
    });
  }
}
