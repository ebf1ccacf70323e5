/** How large contents are, asked of `git cat-file --batch-check` before any of them is read. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { clean, type GitContext, killGit, spawnGit } from "./git-process.ts";
import { records } from "./git-records.ts";

/** Answers are shorter than questions, so a pipe's buffer holds them all. */
const BATCH = 512;
const NEWLINE = 10;

export class GitSizes {
  readonly #context: GitContext;
  readonly #location: string;
  #process: ReturnType<typeof spawnGit> | undefined;
  #answers: AsyncGenerator<Buffer> | undefined;

  constructor(context: GitContext, location: string) {
    this.#context = context;
    this.#location = location;
  }

  /** Bytes, in the order asked; undefined where the repository lacks the content. */
  async of(ids: readonly string[]): Promise<readonly (number | undefined)[]> {
    const sizes: (number | undefined)[] = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      const batch = ids.slice(from, from + BATCH);
      const answers = this.#ask(batch);
      for (const id of batch) sizes.push(await this.#one(id, answers));
    }
    return sizes;
  }

  #ask(ids: readonly string[]): AsyncGenerator<Buffer> {
    this.#process ??= spawnGit(this.#context, ["cat-file", "--batch-check"]);
    const { child } = this.#process;
    this.#answers ??= records(child.stdout, this.#location, NEWLINE);
    child.stdin.write(`${ids.join("\n")}\n`);
    return this.#answers;
  }

  async #one(id: string, answers: AsyncGenerator<Buffer>): Promise<number | undefined> {
    const { value, done } = await answers.next();
    const said = done ? "" : value.toString("latin1");
    const [found, type, size] = said.split(" ");
    if (found === id && type === "missing") return undefined;
    if (found === id && type === "blob" && Number.isSafeInteger(Number(size))) return Number(size);
    const why = done
      ? clean(this.#process?.tail() ?? "", this.#context.secrets)
      : `git answered "${said.slice(0, 80)}"`;
    throw new TerminalError(`Cannot tell the size of ${id} in ${this.#location}: ${why}.`);
  }

  close(): void {
    if (this.#process) killGit(this.#process.child);
    this.#process = undefined;
    this.#answers = undefined;
  }
}
