/**
 * CycloneDX 1.6 and 1.7 (ECMA-424) with cryptographic assets, a CBOM: docs/CBOM.md says what stands where.
 *
 * Findings are many and stand inside their assets, so they are gone through several times: once for what assets there are, then
 * once for as many assets as have `AT_ONCE` occurrences together. Memory holds the assets and that many lines, however many
 * findings there are.
 */
import { writeChunks } from "../chunks.ts";
import { assetKey } from "../inventory/asset.ts";
import { documentUuid } from "../inventory/identity.ts";
import { Inventory } from "../inventory/inventory.ts";
import type { Asset } from "../inventory/known-asset.ts";
import type { Finding } from "../model/finding.ts";
import type { Many, ReportedResult, WriteReport } from "../report.ts";
import { component, dependencies, libraryComponents, ROOT } from "./components.ts";
import { metadata } from "./metadata.ts";
import type { SpecVersion } from "./properties.ts";

export const writeCbom16: WriteReport = (result, out) => writeChunks(bomTexts(result, "1.6"), out);
export const writeCbom17: WriteReport = (result, out) => writeChunks(bomTexts(result, "1.7"), out);

/** Of a result whose findings are those of one module, a folder of what was scanned. */
export function cbomOfModule(module: string, version: SpecVersion): WriteReport {
  return (result, out) => writeChunks(bomTexts(result, version, module), out);
}

/** Occurrences that are kept in memory at a time. */
const AT_ONCE = 200_000;

async function* bomTexts(result: ReportedResult, version: SpecVersion, module?: string): AsyncGenerator<string> {
  const inventory = await Inventory.of(result.findings);
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: "CycloneDX",
    specVersion: version,
    serialNumber: `urn:uuid:${documentUuid(`CycloneDX ${version} ${module ?? ""}`, result)}`,
    version: 1,
    metadata: metadata(result, module),
  };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "components": [`;
  yield* componentTexts(inventory, result.findings, version);
  yield `\n  ],\n  "dependencies": [`;
  let before = "";
  for (const each of dependencies(inventory)) {
    yield `${before}\n    ${JSON.stringify(each)}`;
    before = ",";
  }
  const missed = result.coverage.failed + result.coverage.quarantined;
  const aggregate = missed > 0 || result.target.since ? "incomplete" : "unknown";
  yield `\n  ],\n  "compositions": [${JSON.stringify({ aggregate, assemblies: [ROOT] })}]\n}\n`;
}

async function* componentTexts(
  inventory: Inventory,
  findings: Many<Finding>,
  version: SpecVersion,
): AsyncGenerator<string> {
  let before = "";
  for (const library of libraryComponents(inventory)) {
    yield `${before}\n    ${JSON.stringify(library)}`;
    before = ",";
  }
  for (const batch of batches(inventory.sorted())) {
    const [first] = batch;
    const kept = batch.length > 1 ? await occurrencesOf(batch, findings) : undefined;
    for (const asset of batch) {
      yield `${before}\n    `;
      before = ",";
      const text = JSON.stringify(component(asset, version));
      if (asset.occurrences === 0) yield text;
      else {
        yield `${text.slice(0, -1)},"evidence":{"occurrences":[`;
        if (kept) yield kept.get(asset.key)?.join(",") ?? "";
        else if (first) yield* streamed(first, findings);
        yield "]}}";
      }
      kept?.delete(asset.key);
    }
  }
}

/** In the order they are to be written; what alone has more than may be kept comes by itself. */
function* batches(assets: readonly Asset[]): Generator<readonly Asset[]> {
  let batch: Asset[] = [];
  let size = 0;
  for (const asset of assets) {
    if (batch.length > 0 && size + asset.occurrences > AT_ONCE) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(asset);
    size += asset.occurrences;
  }
  if (batch.length > 0) yield batch;
}

async function occurrencesOf(batch: readonly Asset[], findings: Many<Finding>): Promise<Map<string, string[]>> {
  const texts = new Map<string, string[]>(batch.map(({ key }) => [key, []]));
  for await (const finding of findings) texts.get(assetKey(finding))?.push(occurrence(finding));
  return texts;
}

async function* streamed({ key }: Asset, findings: Many<Finding>): AsyncGenerator<string> {
  let before = "";
  for await (const finding of findings) {
    if (assetKey(finding) !== key) continue;
    yield before + occurrence(finding);
    before = ",";
  }
}

/** One finding. `offset` counts UTF-16 code units from the start of the line; the context is masked, as everywhere. */
function occurrence({ id, path, line, column, ruleId, snippet }: Finding): string {
  return JSON.stringify({
    "bom-ref": `finding/${id}`,
    location: path,
    line,
    offset: column - 1,
    symbol: ruleId,
    additionalContext: snippet,
  });
}
