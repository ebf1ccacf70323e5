import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, makeFact } from "../test-scan.ts";

let aggregator: Aggregator;
let id: string;

beforeAll(async () => {
  aggregator = await createAggregator(testOptions());
  await aggregator.start();
  const payload = { target: "https://git.example.org/a" };
  id = (await aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload })).json().id;
});
afterAll(() => aggregator?.stop());

const errors = async (query = "") => await aggregator.http.inject(`/api/v1/scans/${id}/errors${query}`);

test("before the end of a scan its errors cannot be told", async () => {
  expect((await errors()).statusCode).toBe(409);
});

test("a scan with files that were not scanned is incomplete, names each with its reason, and counts the skipped", async () => {
  await commitScan(
    aggregator,
    {
      "a.py": [makeFact()],
      "b.pem": { status: "scanned", facts: [], error: "truncated" },
      "c.py": { status: "quarantined", error: "took longer than 120 s" },
      "d.py": { status: "failed", error: "no memory" },
    },
    { skipped: { binary: 2 } },
  );
  const scan = async () => (await aggregator.http.inject(`/api/v1/scans/${id}`)).json();
  await expect.poll(async () => (await scan()).state, { timeout: 20_000 }).toBe("incomplete");
  expect((await scan()).coverage).toEqual({
    present: 6,
    scanned: 2,
    skipped: { binary: 2 },
    failed: 1,
    quarantined: 1,
  });
  const all = [
    { path: "b.pem", status: "malformed", message: "truncated" },
    { path: "c.py", status: "quarantined", message: "took longer than 120 s" },
    { path: "d.py", status: "failed", message: "no memory" },
  ];
  expect((await errors()).json()).toEqual({ results: all, total: 3, page: 1, size: 50, pages: 1 });
  expect((await aggregator.http.inject(`/api/v1/scans/${id}/result`)).json().errors).toEqual(all);
});

test("errors come by page, and of the wanted kinds only", async () => {
  expect((await errors("?size=2&page=2")).json()).toMatchObject({ results: [{ path: "d.py" }], total: 3, pages: 2 });
  expect((await errors("?status=quarantined")).json()).toMatchObject({ results: [{ path: "c.py" }], total: 1 });
  const both = (await errors("?status=quarantined&status=failed")).json();
  expect(both.results.map((each: { path: string }) => each.path)).toEqual(["c.py", "d.py"]);
});

test.each(["?status=lost", "?page=0", "?size=1001", "?other=1"])("%s is refused", async (query) => {
  expect((await errors(query)).statusCode).toBe(400);
});
