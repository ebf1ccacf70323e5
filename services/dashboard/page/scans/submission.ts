/** What a person fills in, made what the API takes. */
import type { Submission } from "../api/scans.ts";

export interface SubmissionText {
  readonly target: string;
  readonly ref: string;
  /** Globs, one a line. */
  readonly include: string;
  readonly exclude: string;
}

export const EMPTY_SUBMISSION: SubmissionText = { target: "", ref: "", include: "", exclude: "" };

export function submissionOf({ target, ref, include, exclude }: SubmissionText): Submission {
  return {
    target: target.trim(),
    ...(ref.trim() !== "" && { ref: ref.trim() }),
    include: linesOf(include),
    exclude: linesOf(exclude),
    priority: "on-demand",
  };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
