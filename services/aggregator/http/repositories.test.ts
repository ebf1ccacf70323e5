import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, makeFact } from "../test-scan.ts";

const TARGET = "https://git.example.org/a/b";
const RSA = { ruleId: "python.rsa", algorithm: "RSA-1024", family: "RSA", quantum: "broken" } as const;
const hex = (digit: string) => digit.repeat(32);

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await createAggregator(testOptions({ finisherPollMs: 20 }));
  await aggregator.start();
});
afterAll(() => aggregator?.stop());

async function get(path: string): Promise<{ status: number; body: Record<string, never> & { total?: number } }> {
  const answer = await aggregator.http.inject(path);
  return { status: answer.statusCode, body: answer.json() };
}

async function scanned(target: string, files: Parameters<typeof commitScan>[1]): Promise<string> {
  const payload = { target };
  const { id } = (await aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload })).json();
  await commitScan(aggregator, files);
  await expect.poll(async () => (await get(`/api/v1/scans/${id}`)).body.state).toBe("completed");
  return id;
}

const of = (what: string, query: Record<string, string> = {}) =>
  get(`/api/v1/repositories/${what}?${new URLSearchParams({ target: TARGET, ...query })}`);

test("what came and went, by scan and by use", async () => {
  const a = [makeFact({ fingerprint: hex("a") }), makeFact({ ...RSA, line: 2, fingerprint: hex("b") })];
  const first = await scanned(TARGET, { "src/a.py": a, "old/x.py": [makeFact({ fingerprint: hex("c") })] });
  const second = await scanned(TARGET, { "src/a2.py": [makeFact({ ...RSA, fingerprint: hex("d") })] });
  await scanned("https://git.example.org/z", { "z.txt": [] });

  const changes = { since: { scan: first }, new: 1, existing: 0, reopened: 0, fixed: 3, unseen: 0, ruleset: false };
  expect((await get(`/api/v1/scans/${second}`)).body).toMatchObject({ changes });
  expect((await get(`/api/v1/scans/${second}/fixed?size=2`)).body).toMatchObject({
    total: 3,
    pages: 2,
    results: [{ state: "closed", closed: { scan: second, cause: "code" } }, { path: expect.any(String) }],
  });
  const fresh = await get(`/api/v1/scans/${second}/findings?state=new&state=reopened`);
  expect(fresh.body).toMatchObject({ total: 1, results: [{ path: "src/a2.py", state: "new", cause: "code" }] });
  expect((await get(`/api/v1/scans/${second}/findings?state=existing`)).body.total).toBe(0);
  expect((await get(`/api/v1/scans/${first}/findings?state=new`)).body.total).toBe(3);

  expect((await of("history")).body).toMatchObject({
    target: TARGET,
    total: 2,
    results: [
      { scan: second, complete: true, summary: { findings: 1 }, uses: { "quantum-broken": { RSA: 1 } }, changes },
      { scan: first, uses: { "quantum-broken": { RSA: 1 }, "weak-today": { MD5: 2 } }, changes: { new: 3 } },
    ],
  });
  expect((await of("history", { page: "2", size: "1" })).body).toMatchObject({ pages: 2, results: [{ scan: first }] });
  expect((await of("lives")).body.total).toBe(4);
  expect((await of("lives", { state: "open", verdict: "quantum-broken" })).body).toMatchObject({
    total: 1,
    results: [{ path: "src/a2.py", algorithm: "RSA-1024", ruleId: "python.rsa", opened: { scan: second } }],
  });
  expect((await of("lives", { page: "4", size: "1" })).body).toMatchObject({
    total: 4,
    results: [{ path: "src/a2.py" }],
  });
});

test("repositories by name, each with its newest scan", async () => {
  const { body } = await get("/api/v1/repositories");
  expect(body).toMatchObject({
    total: 2,
    results: [
      { target: TARGET, refs: [], scan: { state: "completed", summary: { findings: 1 }, changes: { fixed: 3 } } },
      { target: "https://git.example.org/z" },
    ],
  });
  expect((await get("/api/v1/repositories?search=ORG/A")).body).toMatchObject({
    total: 1,
    results: [{ target: TARGET }],
  });
  expect((await get("/api/v1/repositories?search=%25")).body.total).toBe(0);
  expect((await get("/api/v1/repositories?page=2&size=1")).body).toMatchObject({
    total: 2,
    results: [{ target: "https://git.example.org/z" }],
  });
});

test.each([
  ["/api/v1/repositories/history", 400],
  ["/api/v1/repositories/lives?target=https://git.example.org/none", 404],
  [`/api/v1/repositories/lives?target=${TARGET}&ref=none`, 404],
  [`/api/v1/repositories/lives?target=${TARGET}&state=gone`, 400],
  [`/api/v1/repositories/lives?target=${TARGET}&verdict=safe`, 400],
  [`/api/v1/repositories/history?target=${TARGET}&size=1001`, 400],
  [`/api/v1/repositories/history?target=${TARGET}&page=0`, 400],
  ["/api/v1/repositories?sort=name", 400],
])("%s is answered %s", async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

test("repositories are told with what is said of them, and found by it", async () => {
  const [a, b] = ["https://git.example.org/facts/a", "https://git.example.org/facts/b"];
  const facts = {
    owner: "Ada <ada@example.org>",
    team: "payments",
    tags: ["pci", "edge"],
    dataClass: "secret",
    confidentialityYears: 20,
    criticality: "high",
  };
  const put = async (payload: object) => {
    const answer = await aggregator.http.inject({ method: "PUT", url: "/api/v1/repositories/facts", payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  const sorted = { ...facts, tags: ["edge", "pci"] };
  expect(await put({ target: a, ...facts })).toEqual({ status: 200, body: { target: a, facts: sorted } });
  await put({ target: b, team: "web", tags: ["edge"], criticality: "low" });
  for (const target of [a, b]) await scanned(target, { "x.txt": [] });
  const found = async (query: string) => {
    const { body } = await get(`/api/v1/repositories?search=/facts/&${query}`);
    return (body.results as unknown as { target: string }[]).map(({ target }) => target);
  };
  expect((await get("/api/v1/repositories?team=payments")).body).toMatchObject({
    total: 1,
    results: [{ target: a, facts: sorted, scan: { state: "completed" } }],
  });
  expect(await found("team=payments&team=web")).toEqual([a, b]);
  expect(await found("tag=edge&criticality=low")).toEqual([b]);
  expect(await found("tag=pci&tag=none")).toEqual([a]);
  expect(await found("team=web&tag=pci")).toEqual([]);
  expect(await found("size=1&page=2&tag=edge")).toEqual([b]);

  // What is not said again is said no more.
  expect((await put({ target: a, team: "web" })).body).toEqual({ target: a, facts: { team: "web", tags: [] } });
  expect(await found("tag=pci")).toEqual([]);
  expect((await get("/api/v1/teams")).body).toMatchObject({
    total: 1,
    results: [{ team: "web", repositories: 2, scanned: 2 }],
  });
  for (const wrong of [
    { team: "two words" },
    { criticality: "huge" },
    { confidentialityYears: -1 },
    { tags: [""] },
    { more: 1 },
  ]) {
    expect((await put({ target: a, ...wrong })).status).toBe(400);
  }
});
