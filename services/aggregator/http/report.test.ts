import { collect } from "@pqc-audit/reports/collect.fixture.ts";
import { ENDINGS, FORMAT_NAMES, FORMATS } from "@pqc-audit/reports/formats.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { ruleTitles } from "@pqc-audit/reports/rule-titles.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { reportedResult } from "../query/result.ts";
import { scanRow } from "../query/scans.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, makeFact } from "../test-scan.ts";

let aggregator: Aggregator;
let id: string;
let result: AuditResult;

const ask = (path: string) => aggregator.http.inject({ url: path });
async function submit(target: string): Promise<string> {
  return (await aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload: { target } })).json().id;
}

/** More findings than are read from the database at once. */
const files = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [
    `src/${at}.py`,
    Array.from({ length: 40 }, (_, line) => makeFact({ line: line + 1, snippet: `=cmd ${at} ${line}` })),
  ]),
);

beforeAll(async () => {
  aggregator = await createAggregator(testOptions());
  await aggregator.start();
  id = await submit("https://git.example/team/service");
  await commitScan(aggregator, files, { skipped: { binary: 2 } });
  await vi.waitFor(
    async () => {
      const { state } = (await ask(`/api/v1/scans/${id}`)).json();
      if (state !== "completed") throw new Error(`the scan is ${state}`);
    },
    { timeout: 20_000 },
  );
  result = (await ask(`/api/v1/scans/${id}/result`)).json();
});
afterAll(() => aggregator?.stop());

test.each(FORMAT_NAMES)("%s is what the command would print of the same result, as a file to keep", async (format) => {
  const answer = await ask(`/api/v1/scans/${id}/report?format=${format}`);
  expect(answer.statusCode).toBe(200);
  const { ending, type } = ENDINGS[format];
  expect(answer.headers["content-type"]).toBe(type);
  expect(answer.headers["content-disposition"]).toBe(`attachment; filename="pqc-audit-${id}${ending}"`);
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect(answer.payload).toBe(await collect(await FORMATS[format](), result, { ruleTitle: ruleTitles() }));
});

const report = async (scan: string, format: string) =>
  (await ask(`/api/v1/scans/${scan}/report?format=${format}`)).payload;

test("what came, stayed, went and came back stands in every format that has a place for it", async () => {
  const use = (algorithm: string, line: number) =>
    makeFact({ algorithm, family: algorithm, line, snippet: `digest("${algorithm}")`, fingerprint: algorithm });
  const scans = [];
  for (const changing of ["SHA-1", "MD4", "SHA-1"]) {
    const scan = await submit("https://git.example/team/changing");
    await commitScan(aggregator, { "keep.py": [use("MD5", 1)], [`src/${changing}.py`]: [use(changing, 2)] });
    await expect.poll(async () => (await ask(`/api/v1/scans/${scan}`)).json().state).toBe("completed");
    scans.push(scan);
  }
  const [first = "", second = "", third = ""] = scans;
  const states = async (scan: string) =>
    (JSON.parse(await report(scan, "json")) as AuditResult).findings.map(({ algorithm, state }) => [algorithm, state]);
  expect(await states(first)).toEqual([
    ["MD5", "new"],
    ["SHA-1", "new"],
  ]);
  expect(await report(first, "markdown")).not.toContain("against");
  expect(await states(second)).toEqual([
    ["MD5", "existing"],
    ["MD4", "new"],
  ]);
  const { fixed, changes } = JSON.parse(await report(second, "json")) as AuditResult;
  expect(fixed).toEqual([expect.objectContaining({ algorithm: "SHA-1", path: "src/SHA-1.py", cause: "code" })]);
  expect(changes).toMatchObject({ since: { scan: first }, new: 1, existing: 1, fixed: 1 });
  expect(await states(third)).toEqual([
    ["MD5", "existing"],
    ["SHA-1", "reopened"],
  ]);
  const markdown = await report(third, "markdown");
  expect(markdown).toContain("### pqc-audit: 1 new (1 medium)");
  expect(markdown).toContain("0 new, 1 existing, 1 reopened, 1 fixed.");
  expect(markdown).toContain("<summary>Fixed: 1 finding</summary>\n\n- `MD4` in `src/MD4.py`");
  const html = await report(third, "html");
  expect(html).toContain("Fixed since the scan before: 1");
  expect(html).toContain("reopened, digest");
  expect(await report(third, "text")).toContain("medium, reopened, digest");
  const results = JSON.parse(await report(third, "sarif")).runs[0].results;
  expect(results.map((each: { baselineState: string }) => each.baselineState)).toEqual(["unchanged", "new"]);
  const fixedOf = JSON.parse(await report(third, "openvex")).statements.filter(
    (each: { status: string }) => each.status === "fixed",
  );
  expect(fixedOf).toEqual([
    expect.objectContaining({
      vulnerability: expect.objectContaining({ name: "pqc-audit:broken:MD4" }),
      status_notes: "gone since the scan before: 1 use in 1 file",
    }),
  ]);
});

test("a scan has an inventory for each module, which together have every finding", async () => {
  const scan = await submit("https://git.example/team/monorepo");
  const use = (line: number) => makeFact({ line });
  await commitScan(aggregator, { "pay/src/a.py": [use(1), use(2)], "root.py": [use(1)], "web/ui/deep/b.py": [use(3)] });
  await expect.poll(async () => (await ask(`/api/v1/scans/${scan}`)).json().state).toBe("completed");
  const { results, total } = (await ask(`/api/v1/scans/${scan}/modules`)).json();
  expect([total, results]).toEqual([
    3,
    [
      { module: ".", files: 1, findings: 1 },
      { module: "pay", files: 1, findings: 2 },
      { module: "web/ui", files: 1, findings: 1 },
    ],
  ]);
  expect((await ask(`/api/v1/scans/${scan}/modules?page=2&size=2`)).json().results).toHaveLength(1);
  const told: string[] = [];
  const numbers = new Set<string>();
  for (const { module } of results) {
    const bom = (await ask(`/api/v1/scans/${scan}/report?format=cbom-1.6&module=${encodeURIComponent(module)}`)).json();
    numbers.add(bom.serialNumber);
    for (const { evidence } of bom.components)
      for (const { location, line } of evidence?.occurrences ?? []) told.push(`${location}:${line}`);
  }
  expect(told.toSorted()).toEqual(["pay/src/a.py:1", "pay/src/a.py:2", "root.py:1", "web/ui/deep/b.py:3"]);
  expect(numbers.size).toBe(3);
  expect((await ask(`/api/v1/scans/${scan}/report?format=csv&module=pay`)).statusCode).toBe(400);
  expect((await ask(`/api/v1/scans/${scan}/report?format=cbom&module=other`)).statusCode).toBe(404);
});

test("mandates judge a report as they judge a result", async () => {
  const query = "mandate=cnsa-2.0&lead_months=1200";
  const judged = (await ask(`/api/v1/scans/${id}/result?${query}`)).json();
  expect(judged).not.toEqual(result);
  expect((await ask(`/api/v1/scans/${id}/report?format=json&${query}`)).json()).toEqual(judged);
});

test("what cannot be answered is said in one line", async () => {
  const refused = async (path: string) => {
    const { statusCode, payload } = await ask(path);
    return [statusCode, JSON.parse(payload).error.message];
  };
  const running = await submit("https://git.example/team/later");
  expect(await refused(`/api/v1/scans/${id}/report?format=pdf`)).toEqual([
    400,
    expect.stringMatching(/format.*one of/),
  ]);
  expect(await refused(`/api/v1/scans/${id}/report?form=csv`)).toEqual([400, expect.stringContaining('"form"')]);
  expect(await refused(`/api/v1/scans/${id}/report?mandate=none`)).toEqual([400, expect.stringContaining("none")]);
  expect(await refused(`/api/v1/scans/${running}/report`)).toEqual([409, expect.stringContaining("queued")]);
  expect(await refused("/api/v1/scans/nothing/report")).toEqual([404, expect.any(String)]);
});

test("a report of which findings went away meanwhile breaks off", async () => {
  const { store } = aggregator.context;
  const scan = await scanRow(store, id);
  if (!scan) throw new Error("the scan is gone");
  const summary = JSON.stringify({ ...result.summary, findings: result.summary.findings + 1 });
  const short = await reportedResult(store, { ...scan, summary }, "1.2.3");
  await expect(collect(await FORMATS.csv(), short as AuditResult)).rejects.toThrow("2400 are left");
});
