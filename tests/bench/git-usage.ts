/** CPU seconds of git by what it was told to do: looked at while it runs, as nobody can ask afterwards. */
import { basename } from "node:path";
import { descendants } from "../servers/usage.ts";

const EVERY_MS = 50;
const COMMAND = /^(?:cat-file|fetch|index-pack|init|ls-remote|ls-tree|pack-objects|rev-list|rev-parse|upload-pack)$/;

export class GitUsage {
  readonly #seconds = new Map<number, { command: string; seconds: number }>();
  readonly #timer: NodeJS.Timeout;
  readonly #pid: number;

  /** `pid`: whose children, and theirs, are git. */
  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  #look(): void {
    for (const { pid, argv, seconds } of descendants(this.#pid)) {
      // A process begins as the shell, or as the git, that makes another of it.
      this.#seconds.set(pid, { command: commandOf(argv) ?? this.#seconds.get(pid)?.command ?? "other", seconds });
    }
  }

  /** What was seen of each command; short ones may have been missed. */
  stop(): ReadonlyMap<string, number> {
    clearInterval(this.#timer);
    const sums = new Map<string, number>();
    for (const { command, seconds } of this.#seconds.values()) {
      sums.set(command, (sums.get(command) ?? 0) + seconds);
    }
    return sums;
  }
}

/** `git upload-pack`, `/usr/lib/git-core/git-upload-pack` and `git --git-dir x fetch` alike. */
function commandOf(argv: readonly string[]): string | undefined {
  return argv.map((word) => basename(word).replace(/^git-/, "")).find((word) => COMMAND.test(word));
}
