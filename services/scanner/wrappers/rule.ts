/** How findings say that a repository's own declaration found them: by their rule. */

/** What every rule of a wrapper begins with, and no rule of the catalogue. */
export const WRAPPER_RULE = "wrapper.";

export function isWrapperRule(ruleId: string): boolean {
  return ruleId.startsWith(WRAPPER_RULE);
}
