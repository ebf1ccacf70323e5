/** Counts what became of every path of a scan and keeps the facts; refuses to finish while something is unaccounted for. */
import type { FileFacts } from "@pqc-audit/aggregator/join/join.ts";
import type { Coverage, FileError } from "@pqc-audit/reports/model/finding.ts";
import type { Outcome, SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { UnchangedPart } from "../cache/tree-index.ts";
import type { Replay } from "./recalled.ts";

function isMissed({ status }: Outcome): boolean {
  return status === "failed" || status === "quarantined";
}

export class Tally {
  readonly files: FileFacts[] = [];
  readonly errors: FileError[] = [];
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  #present = 0;
  #scanned = 0;
  #failed = 0;
  #quarantined = 0;

  /** A path was seen; each must end in `outcome`, `skip` or `fail`. */
  present(files = 1): void {
    this.#present += files;
  }

  skip(reason: SkipReason, files = 1): void {
    if (files > 0) this.#skipped[reason] = (this.#skipped[reason] ?? 0) + files;
  }

  /** What the last walk left out, where none is made. */
  leaveOut({ skipped, leftOut }: Pick<Replay, "skipped" | "leftOut">): void {
    const counts = Object.entries(skipped) as [SkipReason, number][];
    for (const [reason, files] of [...counts, ["excluded", leftOut] as const]) {
      this.present(files);
      this.skip(reason, files);
    }
  }

  /** Files of which nothing is to be read. */
  reused({ plain, binary, large, found }: UnchangedPart): void {
    this.present(plain + binary + large + found.length);
    this.#scanned += plain;
    this.skip("binary", binary);
    this.skip("too-large", large);
    for (const { path, outcome } of found) this.outcome(path, outcome);
  }

  fail(path: string, message: string): void {
    this.#failed++;
    this.errors.push({ path, status: "failed", message });
  }

  /** Something is wrong with a file that is scanned, or left out, all the same. */
  malformed(path: string, message: string): void {
    this.errors.push({ path, status: "malformed", message });
  }

  /** `second`: of the pass for the repository's own functions, where the file had one; what either found stays. */
  outcome(path: string, outcome: Outcome, second?: Outcome): void {
    const facts = [outcome, second].flatMap((each) => (each?.status === "scanned" ? each.facts : []));
    if (facts.length > 0) this.files.push({ path, facts });
    const decides = outcome.status === "scanned" && second && isMissed(second) ? second : outcome;
    switch (decides.status) {
      case "scanned": {
        this.#scanned++;
        const error = decides.error ?? (second?.status === "scanned" ? second.error : undefined);
        if (error !== undefined) this.malformed(path, error);
        break;
      }
      case "skipped":
        this.skip(decides.reason);
        break;
      case "failed":
        this.fail(path, decides.error);
        break;
      case "quarantined":
        this.#quarantined++;
        this.errors.push({ path, status: "quarantined", message: decides.error });
        break;
    }
  }

  coverage(): Coverage {
    const skipped = Object.fromEntries(Object.entries(this.#skipped).sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      present: this.#present,
      scanned: this.#scanned,
      skipped,
      failed: this.#failed,
      quarantined: this.#quarantined,
    };
  }
}
