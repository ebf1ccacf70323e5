import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { submitScan } from "../ledger/scans.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const PAY = "https://git.example/team/pay";
const SHOP = "https://git.example/team/shop";
const THEIRS = "https://git.example/other/secret";
const token = { admin: randomBytes(24).toString("base64url"), limited: randomBytes(24).toString("base64url") };
const hashed = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

let folder: string;
let aggregator: Aggregator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-plan-"));
  const tokensFile = join(folder, "tokens");
  const limited = `${hashed(token.limited)} role=viewer repositories=https://git.example/team/*\n`;
  await writeFile(tokensFile, `${hashed(token.admin)} role=admin\n${limited}`);
  aggregator = await createAggregator(
    testOptions({
      http: { tokensFile },
      finisherPollMs: 20,
      retention: { scansPerTarget: 0, days: 0, resultHours: 1, everyMs: 3_600_000 },
    }),
  );
  await aggregator.start();
  await scanned(PAY, { "login/src/a.py": [rsa()], "login/src/b.py": [rsa()], "ledger/c.py": [makeFact()] });
  await scanned(SHOP, { "a.py": [rsa({ purpose: "signature" })], "tests/b.py": [rsa()] });
  await scanned(THEIRS, { "secret.py": [rsa()] });
  const facts = { target: PAY, team: "payments", confidentialityYears: 20 };
  expect((await ask("PUT", "/api/v1/repositories/facts", token.admin, facts)).statusCode).toBe(200);
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

function rsa(over: Partial<Fact> = {}): Fact {
  return makeFact({
    algorithm: "RSA-2048",
    family: "RSA",
    primitive: "pke",
    purpose: "key-establishment",
    keySize: 2048,
    quantum: "broken",
    classical: "ok",
    library: "python.cryptography",
    ...over,
  });
}

async function scanned(target: string, files: Readonly<Record<string, readonly Fact[]>>): Promise<void> {
  const options = { include: [], exclude: [], maxFileSizeBytes: 1_000, chunkSize: 10 };
  const asked = { target, options, engineDigest: ENGINE, priority: "on-demand", requester: "x" } as const;
  const { scanId } = await submitScan(aggregator.context, asked);
  await commitScan(aggregator, files);
  await vi.waitFor(async () => {
    const { state } = (await ask("GET", `/api/v1/scans/${scanId}`)).json();
    if (state !== "completed") throw new Error(`the scan is ${state}`);
  });
}

function ask(method: "GET" | "PUT", url: string, as = token.admin, body?: object) {
  const headers = { authorization: `Bearer ${as}` };
  return aggregator.http.inject({ method, url, headers, ...(body && { payload: body }) });
}

type Page = MigrationPlan & { readonly total: number; readonly pages: number };

async function planned(query = "", as = token.admin): Promise<Page> {
  const answer = await ask("GET", `/api/v1/plan?${query}`, as);
  expect([query, answer.statusCode, answer.statusCode === 200 ? "" : answer.body]).toEqual([query, 200, ""]);
  return answer.json();
}

test("a plan of everything: one package for each repository and kind of work", async () => {
  const plan = await planned();
  expect(plan).toMatchObject({ repositories: 3, total: 4, accounted: { findings: 6, planned: 5, notShipped: 1 } });
  const told = plan.packages.map(({ repository, module, kind, findings }) => [repository, module, kind, findings]);
  expect(told).toContainEqual([PAY, ".", "key-establishment", 2]);
  expect(told).toContainEqual([SHOP, ".", "signatures", 1]);
  expect(plan.totals.byKind["key-establishment"]?.findings).toBe(3);
  expect(plan.packages[0]?.moveTo[0]?.algorithm).toBe("ML-KEM-768");
});

test("data that stays secret for long moves the repository to the front, whole or module by module", async () => {
  for (const query of ["", `target=${PAY}`, `target=${PAY}&mandate=eu-roadmap`]) {
    const [first] = (await planned(query)).packages;
    expect(first).toMatchObject({ repository: PAY, team: "payments", confidentialityYears: 20, overdue: true });
    expect(first?.due).toBe("2010-12-31");
  }
});

test("of one repository: modules, files and places", async () => {
  const plan = await planned(`target=${PAY}`);
  expect(plan.target).toMatchObject({ location: PAY });
  expect(plan.packages.map(({ module, findings, files }) => [module, findings, files])).toEqual([
    ["login", 2, 2],
    ["ledger", 1, 1],
  ]);
  expect(plan.packages[0]?.top.map(({ path }) => path)).toEqual(["login/src/a.py", "login/src/b.py"]);
});

test("by mandate, team, kind, page and what if", async () => {
  expect((await planned("mandate=cnsa-2.0")).totals.burnDown.map(({ mandate }) => mandate)).toEqual(["cnsa-2.0"]);
  expect(await planned("team=payments")).toMatchObject({ repositories: 1, filter: { teams: ["payments"] } });
  expect((await planned("kind=signatures")).packages.map(({ repository }) => repository)).toEqual([SHOP]);
  const second = await planned("size=1&page=2");
  expect(second).toMatchObject({ total: 4, pages: 4, packages: [{ order: 2 }] });
  expect((await planned(`without=${PAY}`)).whatIf?.left.findings).toBe(2);
  expect((await planned(`target=${PAY}&without=login`)).whatIf?.left.findings).toBe(1);
});

test("a caller sees nothing of others' repositories, and what is kept of a plan is for those who reach the same", async () => {
  await planned();
  const plan = await planned("", token.limited);
  expect(plan).toMatchObject({ repositories: 2, accounted: { findings: 5 } });
  expect(JSON.stringify(plan)).not.toContain("secret");
  for (const path of ["plan", "forecast"]) {
    const [theirs, absent] = [THEIRS, `${THEIRS}2`].map((target) =>
      ask("GET", `/api/v1/${path}?target=${target}`, token.limited),
    );
    expect((await theirs)?.statusCode).toBe(404);
    expect((await theirs)?.body).toBe((await absent)?.body);
  }
  expect((await ask("GET", "/api/v1/forecast", token.limited)).json()).toMatchObject({ repositories: 2, uses: 4 });
  expect((await ask("GET", `/api/v1/plan?without=${THEIRS}`, token.limited)).statusCode).toBe(400);
});

test("a scan that ends is in the next plan of its repository", async () => {
  await planned(`target=${SHOP}`);
  await scanned(SHOP, { "a.py": [rsa({ purpose: "signature" })], "new/b.py": [rsa({ purpose: "signature" })] });
  expect((await planned(`target=${SHOP}`)).packages.map(({ module }) => module).toSorted()).toEqual([".", "new"]);
});

test("the forecast counts what a quantum computer breaks, and has no date after two scans", async () => {
  const answer = (await ask("GET", "/api/v1/forecast?mandate=eu-roadmap")).json();
  expect(answer).toMatchObject({ repositories: 3, uses: 5, trend: "none", milestones: [{ state: "unknown" }, {}] });
  expect(answer.reason).toMatch(/at least 5/);
  expect((await ask("GET", "/api/v1/forecast?team=nobody")).json()).toMatchObject({ repositories: 0, uses: 0 });
});

test.each([
  ["plan?page=0", "page"],
  ["plan?mandate=cnsa-3.0", "no mandate is called"],
  ["plan?without=nowhere", "without=nowhere"],
  ["plan?owner=@pay", "owner needs target"],
  ["plan?depth=0", "depth"],
  ["plan?unknown=1", "unknown"],
  ["forecast?mandate=x", "no mandate is called"],
  ["forecast?page=1", "page"],
])("%s is a clear 400", async (url, message) => {
  const answer = await ask("GET", `/api/v1/${url}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toContain(message);
});
