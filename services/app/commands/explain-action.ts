/** What `explain` does: find the finding or the rule, look into the source where it is at hand, and tell. */
import { join } from "node:path";
import { allMandates } from "@pqc-audit/aggregator/join/mandates.ts";
import { lifetimeIn } from "@pqc-audit/aggregator/join/overdue.ts";
import { severityReasons } from "@pqc-audit/aggregator/join/severity.ts";
import { nearest } from "@pqc-audit/platform/config/nearest.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { explainFinding, explainRule, type Resolution, type RuleInfo } from "@pqc-audit/reports/explanation.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { kindOfPath } from "@pqc-audit/scanner/kinds.ts";
import { traceOf } from "@pqc-audit/scanner/matching/trace.ts";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { fitting, insteadIn } from "@pqc-audit/scanner/models/instead.ts";
import type { Library, Model } from "@pqc-audit/scanner/models/model.ts";
import { isWrapperRule } from "@pqc-audit/scanner/wrappers/rule.ts";
import type { Context } from "../context.ts";
import { contentBelow, knownRule } from "./known-rule.ts";
import { findingNamed, foundIn } from "./read-result.ts";
import type { ServerFlags } from "./server-options.ts";

export interface ExplainOptions extends ServerFlags {
  readonly result?: string;
  readonly scan?: string;
  readonly source?: string;
}

export async function explain(id: string, options: ExplainOptions, context: Context): Promise<void> {
  const known = knownRule(id, options.source ?? ".");
  if (known) {
    context.stdout.write(explainRule(ruleInfo(known.model, known.library)));
    return;
  }
  if (options.result === undefined && options.scan === undefined) {
    if (isWrapperRule(id)) {
      const where = join(options.source ?? ".", POLICY_FILE);
      throw new UsageError(`${where} declares no rule ${id}: say with --source in which folder it is declared`);
    }
    const near = nearest(id, rules());
    const hint = near === undefined ? "" : `, did you mean ${near}`;
    throw new UsageError(`no rule is called ${id}${hint}; for a finding say where it is: --result FILE, or --scan ID`);
  }
  const { findings, location } = await foundIn(options, context);
  const finding = findingNamed(findings, id);
  // What a server scanned does not lie here, whatever it is called.
  const source = options.source ?? (options.result === undefined ? undefined : location);
  const rule = knownRule(finding.ruleId, source);
  const resolution = rule && (await resolutionOf(finding, rule.model, source));
  const named = new Set(finding.deadlines.map(({ mandate }) => mandate));
  context.stdout.write(
    explainFinding({
      finding,
      severity: severityReasons(finding, finding.scope, lifetimeIn(finding.deadlines)),
      mandates: allMandates().filter((mandate) => named.has(mandate.id)),
      ...(rule && { rule: ruleInfo(rule.model, rule.library, finding) }),
      ...(resolution && { resolution }),
    }),
  );
}

/** Undefined where the file is not at hand any more, or not as it was. */
async function resolutionOf(
  finding: Finding,
  model: Model,
  folder: string | undefined,
): Promise<Resolution | undefined> {
  const bytes = folder === undefined ? undefined : contentBelow(folder, finding.path);
  return bytes && (await traceOf(bytes, kindOfPath(finding.path), model, finding));
}

function rules(): string[] {
  return [...loadCatalogue().libraryOf.keys()].map((model) => model.rule);
}

function ruleInfo(model: Model, library: Library, finding?: Finding): RuleInfo {
  const example = model.examples.find((each) => each.finds.length > 0);
  return {
    rule: model.rule,
    title: model.title,
    library: isWrapperRule(model.rule) ? `${library.library}, declared in ${POLICY_FILE}` : library.library,
    languages: library.languages,
    matches: [...(model.calls ?? model.news ?? model.sets ?? model.names ?? [])],
    algorithm: algorithmSentence(model),
    ...(example && { example: example.code }),
    instead: insteadIn(library.library, finding?.purpose).map((each) => ({
      ...each,
      code: fitting(each.code, finding?.replacement?.algorithm ?? ""),
    })),
    sources: library.sources,
  };
}

function algorithmSentence({ algorithm }: Model): string {
  const { value, from, notation, default: fallback, undetermined } = algorithm;
  if (value !== undefined) return `the algorithm is always ${value}`;
  const parts = [
    `the algorithm is read from ${from}${notation === undefined ? "" : ` in the notation ${notation}`}`,
    fallback === undefined ? undefined : `${fallback} where it is left out`,
    undetermined === undefined ? undefined : `${undetermined} where it is decided at run time`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
