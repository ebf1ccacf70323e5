import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAggregator } from "@pqc-audit/aggregator/service.ts";
import { testOptions } from "@pqc-audit/aggregator/test-options.ts";
import { commitScan, makeFact } from "@pqc-audit/aggregator/test-scan.ts";
import { finding, incomplete, result } from "@pqc-audit/reports/model/fixture.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

let work: string;
let server: Server;
let url: string;
const asked: string[] = [];
const kept = result([finding(), finding({ path: "b.py", line: 3 })]);
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "pqc-audit-report-"));
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    if (request.url?.includes("/broken/")) {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => response.destroy(), 50);
    } else if (request.url?.includes("/1/")) response.end("x".repeat(300_000));
    else
      response
        .writeHead(404)
        .end(JSON.stringify({ error: { code: "not_found", message: "there is no scan nothing" } }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(work, { recursive: true, force: true });
});

function file(name: string, content: unknown): string {
  const path = join(work, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
const lines = (...each: unknown[]) => each.map((line) => `${JSON.stringify(line)}\n`).join("");

test("a kept result is what scan would have printed, in any format, in one file or several", async () => {
  const kept1 = file("result.json", kept);
  expect((await runHere(["report", kept1])).stdout).toContain("RSA-2048  high  2 findings");
  const json = await runHere(["report", kept1, "--format", "json"]);
  expect({ ...json, stdout: JSON.parse(json.stdout) }).toEqual({ code: 0, stderr: "", stdout: kept });
  const out = join(work, "r.csv");
  expect((await runHere(["report", kept1, "--format", "csv", "-o", out])).stderr).toBe(
    `pqc-audit: csv written to ${out}\n`,
  );
  expect(readFileSync(out, "utf8").split("\r\n")).toHaveLength(4);
  const many = await runHere(["report", kept1, "--format", "sarif,junit,html", "--folder", work, "--quiet"]);
  expect(many).toMatchObject({ code: 0, stdout: "", stderr: "" });
  for (const name of ["pqc-audit.sarif", "pqc-audit.junit.xml", "pqc-audit.html"])
    expect(readFileSync(join(work, name), "utf8")).toContain("RSA-2048");
});

test("lines are read too, those of an incomplete scan with what was missed; what they do not say is said", async () => {
  const complete = await runHere(["report", file("lines.ndjson", lines(...kept.findings)), "--format", "json"]);
  expect(complete.stderr).toContain("files with findings are counted");
  expect(JSON.parse(complete.stdout)).toMatchObject({ coverage: { present: 2, scanned: 2 }, findings: kept.findings });
  const { coverage, errors, findings } = incomplete();
  const told = lines(...findings, ...errors.map((error) => ({ record: "error", ...error })), {
    record: "coverage",
    ...coverage,
  });
  const missed = await runHere(["report", file("missed.ndjson", told), "--format", "json"]);
  expect(missed.stderr).toBe("");
  expect(JSON.parse(missed.stdout)).toMatchObject({ coverage, errors });
});

test("a baseline marks what is new, and what was changed in the file is said", async () => {
  const source = file("r.json", kept);
  const baseline = join(work, "b.json");
  await runHere(["report", file("one.json", result([finding()])), "--format", "baseline", "--output", baseline]);
  const { stdout } = await runHere(["report", source, "--format", "markdown", "--baseline", baseline]);
  expect(stdout).toContain("### pqc-audit: 1 new (1 high)");
  const fewer = await runHere(["report", file("fewer.json", { ...kept, findings: [finding()] }), "--format", "json"]);
  expect(fewer.stderr).toContain("they were changed, or some left out");
  expect(JSON.parse(fewer.stdout).summary.findings).toBe(1);
});

test.each([
  ["", "it is empty"],
  ["no result", "it is no result"],
  ["[]", "it is no result"],
  [JSON.stringify(kept).slice(0, 900), "was what wrote it broken off?"],
  [JSON.stringify(kept, undefined, 2).slice(0, 900), "was what wrote it broken off?"],
  [`${lines(...kept.findings)}{"ruleId":`, "line 3 is no JSON"],
  [JSON.stringify({ ...kept, schemaVersion: "2" }), 'its schemaVersion is "2", this pqc-audit reads "1"'],
  [
    JSON.stringify({ ...kept, findings: [{ ...finding(), severity: "urgent" }] }),
    'finding 1 has the severity "urgent"',
  ],
  [JSON.stringify({ ...kept, findings: [{ ...finding(), line: "1" }] }), "finding 1 has no line of 1 or more"],
  [JSON.stringify({ ...kept, findings: [{ ...finding(), owners: "me" }] }), "finding 1 has owners that are no texts"],
  [JSON.stringify({ ...kept, coverage: { ...kept.coverage, scanned: 1 } }), "does not add up"],
  [JSON.stringify({ ...kept, errors: [{}] }), "its errors are no list"],
  [lines({ record: "later" }), 'line 1 is a record "later" that is not known'],
  [lines({ version: 2 }), "line 1 has no id"],
])("what is no result is told in one line, with what is wrong: %#", async (content, message) => {
  const path = file("wrong.json", content);
  const { code, stdout, stderr } = await runHere(["report", path]);
  expect({ code, stdout, lines: stderr.split("\n").length }).toEqual({ code: 2, stdout: "", lines: 2 });
  expect(stderr).toContain(`cannot read a result from ${path}: `);
  expect(stderr).toContain(message);
});

test("wrong usage names what to do", async () => {
  const path = file("ok.json", kept);
  const refused = async (...argv: string[]) => (await runHere(["report", ...argv])).stderr;
  expect(await refused()).toContain("--scan ID");
  expect(await refused(path, "--format", "pdf")).toContain("Allowed choices are text, json");
  expect(await refused(path, "--format", "csv,html")).toContain("--folder");
  expect(await refused(path, "--format", "csv", "--folder", work, "-o", "x")).toContain("do not go together");
  expect(await refused(path, "--format", "csv", "--folder", join(work, "nowhere"))).toContain("does not exist");
  expect(await refused(path, "--scan", "1", "--server", url)).toContain("not both");
  expect(await refused("--scan", "1", "--server", url, "--baseline", "b")).toContain("--baseline");
  expect(await refused(path, "--module", "src")).toContain("--cbom-per-module");
});

test("a scan of a server is fetched as it comes; what the server refuses or breaks off leaves no file", async () => {
  const environment = { PQC_AUDIT_TOKEN: "token" };
  const { stdout } = await runHere(["report", "--scan", "1", "--server", url, "--format", "html"], { environment });
  expect(stdout).toHaveLength(300_000);
  expect(asked.at(-1)).toBe("/api/v1/scans/1/report?format=html Bearer token");
  const refused = await runHere(["report", "--scan", "nothing", "--server", url], { environment });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("there is no scan nothing") });
  const out = join(work, "broken.html");
  const broken = await runHere(["report", "--scan", "broken", "--server", url, "-o", out], { environment });
  expect(broken).toMatchObject({ code: 3, stderr: expect.stringContaining("broke the report off") });
  expect(() => readFileSync(out)).toThrow("ENOENT");
});

test("of a real server's scan every format is what the result gives here", async () => {
  const aggregator = await createAggregator(testOptions());
  try {
    const real = await aggregator.start();
    const payload = { target: "https://git.example/team/service" };
    const { id } = (await aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload })).json();
    const many = Array.from({ length: 1_500 }, (_, at) => makeFact({ line: at + 1 }));
    await commitScan(aggregator, { "src/a.py": many, "b.py": [makeFact({ line: 7 })] });
    const kept = join(work, "watched.json");
    expect((await runHere(["watch", id, "--server", real, "--format", "json", "--output", kept, "--quiet"])).code).toBe(
      0,
    );
    for (const format of ["csv", "sarif", "html", "cbom"]) {
      const there = await runHere(["report", "--scan", id, "--server", real, "--format", format]);
      expect(there).toMatchObject({ code: 0, stderr: "" });
      expect(there.stdout).toBe((await runHere(["report", kept, "--format", format])).stdout);
    }
    const module = ["report", "--scan", id, "--server", real, "--format", "cbom-1.6", "--module"];
    const { stdout } = await runHere([...module, "src"]);
    expect(JSON.parse(stdout).metadata.component.name).toContain("src");
    expect((await runHere([...module, "nowhere"])).stderr).toContain("no module nowhere of this scan has findings");
  } finally {
    await aggregator.stop();
  }
});

test("a result comes through a pipe", () => {
  const command = fileURLToPath(new URL("../main.ts", import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [command, "report", "-", "--format", "csv"], {
    input: JSON.stringify(kept),
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout.split("\r\n")).toHaveLength(4);
});
