/** Results that `scan` and `watch` have printed, read again. */
import { readFileSync } from "node:fs";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Coverage, Finding } from "@pqc-audit/reports/model/finding.ts";
import { parseResult } from "@pqc-audit/reports/parse-result.ts";
import type { Context } from "../context.ts";
import { openClient } from "../server/open-client.ts";
import type { ServerFlags } from "./server-options.ts";

export interface StoredResult {
  readonly findings: readonly Finding[];
  /** Where it was scanned, and what, as far as the result says. */
  readonly location?: string;
  readonly commit?: string;
  /** Absent where every file was looked at and one finding a line was printed. */
  readonly coverage?: Coverage;
}

/** JSON, or a finding a line. Throws `UsageError` for what is neither. */
export function readResult(file: string): StoredResult {
  try {
    const { result, untold } = parseResult(readFileSync(file, "utf8"), file);
    const { findings, target, coverage } = result;
    return {
      findings,
      ...(!untold.includes("target") && { location: target.location }),
      ...(target.commit !== undefined && { commit: target.commit }),
      ...(!untold.includes("coverage") && { coverage }),
    };
  } catch (error) {
    throw new UsageError(`cannot read findings from ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Of a file, or of a finished scan of a server. */
export async function foundIn(
  { result, ...server }: ServerFlags & { readonly result?: string; readonly scan?: string },
  context: Context,
): Promise<StoredResult> {
  if (result !== undefined) return readResult(result);
  const { target, ...scanned } = await openClient(server, context).result(server.scan ?? "");
  return { ...scanned, ...target };
}

/** The finding with this id, or the only one whose id begins so. Throws `UsageError`. */
export function findingNamed(findings: readonly Finding[], id: string): Finding {
  const exact = findings.find((each) => each.id === id);
  if (exact) return exact;
  const [first, second] = findings.filter((each) => each.id.startsWith(id));
  if (!first) throw new UsageError(`none of the ${findings.length} findings has the id ${id}`);
  if (second) throw new UsageError(`several findings begin with ${id}, such as ${first.id} and ${second.id}`);
  return first;
}
