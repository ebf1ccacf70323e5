/** What a repository that is scanned through the server may decide of itself. */
import { boolean } from "../key.ts";

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
};
