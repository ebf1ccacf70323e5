/** Titles of rules, as the catalogue has them. */
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { isWrapperRule } from "@pqc-audit/scanner/wrappers/rule.ts";

/** The catalogue is read when a title is asked for first. */
export function ruleTitles(): (ruleId: string) => string | undefined {
  let titles: ReadonlyMap<string, string> | undefined;
  return (ruleId) => {
    titles ??= new Map([...loadCatalogue().libraryOf.keys()].map((model) => [model.rule, model.title]));
    return (
      titles.get(ruleId) ??
      (isWrapperRule(ruleId) ? `Function of the repository's own, declared in ${POLICY_FILE}` : undefined)
    );
  };
}
