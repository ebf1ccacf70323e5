/**
 * SPDX 3.0.1 (JSON-LD). SPDX has no class for algorithms, keys or certificates, so none is made up: what was scanned is a package,
 * each file with findings a file, each finding a snippet of it with its lines, and what was found there an annotation in JSON;
 * libraries that manifests ask for are packages the first depends on. Written as findings come, none is kept.
 */
import { writeChunks } from "./chunks.ts";
import { incompleteText } from "./coverage.ts";
import { assetKey, releaseOf } from "./inventory/asset.ts";
import { documentUuid, iriPart, targetName, targetUrl } from "./inventory/identity.ts";
import { packageUrl } from "./inventory/package-url.ts";
import type { Finding } from "./model/finding.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

export const writeSpdx: WriteReport = (result, out) => writeChunks(spdxTexts(result), out);

type Json = Readonly<Record<string, unknown>>;

const CREATION = "_:creation";

async function* spdxTexts(result: ReportedResult): AsyncGenerator<string> {
  const base = `https://spdx.org/spdxdocs/pqc-audit-${documentUuid("SPDX 3.0.1", result)}`;
  yield `{\n  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",\n  "@graph": [`;
  let before = "";
  for await (const element of elements(result, base)) {
    yield `${before}\n    ${JSON.stringify(element)}`;
    before = ",";
  }
  yield "\n  ]\n}\n";
}

async function* elements(result: ReportedResult, base: string): AsyncGenerator<Json> {
  yield* heading(result, base);
  const target = `${base}/target`;
  const packages = new Set<string>();
  let path: string | undefined;
  for await (const finding of result.findings) {
    const file = `${base}/file/${iriPart(finding.path)}`;
    if (finding.path !== path) {
      path = finding.path;
      yield element("software_File", file, { name: path });
      yield relation(`${base}/contains/${iriPart(path)}`, target, "contains", file);
    }
    yield* snippet(finding, file, base);
    if (finding.usage !== "dependency") continue;
    const library = `${base}/package/${encodeURIComponent(assetKey(finding).toWellFormed())}`;
    if (packages.has(library)) continue;
    packages.add(library);
    yield dependency(finding, library);
    yield relation(`${library}/depends`, target, "dependsOn", library);
  }
}

function* heading(result: ReportedResult, base: string): Generator<Json> {
  const { tool, target, startedAt } = result;
  const [agent, program, sbom, root] = [`${base}/agent`, `${base}/tool`, `${base}/sbom`, `${base}/target`];
  yield {
    type: "CreationInfo",
    "@id": CREATION,
    specVersion: "3.0.1",
    // Whole seconds, as SPDX wants them.
    created: startedAt.replace(/\.\d+Z$/, "Z"),
    createdBy: [agent],
    createdUsing: [program],
  };
  yield element("SoftwareAgent", agent, { name: tool.name });
  yield element("Tool", program, { name: `${tool.name}-${tool.version}`, description: `engine ${tool.engineDigest}` });
  yield element("SpdxDocument", base, { profileConformance: ["core", "software"], rootElement: [sbom] });
  const incomplete = incompleteText(result.coverage);
  const partly = target.since ? `Only what changed since ${target.since.commit} was looked at` : undefined;
  const comment = incomplete ?? partly;
  yield element("software_Sbom", sbom, {
    rootElement: [root],
    software_sbomType: ["source"],
    ...(comment !== undefined && { comment }),
  });
  const url = targetUrl(target);
  yield element("software_Package", root, {
    name: targetName(target),
    software_primaryPurpose: "source",
    ...(target.commit !== undefined && { software_packageVersion: target.commit }),
    ...(url !== undefined && { software_packageUrl: url }),
  });
}

function* snippet(finding: Finding, file: string, base: string): Generator<Json> {
  const { id, line, endLine, algorithm, snippet: text } = finding;
  const iri = `${base}/finding/${encodeURIComponent(id.toWellFormed())}`;
  yield element("software_Snippet", iri, {
    name: algorithm,
    description: text,
    software_lineRange: { type: "PositiveIntegerRange", beginIntegerRange: line, endIntegerRange: endLine },
    software_snippetFromFile: file,
  });
  yield element("Annotation", `${iri}/facts`, {
    annotationType: "other",
    contentType: "application/json",
    statement: JSON.stringify(factsOf(finding)),
    subject: iri,
  });
}

/** What SPDX has no field for. */
function factsOf(finding: Finding): Partial<Finding> {
  const { path: _path, line: _line, endLine: _endLine, snippet: _snippet, halves: _halves, ...facts } = finding;
  return facts;
}

function dependency(finding: Finding, iri: string): Json {
  const version = releaseOf(finding);
  const url = packageUrl(finding);
  return element("software_Package", iri, {
    name: finding.library,
    software_primaryPurpose: "library",
    ...(version !== "" && { software_packageVersion: version }),
    ...(url !== undefined && { software_packageUrl: url }),
  });
}

function relation(spdxId: string, from: string, relationshipType: string, to: string): Json {
  return element("Relationship", spdxId, { from, relationshipType, to: [to] });
}

function element(type: string, spdxId: string, fields: Json): Json {
  return { type, spdxId, creationInfo: CREATION, ...fields };
}
