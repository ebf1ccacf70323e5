/** What is planted, and its direct scan, for tests. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaults } from "@pqc-audit/platform/config/config.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { requestOf } from "../commands/scan-action.ts";
import { runScan } from "../scan/scan.ts";
import { plantedArtifacts, plantedSkips } from "./artifacts.ts";
import type { PlantedFile } from "./planted.ts";
import { type PlantedRepository, plantRepository } from "./repository.ts";
import { plantedSources } from "./sources.ts";

export interface Planted {
  readonly files: readonly PlantedFile[];
  readonly repository: PlantedRepository;
  remove(): void;
}

export async function plant(): Promise<Planted> {
  const folder = mkdtempSync(join(tmpdir(), "pqc-planted-"));
  const run = randomBytes(8).toString("hex");
  const files = [...plantedSources(run), ...(await plantedArtifacts(run)), ...plantedSkips(run)];
  const repository = await plantRepository(folder, files, new AbortController().signal);
  return { files, repository, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function scanPlanted({ repository }: Planted): Promise<AuditResult> {
  const options = { include: [], exclude: [], format: "json" } as const;
  const silent = { found: () => {}, advanced: () => {} };
  return runScan(requestOf(`file://${repository.gitDir}`, options, defaults()), silent);
}
