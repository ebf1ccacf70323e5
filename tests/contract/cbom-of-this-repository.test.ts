/** The inventory of real code, ours, as a user makes it, held against CycloneDX's own library. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../..", import.meta.url));
let work = "";
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "pqc-cbom-"));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** What `scan` writes of our own sources. */
async function scanned(format: string): Promise<string> {
  const file = join(work, `${format}.json`);
  const command = [join(project, "services/app/main.ts"), "scan", join(project, "services")];
  const options = ["--format", format, "--output", file, "--exclude", "node_modules", "--exclude", "build"];
  await run(process.execPath, [...command, ...options, "--no-cache", "--quiet"]);
  return await readFile(file, "utf8");
}

interface Component {
  readonly "bom-ref": string;
  readonly cryptoProperties?: { readonly assetType: string };
  readonly evidence?: { readonly occurrences: readonly unknown[] };
}

test("the inventory of our own sources is valid, whole and linked", async () => {
  const findings: readonly unknown[] = JSON.parse(await scanned("json")).findings;
  expect(findings.length).toBeGreaterThan(500);
  for (const [format, version] of [
    ["cbom-1.6", Spec.Version.v1dot6],
    ["cbom-1.7", Spec.Version.v1dot7],
  ] as const) {
    const text = await scanned(format);
    expect(await new Validation.JsonStrictValidator(version).validate(text)).toBeNull();
    const bom: { components: Component[]; dependencies: { ref: string; dependsOn?: string[] }[] } = JSON.parse(text);
    expect(bom.components.flatMap(({ evidence }) => evidence?.occurrences ?? [])).toHaveLength(findings.length);
    const refs = new Set([...bom.components.map((component) => component["bom-ref"]), "target"]);
    expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(refs);
    for (const { dependsOn = [] } of bom.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    expect(text).not.toMatch(
      /"name":"RSA[^"]*","cryptoProperties":\{"assetType":"algorithm","algorithmProperties":\{"primitive":"kem"/,
    );
  }
}, 240_000);
