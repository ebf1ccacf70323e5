import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { finding, result } from "@pqc-audit/reports/model/fixture.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

let folder: string;
let stored: string;
let history: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-plan-"));
  stored = join(folder, "result.json");
  const findings = [
    finding({ path: "pay/src/a.java", owners: ["@pay"] }),
    finding({ path: "login/src/b.java", id: "b" }),
    finding({
      path: "login/src/c.java",
      id: "c",
      deadlines: [{ mandate: "nist-ir-8547", date: "2035-12-31", requirement: "r", actBy: "2015-12-31" }],
    }),
  ];
  writeFileSync(stored, JSON.stringify(result(findings)));
  history = join(folder, "history.json");
  const times = Array.from({ length: 12 }, (_, at) => new Date(Date.UTC(2026, at)).toISOString());
  const series = [
    { verdict: "quantum-broken", family: "RSA", counts: times.map((_, at) => 100 - at * 2) },
    { verdict: "weak-today", family: "MD5", counts: times.map(() => 7) },
  ];
  writeFileSync(history, JSON.stringify({ historyVersion: "1", timeline: { times, series } }));
  mkdirSync(join(folder, "repository/app"), { recursive: true });
  writeFileSync(join(folder, "repository/app/a.py"), "import hashlib\nhashlib.md5(b'')\n");
});

async function planned(...argv: readonly string[]): Promise<MigrationPlan> {
  const { code, stdout, stderr } = await runHere(["plan", ...argv, "--format", "json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as MigrationPlan;
}

test("a folder is scanned and planned", async () => {
  const plan = await planned(join(folder, "repository"), "--quiet");
  expect(plan.packages).toMatchObject([
    { kind: "weak-today", module: "app", findings: 1, moveTo: [{ algorithm: "SHA-256" }] },
  ]);
});

test("whom CODEOWNERS names is told with each finding, and changes no digest", async () => {
  const place = join(folder, "owned");
  mkdirSync(join(place, "app"), { recursive: true });
  writeFileSync(join(place, "app/a.py"), "import hashlib\nhashlib.md5(b'')\n");
  const scan = async () => {
    const { stdout, code } = await runHere(["scan", place, "--format", "json", "--quiet", "--no-cache"]);
    expect(code).toBe(0);
    return JSON.parse(stdout) as AuditResult;
  };
  const before = await scan();
  writeFileSync(join(place, "CODEOWNERS"), "* @everybody\n/app/ @app-team @b\n");
  const after = await scan();
  expect(before.findings.map(({ owners }) => owners)).toEqual([undefined]);
  expect(after.findings.map(({ owners }) => owners)).toEqual([["@app-team", "@b"]]);
  expect([after.digest, after.errors]).toEqual([before.digest, []]);
  expect((await planned(place, "--quiet", "--owner", "@b")).packages).toMatchObject([{ owners: ["@app-team", "@b"] }]);
  expect((await planned(place, "--quiet", "--owner", "@c")).packages).toEqual([]);
  writeFileSync(join(place, "CODEOWNERS"), Buffer.from([0xe9]));
  expect((await scan()).errors).toEqual([
    { path: "CODEOWNERS", status: "malformed", message: "CODEOWNERS is not UTF-8: it is not heeded" },
  ]);
});

test("a result is planned without a scan, under the mandates that are asked for", async () => {
  expect((await planned(stored)).totals.burnDown.map(({ mandate }) => mandate)).toEqual(["nist-ir-8547"]);
  const plan = await planned(stored, "--mandate", "cnsa-2.0");
  expect(plan.totals.burnDown.map(({ mandate }) => mandate)).toEqual(["cnsa-2.0"]);
  expect(plan.packages[0]?.moveTo[0]?.algorithm).toContain("ML-KEM-1024");
  // The life of the data holds under every mandate.
  expect(plan.packages[0]).toMatchObject({ module: "login", due: "2013-12-31", overdue: true });
});

test("owners, what if, lead time and a forecast", async () => {
  expect((await planned(stored, "--owner", "@pay")).packages).toMatchObject([{ module: "pay", owners: ["@pay"] }]);
  const without = await planned(stored, "--without", "login");
  expect(without.whatIf?.left.findings).toBe(1);
  expect((await planned(stored, "--lead-months", "120")).totals.overdue).toBe(3);
  const { forecast } = await planned(stored, "--history", history);
  expect(forecast).toMatchObject({ trend: "falling", uses: 78 });
  expect(forecast?.milestones.map(({ mandate }) => mandate)).toContain("eu-roadmap");
});

test("a server's plan comes in pages, with its forecast, and is asked for what was asked for", async () => {
  const { packages, ...head } = await planned(stored);
  const forecast = { of: "quantum-broken", observations: 0, uses: 0, points: [], trend: "none", milestones: [] };
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const page = Number(new URL(url, "http://x").searchParams.get("page"));
    const some = {
      packages: packages.slice(page - 1, page),
      total: packages.length,
      page,
      size: 1,
      pages: packages.length,
    };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(url.startsWith("/api/v1/plan") ? { ...head, ...some } : forecast));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const options = ["--team", "a", "--owner", "@b", "--target", "https://git.example/r", "--lead-months", "6"];
    const plan = await planned("--server", `http://127.0.0.1:${port}`, ...options, "--mandate", "eu-roadmap");
    expect(plan).toEqual({ ...head, packages, forecast });
    const [first] = asked.map((url) => Object.fromEntries(new URL(url, "http://x").searchParams));
    const target = "https://git.example/r";
    expect(first).toEqual({
      mandate: "eu-roadmap",
      team: "a",
      owner: "@b",
      target,
      lead_months: "6",
      page: "1",
      size: "1000",
    });
    expect(asked.at(-1)).toBe(`/api/v1/forecast?mandate=eu-roadmap&team=a&target=${encodeURIComponent(target)}`);
  } finally {
    server.close();
  }
  const ran = await runHere(["plan", "--server", "http://127.0.0.1:9", "--history", history]);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
});

test("what it is written to holds the plan", async () => {
  const output = join(folder, "plan.csv");
  const ran = await runHere(["plan", stored, "--format", "csv", "--output", output]);
  expect(ran).toMatchObject({ code: 0, stdout: "", stderr: `pqc-audit: 2 work packages written to ${output}\n` });
  expect(readFileSync(output, "utf8").trimEnd().split("\r\n").length).toBe(3);
});

test("an incomplete result makes an incomplete plan", async () => {
  const file = join(folder, "incomplete.json");
  const coverage = { present: 2, scanned: 1, skipped: {}, failed: 1, quarantined: 0 };
  writeFileSync(file, JSON.stringify(result([finding()], { coverage })));
  const ran = await runHere(["plan", file]);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain("incomplete: some files could not be scanned");
});

test.each([
  [["--without", "nowhere"], "--without nowhere: no work package is of this module"],
  [["--mandate", "cnsa-3.0"], 'no mandate is called "cnsa-3.0"'],
  [["--team", "pay"], "--team and --target need --server"],
  [["--history", "nothing.json"], "cannot use the history nothing.json"],
  [["--lead-months", "-1"], "must be a whole number"],
])("%j is wrong usage", async (argv, message) => {
  const ran = await runHere(["plan", stored, ...argv]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
  expect(ran.stdout).toBe("");
});

test("what is no result is told as such", async () => {
  const file = join(folder, "other.json");
  writeFileSync(file, '{"a": 1}');
  const ran = await runHere(["plan", file]);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
});
