/** What is asked over all repositories: who sees what of it, and what cannot be asked. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { submitScan } from "../ledger/scans.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const OURS = "https://git.example/team/service";
const THEIRS = "https://git.example/other/secret";
const WAITING = "https://git.example/team/waiting";
const RSA = {
  ruleId: "python.rsa",
  algorithm: "RSA-2048",
  family: "RSA",
  keySize: 2048,
  purpose: "encryption",
  quantum: "broken",
  classical: "ok",
} as const;
const CERTIFICATE = { ...RSA, usage: "certificate", purpose: "signature", expires: "2027-03-01T00:00:00Z" } as const;

const all = randomBytes(24).toString("base64url");
const limited = randomBytes(24).toString("base64url");
const team = randomBytes(24).toString("base64url");

let folder: string;
let aggregator: Aggregator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-assets-"));
  const tokensFile = join(folder, "tokens");
  const line = (token: string, rest: string) => `sha256:${createHash("sha256").update(token).digest("hex")} ${rest}\n`;
  await writeFile(
    tokensFile,
    line(all, "role=admin") +
      line(limited, "role=viewer repositories=https://git.example/team/*") +
      line(team, "role=viewer teams=payments"),
  );
  aggregator = await createAggregator(testOptions({ http: { tokensFile } }));
  await aggregator.start();
  await scanned(OURS, { "src/a.py": [makeFact({ line: 1 }), makeFact({ ...RSA, line: 2 })] });
  await scanned(THEIRS, {
    "src/b.py": [makeFact({ ...RSA, line: 1, snippet: "their secret" })],
    "certs/c.pem": [makeFact({ ...CERTIFICATE, line: 1 })],
  });
  for (const [target, name, tag] of [
    [OURS, "payments", "pci"],
    [THEIRS, "others", "lab"],
  ]) {
    await aggregator.http.inject({
      method: "PUT",
      url: "/api/v1/repositories/facts",
      headers: { authorization: `Bearer ${all}` },
      payload: { target, team: name, tags: [tag] },
    });
  }
  await submitted(WAITING);
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function submitted(target: string): Promise<string> {
  const options = { include: [], exclude: [], maxFileSizeBytes: 1_000, chunkSize: 10 };
  const submission = { target, options, engineDigest: ENGINE, priority: "on-demand", requester: "x" } as const;
  return (await submitScan(aggregator.context, submission)).scanId;
}

async function scanned(target: string, files: Readonly<Record<string, readonly Fact[]>>): Promise<void> {
  const id = await submitted(target);
  await commitScan(aggregator, files);
  await vi.waitFor(async () => {
    const { state } = (await ask(`/scans/${id}`)).json();
    if (state !== "completed") throw new Error(`the scan is ${state}`);
  });
}

function ask(path: string, token = all) {
  return aggregator.http.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } });
}

async function answered(path: string, token = all) {
  const answer = await ask(path, token);
  expect([path, answer.statusCode, answer.statusCode === 200 ? "" : answer.body]).toEqual([path, 200, ""]);
  return answer.json();
}

describe("who is limited sees nothing of others", () => {
  test.each([limited, team])("in no list, total, asset, trend or stream", async (token) => {
    const rsa = (await answered("/assets?family=RSA&usage=call")).results[0].id;
    const [finding] = (await answered(`/findings?target=${THEIRS}`)).results;
    for (const path of [
      "/findings",
      "/findings.ndjson",
      `/findings?target=${THEIRS}`,
      "/assets",
      `/assets/${rsa}/repositories`,
      `/assets/${rsa}/findings`,
      "/certificates",
      "/overview",
      "/trends",
    ]) {
      const { statusCode, body } = await ask(path, token);
      expect([path, statusCode]).toEqual([path, 200]);
      expect(body).not.toMatch(/secret|others/);
    }
    expect((await answered("/findings", token)).total).toBe(2);
    expect((await answered(`/findings?target=${THEIRS}`, token)).total).toBe(0);
    expect((await answered("/assets?family=RSA", token)).results).toMatchObject([{ findings: 1, repositories: 1 }]);
    expect((await answered("/certificates", token)).total).toBe(0);
    expect((await answered("/overview", token)).findings).toBe(2);
    expect((await answered("/trends", token)).points.at(-1)).toMatchObject({ repositories: 1 });
    const hidden = await ask(`/findings/${finding.id}?target=${THEIRS}`, token);
    const absent = await ask(`/findings/${finding.id}?target=https://git.example/team/none`, token);
    expect([hidden.statusCode, hidden.body]).toEqual([404, absent.body]);
  });
});

test("assets are what is the same over repositories", async () => {
  const { results, total } = await answered("/assets");
  expect(total).toBe(3);
  const [rsa] = results;
  expect(rsa).toMatchObject({
    algorithm: "RSA-2048",
    keySize: 2048,
    findings: 2,
    repositories: 2,
    firstDeadline: { mandate: expect.any(String), date: expect.stringMatching(/^\d{4}-/) },
  });
  expect((await answered(`/assets/${rsa.id}/repositories`)).results).toMatchObject([
    { target: THEIRS, findings: 1 },
    { target: OURS, findings: 1 },
  ]);
  const found = await answered(`/assets/${rsa.id}/findings?size=1`);
  expect(found).toMatchObject({ total: 2, results: [{ target: THEIRS, path: "src/b.py", scan: expect.any(String) }] });
  const next = await answered(`/assets/${rsa.id}/findings?size=1&after=${found.next}`);
  expect(next).toMatchObject({ total: 2, page: 2, results: [{ target: OURS }] });
  expect(next.next).toBeUndefined();
  expect((await answered("/assets/0000000000000000/findings")).total).toBe(0);
});

test("totals, by team and by date", async () => {
  const overview = await answered("/overview");
  expect(overview).toMatchObject({
    repositories: { scanned: 2, neverScanned: 1, incomplete: 0 },
    findings: 4,
    suppressed: 0,
    byFamily: { RSA: 3, MD5: 1 },
    byVerdict: { "quantum-broken": 3, "weak-today": 1 },
    byTeam: [
      { team: "others", repositories: 1, findings: 2 },
      { team: "payments", repositories: 1, findings: 2 },
    ],
  });
  expect(overview.byDeadline.length).toBeGreaterThan(0);
  for (const filter of ["team=payments", "tag=pci", `target=${OURS}`]) {
    expect(await answered(`/overview?${filter}`)).toMatchObject({ repositories: { scanned: 1 }, findings: 2 });
    expect((await answered(`/findings?${filter}`)).total).toBe(2);
  }
  expect(await answered("/overview?team=none")).toMatchObject({ findings: 0, byTeam: [] });
});

test("certificates by date, one finding by its id, and findings as lines", async () => {
  const certificates = await answered("/certificates");
  expect(certificates).toMatchObject({ total: 1, results: [{ path: "certs/c.pem", target: THEIRS }] });
  expect((await answered("/certificates?expires_before=2027-03-01")).total).toBe(0);
  expect((await answered("/certificates?expires_before=2027-03-02")).total).toBe(1);
  const [{ id }] = certificates.results;
  expect(await answered(`/findings/${id}?target=${THEIRS}`)).toEqual(certificates.results[0]);
  expect((await ask(`/findings/${id}?target=${OURS}`)).statusCode).toBe(404);
  const lines = await ask("/findings.ndjson?sort=-severity");
  expect(lines.headers["content-type"]).toContain("application/x-ndjson");
  const told = lines.body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told).toEqual((await answered("/findings?sort=-severity")).results);
});

test("trends are as of the end of each day", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const { points, from, to } = await answered(`/trends?from=2020-01-01&to=2020-03-10&interval=month`);
  expect([from, to, points.map(({ date }: { date: string }) => date)]).toEqual([
    "2020-01-01",
    "2020-03-10",
    ["2020-01-31", "2020-02-29", "2020-03-10"],
  ]);
  expect(points[0]).toMatchObject({ repositories: 0, uses: { "quantum-broken": 0 } });
  const now = await answered(`/trends?from=${today}&to=${today}`);
  expect(now.points).toMatchObject([
    {
      date: today,
      repositories: 2,
      uses: { "quantum-broken": 3, "weak-today": 1 },
      byFamily: { "weak-today": { MD5: 1 } },
    },
  ]);
});

test.each([
  ["/findings?colour=red", "colour"],
  ["/findings?severity=worst", "severity"],
  ["/findings?page=0", "page"],
  ["/findings?size=5000", "size"],
  ["/findings?sort=random", "sort"],
  ["/findings?suppressed=perhaps", "suppressed"],
  ["/findings?quantum=broken&quantum=cracked", "quantum"],
  ["/findings?expires_before=2027-02-30", "expires_before"],
  ["/findings?expires_before=tomorrow", "expires_before"],
  ["/findings?overdue=true&mandate=none-such", "none-such"],
  ["/findings?file_pattern=[a", "file_pattern"],
  ["/findings?after=AAAA", "after"],
  ["/findings.ndjson?expires_before=2027-13-01", "expires_before"],
  ["/assets?file_pattern=*.py", "file_pattern"],
  ["/assets?sort=path", "sort"],
  ["/overview?page=2", "page"],
  ["/certificates?sort=path", "sort"],
  ["/trends?from=2027-01-01&to=2026-01-01", "from"],
  ["/trends?from=1926-01-01", "from"],
  ["/trends?interval=hour", "interval"],
  ["/trends?to=2027-02-29", "to"],
])("%s is refused, and told why", async (path, named) => {
  const answer = await ask(path);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code: "invalid_request", message: expect.stringContaining(named) });
});
