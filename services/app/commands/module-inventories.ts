/**
 * An inventory for each module of a folder, and one for all: `cbom.json`, `cbom_services_pay.json` …, the names CBOMkit's action
 * gives them. Dependency-Track wants a project for each: docs/CBOM.md.
 */
import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { cbomOfModule, writeCbom16, writeCbom17 } from "@pqc-audit/reports/cyclonedx/cyclonedx.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import type { WriteReport } from "@pqc-audit/reports/report.ts";
import type { Context } from "../context.ts";
import { moduleFolders, ROOT_MODULE } from "../scan/module-folders.ts";
import { withOutput } from "../terminal/output.ts";

/** Refuses, before hours of scanning, what has no folder in which manifests could be looked for. */
export async function checkModules(location: string, ref: string | undefined, folder: string): Promise<void> {
  if (ref !== undefined || !(await isFolder(location))) {
    throw new UsageError(
      `--cbom-per-module looks for build manifests in what is checked out: scan a folder, without --ref, not ${location}`,
    );
  }
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`--cbom-per-module ${folder}: ${messageOf(error)}`, { cause: error });
  });
}

/** Number of modules with findings. */
export async function writeModuleInventories(
  result: AuditResult,
  location: string,
  folder: string,
  version: "1.6" | "1.7",
  context: Context,
): Promise<number> {
  const write = (name: string, report: WriteReport, findings: readonly Finding[]) =>
    withOutput(join(folder, name), context, (out) =>
      report({ ...result, findings }, out, { color: false, ruleTitle: () => undefined }),
    );
  await write("cbom.json", version === "1.6" ? writeCbom16 : writeCbom17, result.findings);
  const modules = findingsByModule(result.findings, moduleFolders(resolve(location)));
  const names = new Set<string>();
  for (const [module, findings] of modules) {
    await write(fileName(module, names), cbomOfModule(module, version), findings);
  }
  return modules.size;
}

function findingsByModule(
  findings: readonly Finding[],
  moduleOf: (path: string) => string,
): ReadonlyMap<string, readonly Finding[]> {
  const modules = new Map<string, Finding[]>();
  for (const finding of findings) {
    const module = moduleOf(finding.path);
    const known = modules.get(module);
    if (known) known.push(finding);
    else modules.set(module, [finding]);
  }
  return modules;
}

/** No path of a repository is a path of ours: what is unusual is left out, and what is then the same told apart. */
function fileName(module: string, taken: Set<string>): string {
  const readable = module === ROOT_MODULE ? "root" : module.replace(/[^A-Za-z0-9.-]+/g, "_").slice(0, 120);
  const plain = `cbom_${readable}.json`;
  const hash = createHash("sha256").update(module.toWellFormed()).digest("hex").slice(0, 8);
  const name = taken.has(plain) ? `cbom_${readable}_${hash}.json` : plain;
  taken.add(name);
  return name;
}

async function isFolder(location: string): Promise<boolean> {
  const found = await stat(location).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  // A bare repository is a folder too, in which nothing is checked out.
  const bare = await stat(join(location, "HEAD")).catch(() => undefined);
  return !(bare?.isFile() && (await stat(join(location, "objects")).catch(() => undefined))?.isDirectory());
}
