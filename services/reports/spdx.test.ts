import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import type { AuditResult } from "./model/finding.ts";
import { finding, incomplete, result } from "./model/fixture.ts";
import { writeSpdx } from "./spdx.ts";

type Element = Readonly<Record<string, unknown>> & { readonly type: string; readonly spdxId?: string };

async function graph(of: AuditResult): Promise<readonly Element[]> {
  const elements: readonly Element[] = JSON.parse(await collect(writeSpdx, of))["@graph"];
  const ids = elements.map(({ spdxId }) => spdxId).filter((id) => id !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(ids);
  for (const { from, to, subject, software_snippetFromFile: file, rootElement } of elements) {
    for (const id of [from, to, subject, file, rootElement].flat()) if (id !== undefined) expect(known).toContain(id);
  }
  return elements;
}

const ofType = (elements: readonly Element[], type: string) => elements.filter((each) => each.type === type);

test("each finding is a snippet of its file, with its lines, and an annotation of what SPDX has no field for", async () => {
  const found = [
    finding({ id: "a", endLine: 12 }),
    finding({ id: "b", line: 20, endLine: 20 }),
    finding({ id: "c", path: "ü #.java" }),
  ];
  const elements = await graph(result(found));
  expect(ofType(elements, "software_File").map(({ name }) => name)).toEqual(["src/Keys.java", "ü #.java"]);
  const [snippet] = ofType(elements, "software_Snippet");
  expect(snippet).toMatchObject({
    name: "RSA-2048",
    software_lineRange: { beginIntegerRange: 10, endIntegerRange: 12 },
  });
  const [annotation] = ofType(elements, "Annotation");
  expect(annotation).toMatchObject({ subject: snippet?.spdxId, contentType: "application/json" });
  expect(JSON.parse(String(annotation?.statement))).toMatchObject({
    family: "RSA",
    primitive: "pke",
    severity: "high",
  });
});

test("libraries are packages that what was scanned depends on, once each", async () => {
  const library = {
    usage: "dependency",
    ruleId: "dependency.pypi",
    library: "pycrypto",
    snippet: "pycrypto ==2.6.1 (RSA): none",
  } as const;
  const elements = await graph(
    result([finding({ ...library, id: "a" }), finding({ ...library, id: "b", path: "x/requirements.txt" })]),
  );
  const [target, dependency, ...more] = ofType(elements, "software_Package");
  expect(more).toEqual([]);
  expect(dependency).toMatchObject({
    name: "pycrypto",
    software_packageVersion: "2.6.1",
    software_packageUrl: "pkg:pypi/pycrypto@2.6.1",
  });
  expect(ofType(elements, "Relationship")).toContainEqual(
    expect.objectContaining({ from: target?.spdxId, relationshipType: "dependsOn", to: [dependency?.spdxId] }),
  );
});

test("an incomplete scan says so, and a clock of milliseconds is none of SPDX's", async () => {
  const elements = await graph(incomplete());
  expect(ofType(elements, "software_Sbom")).toMatchObject([
    { comment: "incomplete: 2 of 45 files could not be scanned" },
  ]);
  expect(ofType(elements, "CreationInfo")).toMatchObject([{ created: "2026-11-22T10:00:00Z", specVersion: "3.0.1" }]);
});
