/** Components of an inventory and what depends on what. Whatever is not known is left out, never guessed. */
import { loadCatalogue } from "@pqc-audit/scanner/models/catalogue.ts";
import { releaseOf, requirementOf } from "../inventory/asset.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Asset } from "../inventory/known-asset.ts";
import { materialOf } from "../inventory/material.ts";
import { packageUrl } from "../inventory/package-url.ts";
import type { Finding } from "../model/finding.ts";
import { cryptoProperties, type SpecVersion, subjectOf } from "./properties.ts";
import { registryName } from "./registry.ts";

/** What was scanned. */
export const ROOT = "target";

type Json = Readonly<Record<string, unknown>>;

export function component(asset: Asset, version: SpecVersion): Json {
  const { kind, ref, sample } = asset;
  if (kind === "package" && sample) return packageComponent(asset, sample);
  return {
    type: "cryptographic-asset",
    "bom-ref": ref,
    name: nameOf(asset),
    ...(asset.facts.resolved ? {} : { description: "Which algorithm it is is decided at run time." }),
    cryptoProperties: cryptoProperties(asset, version),
    properties: properties(asset),
  };
}

function nameOf(asset: Asset): string {
  const { kind, facts, sample } = asset;
  if (kind === "certificate") return subjectOf(asset);
  if (kind !== "material" || sample === undefined) return registryName(facts);
  const { type, identified } = materialOf(sample);
  // Files say whose key it is; code has keys only while it runs.
  return identified ? sample.snippet : `${type}: ${registryName(facts)}`;
}

function properties({ facts, classical, usages, scopes }: Asset): readonly Json[] {
  const found = [...usages].sort().join(",");
  const where = [...scopes].sort().join(",");
  return [
    { name: "pqc-audit:algorithm", value: facts.algorithm },
    { name: "pqc-audit:quantum", value: facts.quantum },
    { name: "pqc-audit:classical", value: classical },
    { name: "pqc-audit:resolved", value: String(facts.resolved) },
    ...(found === "" ? [] : [{ name: "pqc-audit:usage", value: found }]),
    ...(where === "" ? [] : [{ name: "pqc-audit:scope", value: where }]),
  ];
}

function packageComponent(asset: Asset, sample: Finding): Json {
  const requirement = requirementOf(sample);
  const version = releaseOf(sample);
  const url = packageUrl(sample);
  return {
    type: "library",
    "bom-ref": asset.ref,
    name: sample.library,
    ...(version !== "" && { version }),
    ...(url !== undefined && { purl: url }),
    properties: [
      ...properties(asset),
      ...(requirement === "" ? [] : [{ name: "pqc-audit:requirement", value: requirement }]),
    ],
  };
}

/** Libraries that code calls, as the catalogue names them. */
export function libraryComponents(inventory: Inventory): readonly Json[] {
  const titles = new Map(loadCatalogue().libraries.map(({ library, title }) => [library, title]));
  return libraries(inventory).map((library) => {
    const title = titles.get(library);
    return {
      type: "library",
      "bom-ref": libraryRef(library),
      name: library,
      ...(title !== undefined && { description: title }),
    };
  });
}

function libraries({ provided }: Inventory): readonly string[] {
  return [...provided.keys()].filter((library) => library !== "").sort();
}

function libraryRef(library: string): string {
  return `library/${library}`;
}

/** What was scanned uses everything that was found in it; a library provides what is called through it. */
export function* dependencies(inventory: Inventory): Generator<Json> {
  const assets = inventory.sorted();
  const called = libraries(inventory);
  const found = assets.filter(({ occurrences }) => occurrences > 0).map(({ ref }) => ref);
  yield { ref: ROOT, dependsOn: [...called.map(libraryRef), ...found] };
  for (const library of called) {
    yield { ref: libraryRef(library), provides: [...(inventory.provided.get(library) ?? [])].sort() };
  }
  for (const { ref, uses, suites } of assets) {
    const parts = new Set([...uses.keys(), ...[...suites.values()].flatMap((refs) => [...refs])]);
    parts.delete(ref);
    yield parts.size === 0 ? { ref } : { ref, dependsOn: [...parts].sort() };
  }
}
