/** What a repository that is scanned through the server may decide of itself, and what exceptions may be made for it. */
import { boolean, integer } from "../key.ts";

export const policy = {
  allow_suppress: boolean(
    "Repositories may accept their own findings, by comments and by ignore in .pqc-audit.yaml; what they accept stays in the result, marked as suppressed.",
    { default: true },
  ),
  allow_rescope: boolean(
    "Repositories may say in .pqc-audit.yaml which scope, lifetime of data and kind of system their files have.",
    { default: true },
  ),
  allow_wrappers: boolean(
    "Repositories may declare functions of their own in .pqc-audit.yaml, which are looked for in them in a second pass.",
    { default: true },
  ),
  longest_exception_days: integer(
    "Exceptions (accepted risks) end at the latest so many days after they are asked for; with 0 they end on the same day.",
    { default: 365, unit: "days", minimum: 0, maximum: 3_650 },
  ),
  approve_own_exceptions: boolean("An admin may approve the exceptions that he or she has asked for.", {
    default: false,
  }),
};
