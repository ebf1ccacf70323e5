/** Inventories as others' libraries read them: cyclonedx-go and go-vex take them, drop nothing, and write the same again. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { collect } from "@pqc-audit/reports/collect.fixture.ts";
import { FORMATS, type Format } from "@pqc-audit/reports/formats.ts";
import { hostileResult } from "@pqc-audit/reports/hostile.fixture.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { changed, finding, incomplete, result } from "@pqc-audit/reports/model/fixture.ts";
import { beforeAll, expect, test } from "vitest";
import { readByOthers } from "../servers/inventory-reader.ts";

const run = promisify(execFile);
const services = fileURLToPath(new URL("../../services", import.meta.url));
const BOMS = ["cbom-1.6", "cbom-1.7"] as const;

let scanned: AuditResult;
beforeAll(async () => {
  const command = [`${services}/app/main.ts`, "scan", `${services}/scanner`, "--format", "json", "--quiet"];
  const { stdout } = await run(process.execPath, command, { maxBuffer: 1 << 28 });
  scanned = JSON.parse(stdout) as AuditResult;
}, 240_000);

const written = async (format: Format, of: AuditResult) => collect(await FORMATS[format](), of);

const results: readonly (readonly [string, () => AuditResult])[] = [
  ["our own scanner", () => scanned],
  ["nothing", () => result([])],
  ["hostile names", hostileResult],
  ["an incomplete scan", () => incomplete([finding(), finding({ path: "b", suppressed: { reason: "why" } })])],
  ["a scan of a server", () => changed(result([finding(), finding({ line: 2 })]))],
];

test.each(results.flatMap(([what, of]) => BOMS.map((format) => [format, what, of] as const)))(
  "%s of %s goes through CycloneDX's Go library unchanged",
  async (format, _what, of) => {
    const text = await written(format, of());
    const { document, refusal } = await readByOthers("cyclonedx", text);
    expect(refusal).toBeUndefined();
    const ours = JSON.parse(text);
    expect(droppedFrom(ours, document)).toEqual([]);
    expect(droppedFrom(document, ours)).toEqual([]);
  },
);

test.each(results)(
  "OpenVEX of %s goes through OpenVEX's Go library unchanged, each statement is valid",
  async (_what, of) => {
    const text = await written("openvex", of());
    const { document, refusal } = await readByOthers("openvex", text);
    expect(refusal).toBeUndefined();
    expect(droppedFrom(JSON.parse(text), document)).toEqual([]);
  },
);

test("the libraries are really asked: what is broken is refused", async () => {
  const bom = await written("cbom-1.6", result());
  const broken = bom.replace('"primitive":"pke"', '"primitive":{"pke":1}');
  expect(broken).not.toBe(bom);
  expect((await readByOthers("cyclonedx", broken)).refusal).toContain("cannot unmarshal");
  const vex = await written("openvex", result());
  for (const [good, bad] of [
    ['"status":"affected"', '"status":"fine"'],
    [/"action_statement":"[^"]*",/, ""],
  ] as const) {
    const wrong = vex.replace(good, bad);
    expect(wrong).not.toBe(vex);
    expect((await readByOthers("openvex", wrong)).refusal).toContain("statement 1");
  }
});

/** Go leaves out what is empty where a field may be absent. */
const isEmpty = (value: unknown) => value === 0 || value === "" || (Array.isArray(value) && value.length === 0);

/** Go writes times to the second, and halves of surrogates, which a hostile name may have, as what stands for them. */
const plain = (value: unknown) =>
  typeof value === "string" ? value.toWellFormed().replace(/(T\d\d:\d\d:\d\d)\.\d+Z$/, "$1Z") : value;

/** Where `to` lacks what `from` has, or says otherwise; at most twenty places. */
function droppedFrom(from: unknown, to: unknown, path = "$", found: string[] = []): readonly string[] {
  if (found.length >= 20 || (to === undefined && isEmpty(from))) return found;
  if (Array.isArray(from)) {
    if (!Array.isArray(to) || to.length !== from.length) found.push(`${path}: ${from.length} entries`);
    else for (const [at, each] of from.entries()) droppedFrom(each, to[at], `${path}[${at}]`, found);
  } else if (typeof from === "object" && from !== null) {
    const other = (to ?? {}) as Record<string, unknown>;
    for (const [name, value] of Object.entries(from)) droppedFrom(value, other[name], `${path}.${name}`, found);
  } else if (plain(from) !== plain(to)) found.push(`${path}: ${JSON.stringify(from)} became ${JSON.stringify(to)}`);
  return found;
}
