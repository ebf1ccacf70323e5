/**
 * What a listing of a git tree finds beside the files it scans. It is kept only where what was listed is what the tree's id
 * stands for, as anybody's repository may say of the same tree later, wherever it lies: then nothing of it is listed.
 */
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { Shape } from "../cache/tree-record.ts";
import type { Recorder } from "./recalled.ts";

export class TreeShapeRecorder implements Recorder {
  readonly folders = [];
  readonly #tree: string;
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  /** Ids of contents that were left out for their size: of that a repository may say what it likes. */
  readonly #large: string[] = [];
  #declares = false;
  #listed: string | undefined;
  #sound = true;

  constructor(tree: string) {
    this.#tree = tree;
  }

  folder(): void {}

  leftOut(): void {}

  tree(id: string): void {
    this.#listed = id;
  }

  seen(path: string): void {
    // A folder of that name is something too, of which there is something to say.
    if (path === POLICY_FILE || path.startsWith(`${POLICY_FILE}/`)) this.#declares = true;
  }

  skipped(reason: SkipReason, blob: string | undefined): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
    if (reason === "too-large" && blob !== undefined) this.#large.push(blob);
  }

  unsound(): void {
    this.#sound = false;
  }

  shape(): Shape | undefined {
    if (!this.#sound || this.#listed !== this.#tree) return undefined;
    const tree = { id: this.#tree, large: this.#large, declares: this.#declares };
    return { skipped: this.#skipped, leftOut: [], tree };
  }
}
