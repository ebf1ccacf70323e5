/** What the `history` command asks for, and how it is told of progress. */
import type { ProgressListener, ScanningRequest } from "../scan/request.ts";
import type { UseFilter } from "./use-types.ts";

export interface HistoryRequest extends ScanningRequest {
  /** A day or a commit: what was there with it was there before. */
  readonly since?: string;
  /** A day or a commit: the last that is looked at. */
  readonly until?: string;
  /** Of merges only what they were merged into: each counts as one commit. */
  readonly firstParent: boolean;
  readonly uses: UseFilter;
}

export interface HistoryListener extends Pick<ProgressListener, "advanced"> {
  /** Commits read so far, of how many. */
  commits(read: number, all: number): void;
}
