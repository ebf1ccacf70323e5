/** The model behind a rule: of the catalogue, or of what a repository declares as its own functions. */
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { openRepositoryPolicy } from "@pqc-audit/aggregator/join/repository-policy.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { MAX_POLICY_BYTES, POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import type { Library, Model } from "@pqc-audit/scanner/models/model.ts";
import { isWrapperRule } from "@pqc-audit/scanner/wrappers/rule.ts";

export interface KnownRule {
  readonly model: Model;
  readonly library: Library;
}

/** A file that was scanned is no larger than a scan takes. */
const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

/** `folder`: where the repository that may declare it lies. Throws `UsageError` where its declarations cannot be used. */
export function knownRule(rule: string, folder: string | undefined): KnownRule | undefined {
  if (!isWrapperRule(rule)) {
    for (const [model, library] of loadCatalogue().libraryOf) if (model.rule === rule) return { model, library };
    return undefined;
  }
  const bytes = folder === undefined ? undefined : contentBelow(folder, POLICY_FILE, MAX_POLICY_BYTES);
  if (!bytes) return undefined;
  const { policy, fault } = openRepositoryPolicy({ text: Buffer.from(bytes).toString("utf8") });
  if (fault !== undefined) throw new UsageError(`${folder}: ${fault}`);
  for (const library of policy?.wrappers?.libraries ?? []) {
    for (const model of library.models) if (model.rule === rule) return { model, library };
  }
  return undefined;
}

/** Nothing outside of the folder, whatever a result says: its paths come from whoever was scanned. */
export function contentBelow(folder: string, path: string, mostBytes = MAX_SOURCE_BYTES): Uint8Array | undefined {
  try {
    const root = realpathSync(folder);
    const file = statSync(root).isFile() ? root : realpathSync(join(root, path));
    if (file !== root && !file.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    const stats = lstatSync(file);
    return stats.isFile() && stats.size <= mostBytes ? readFileSync(file) : undefined;
  } catch {
    // Not there, or a URL: explained without it.
    return undefined;
  }
}
