/** What was scanned, with what, when, and how much of it. */
import { incompleteText, skippedCounts } from "../coverage.ts";
import { iriPart, isWebAddress, targetName, targetUrl } from "../inventory/identity.ts";
import type { ReportedResult } from "../report.ts";
import { ROOT } from "./components.ts";

/** `module`: the folder of what was scanned that it is about, where it is not about all. */
export function metadata(result: ReportedResult, module?: string): Readonly<Record<string, unknown>> {
  const { tool, target, coverage, startedAt } = result;
  const url = targetUrl(target);
  return {
    timestamp: startedAt,
    // Sources are looked at, not what is built of them.
    lifecycles: [{ phase: "pre-build" }],
    tools: {
      components: [
        {
          type: "application",
          name: tool.name,
          version: tool.version,
          properties: [{ name: "pqc-audit:engineDigest", value: tool.engineDigest }],
        },
      ],
    },
    component: {
      type: "application",
      "bom-ref": ROOT,
      name: module === undefined ? targetName(target) : `${targetName(target)}/${module}`,
      ...(target.commit !== undefined && { version: target.commit }),
      ...(url !== undefined && { purl: module === undefined ? url : `${url}#${iriPart(module)}` }),
      ...(isWebAddress(target.location) && { externalReferences: [{ type: "vcs", url: target.location }] }),
    },
    properties: [
      ...property("pqc-audit:digest", result.digest),
      ...property("pqc-audit:target", target.location),
      ...property("pqc-audit:since", target.since?.commit),
      ...property("pqc-audit:files", `${coverage.scanned} of ${coverage.present} scanned`),
      ...skippedCounts(coverage).flatMap(([reason, count]) => property(`pqc-audit:skipped:${reason}`, String(count))),
      ...property("pqc-audit:incomplete", incompleteText(coverage)),
      // The names CBOMkit looks for, to link occurrences to their source.
      ...(isWebAddress(target.location) ? property("gitUrl", target.location) : []),
      ...property("commit", target.commit),
      ...property("subfolder", module),
    ],
  };
}

function property(
  name: string,
  value: string | undefined,
): readonly { readonly name: string; readonly value: string }[] {
  return value === undefined ? [] : [{ name, value }];
}
