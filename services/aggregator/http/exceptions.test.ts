import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const START = Date.parse("2026-11-23T12:00:00Z");
const TARGET = "https://git.example/team/service";
const OTHER = "https://git.example/other/service";
const RSA = { ruleId: "python.rsa.generate", algorithm: "RSA-1024", family: "RSA", quantum: "broken" } as const;
const hex = (digit: string) => digit.repeat(32);
const tokens = Object.fromEntries(
  ["viewer", "operator", "admin", "second", "team"].map((who) => [who, randomBytes(24).toString("base64url")]),
) as Record<"viewer" | "operator" | "admin" | "second" | "team", string>;

let now = START;
let folder: string;
let aggregator: Aggregator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-exceptions-"));
  const tokensFile = join(folder, "tokens");
  const line = (who: keyof typeof tokens, rest: string) =>
    `sha256:${createHash("sha256").update(tokens[who]).digest("hex")} name=${who} ${rest}\n`;
  await writeFile(
    tokensFile,
    line("viewer", "role=viewer") +
      line("operator", "role=operator") +
      line("admin", "role=admin") +
      line("second", "role=admin") +
      line("team", "role=admin repositories=https://git.example/team/*"),
  );
  aggregator = await createAggregator(
    testOptions(
      { http: { tokensFile }, finisherPollMs: 20, exceptions: { longestDays: 90, approveOwn: false } },
      { clock: () => now },
    ),
  );
  await aggregator.start();
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(who: keyof typeof tokens, method: "GET" | "POST" | "PUT", path: string, payload?: object) {
  const headers = { authorization: `Bearer ${tokens[who]}` };
  const answer = await aggregator.http.inject({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

async function scanned(target: string, files: Parameters<typeof commitScan>[1]): Promise<string> {
  const { body } = await ask("operator", "POST", "scans", { target });
  await commitScan(aggregator, files);
  await expect.poll(async () => (await ask("viewer", "GET", `scans/${body.id}`)).body.state).toBe("completed");
  return body.id;
}

interface Told {
  readonly id: string;
  readonly path: string;
  readonly severity: string;
  readonly deadlines: readonly { readonly date: string; readonly actBy?: string }[];
  readonly suppressed?: object;
}

async function findings(scan: string): Promise<readonly Told[]> {
  return (await ask("viewer", "GET", `scans/${scan}/findings`)).body.results;
}

const judgedBy = async (id: string) =>
  aggregator.store.ask((db) =>
    db.selectFrom("scan").select(["judged_by", "judged_until"]).where("id", "=", id).executeTakeFirstOrThrow(),
  );

async function approved(body: object): Promise<string> {
  const { id } = (await ask("operator", "POST", "exceptions", { reason: "accepted", until: "2026-12-31", ...body }))
    .body;
  expect((await ask("admin", "POST", `exceptions/${id}/approve`)).status).toBe(200);
  return id;
}

const revoke = (id: string) => ask("admin", "POST", `exceptions/${id}/revoke`, {});

const FILES = {
  "src/a.py": [makeFact({ ...RSA, fingerprint: hex("a") }), makeFact({ line: 9, fingerprint: hex("b") })],
  "src/b.py": [makeFact({ ...RSA, fingerprint: hex("a") })],
};

test("what is approved is suppressed and marked when findings are judged; who did what stays", async () => {
  const before = await scanned(TARGET, FILES);
  expect((await findings(before)).map(({ suppressed }) => suppressed)).toEqual([undefined, undefined, undefined]);
  const body = {
    target: TARGET,
    rule: "python.rsa",
    filePattern: "src/a.*",
    reason: "a key of tests",
    until: "2026-12-31",
  };
  const asked = await ask("operator", "POST", "exceptions", body);
  expect(asked).toEqual({
    status: 201,
    body: {
      id: expect.any(String),
      state: "asked",
      ...body,
      asked: { by: "operator", at: "2026-11-23T12:00:00.000Z" },
    },
  });
  const { id } = asked.body;
  // Asked for is not yet granted.
  expect((await findings(await scanned(TARGET, FILES))).filter(({ suppressed }) => suppressed)).toEqual([]);
  expect((await ask("operator", "POST", `exceptions/${id}/approve`)).status).toBe(403);
  now += 1_000;
  const granted = await ask("admin", "POST", `exceptions/${id}/approve`);
  expect(granted.body).toMatchObject({ state: "approved", approved: { by: "admin", at: "2026-11-23T12:00:01.000Z" } });
  expect((await ask("second", "POST", `exceptions/${id}/approve`)).status).toBe(409);

  const after = await scanned(TARGET, FILES);
  const suppressed = { reason: "a key of tests", until: "2026-12-31", by: "exception", exception: id };
  expect((await findings(after)).map((each) => [each.path, each.suppressed])).toEqual([
    ["src/a.py", suppressed],
    ["src/a.py", undefined],
    ["src/b.py", undefined],
  ]);
  const { summary, digest } = (await ask("viewer", "GET", `scans/${after}`)).body;
  expect(summary).toMatchObject({ findings: 3, suppressed: 1, byFamily: { RSA: 1 } });
  expect(digest).toBe((await ask("viewer", "GET", `scans/${before}`)).body.digest);
  expect((await judgedBy(after)).judged_until).toBe(Date.parse("2027-01-01"));
  expect((await judgedBy(after)).judged_by).not.toBe((await judgedBy(before)).judged_by);

  const gone = await ask("admin", "POST", `exceptions/${id}/revoke`, { reason: "no longer true" });
  expect(gone.body).toMatchObject({
    state: "revoked",
    revoked: { by: "admin", reason: "no longer true" },
    asked: { by: "operator" },
  });
  const last = await scanned(TARGET, FILES);
  expect((await findings(last)).filter((each) => each.suppressed)).toEqual([]);
  expect((await judgedBy(last)).judged_by).toBe((await judgedBy(before)).judged_by);
});

test("one finding is accepted by its id, wherever its file goes, and its copy is not", async () => {
  const target = `${TARGET}-2`;
  const content = [makeFact({ ...RSA, fingerprint: hex("c") }), makeFact({ line: 9, fingerprint: hex("d") })];
  const [finding] = await findings(await scanned(target, { "one.py": content }));
  const exception = await approved({ target, finding: finding?.id });
  const told = async (scan: string) =>
    (await findings(scan)).map(({ id, path, suppressed }) => [path, id === finding?.id, suppressed !== undefined]);
  expect(await told(await scanned(target, { "copy.py": content, "one.py": content }))).toEqual([
    ["copy.py", false, false],
    ["copy.py", false, false],
    ["one.py", true, true],
    ["one.py", false, false],
  ]);
  const moved = await scanned(target, { "copy.py": content, "renamed.py": content });
  expect(await told(moved)).toEqual([
    ["copy.py", false, false],
    ["copy.py", false, false],
    ["renamed.py", true, true],
    ["renamed.py", false, false],
  ]);
  expect((await findings(moved))[2]?.suppressed).toMatchObject({ by: "exception", exception });
  const { summary } = (await ask("viewer", "GET", `scans/${moved}`)).body;
  expect(summary).toMatchObject({ findings: 4, suppressed: 1, byFamily: { RSA: 1, MD5: 2 } });
  const counts = await aggregator.store.ask((db) =>
    db.selectFrom("finding_count").select(["family", "findings"]).where("scan_id", "=", moved).execute(),
  );
  expect(counts.find(({ family }) => family === "RSA")?.findings).toBe(1);
  await revoke(exception);
});

test("it ends by itself after its last day, and holds in no other repository", async () => {
  const target = `${TARGET}-3`;
  await scanned(target, FILES);
  const id = await approved({ target, family: "RSA", until: "2026-11-25" });
  const accepted = async (where: string) =>
    (await findings(await scanned(where, FILES))).filter(({ suppressed }) => suppressed).length;
  expect(await accepted(target)).toBe(2);
  expect(await accepted(OTHER)).toBe(0);
  now = Date.parse("2026-11-25T23:59:00Z");
  expect(await accepted(target)).toBe(2);
  now = Date.parse("2026-11-26T00:01:00Z");
  expect(await accepted(target)).toBe(0);
  const list = async (query: string) =>
    (await ask("viewer", "GET", `exceptions?${query}`)).body.results.map((each: { id: string }) => each.id);
  expect(await list("state=expired")).toEqual([id]);
  expect(await list(`state=approved&state=asked&target=${encodeURIComponent(target)}`)).toEqual([]);
  expect((await revoke(id)).body.state).toBe("revoked");
  const everywhere = await approved({ algorithm: "RSA-1024" });
  expect([await accepted(target), await accepted(OTHER)]).toEqual([2, 2]);
  expect(await list(`state=approved&target=${encodeURIComponent(OTHER)}`)).toEqual([everywhere]);
  await revoke(everywhere);
  now = START;
});

test("what is accepted everywhere is judged again in every repository that has such a use, and in no other", async () => {
  const [has, hasNot] = [`${TARGET}-5`, `${OTHER}-5`];
  const before = await scanned(has, { "a.py": [makeFact({ ...RSA, fingerprint: hex("e") })] });
  await scanned(hasNot, { "b.py": [makeFact({ fingerprint: hex("f") })] });
  const waiting = async () => {
    const rows = await aggregator.store.ask((db) => db.selectFrom("head_check").select("target").execute());
    return rows.map(({ target }) => target).filter((target) => target.endsWith("-5"));
  };
  expect(await waiting()).toEqual([]);
  const id = await approved({ rule: "python.rsa", filePattern: "*.py" });
  expect(await waiting()).toEqual([has]);
  // As a coordinator does that finds the head where it was: the plan before, judged anew.
  const { ledger } = aggregator;
  const judgedAgain = async () => {
    // Which scan is the newest is told by the times of all.
    now += 1_000;
    const head = (await ledger.claimHeads(100)).find(({ target }) => target === has);
    if (!head) throw new Error("the head does not wait");
    const { commit } = (await ask("viewer", "GET", `scans/${before}`)).body;
    expect(await ledger.headsSeen(ENGINE, [{ ...head, commit }])).toBe(1);
    await commitScan(aggregator, { "a.py": [makeFact({ ...RSA, fingerprint: hex("e") })] });
  };
  const accepted = async () =>
    (await ask("viewer", "GET", `findings?target=${encodeURIComponent(has)}`)).body.results[0]?.suppressed?.exception;
  await judgedAgain();
  await expect.poll(accepted).toBe(id);
  const { body } = await ask("viewer", "GET", `overview?target=${encodeURIComponent(has)}`);
  expect(body).toMatchObject({ findings: 0, suppressed: 1 });
  await revoke(id);
  expect(await waiting()).toEqual([has]);
  await judgedAgain();
  await expect.poll(accepted).toBeUndefined();
  now = START;
});

test("nobody approves what is one's own, for others, or for longer than the server lets", async () => {
  const post = (who: keyof typeof tokens, body: object) =>
    ask(who, "POST", "exceptions", { reason: "because", until: "2026-12-01", ...body });
  const { body: own } = await post("admin", { target: TARGET, family: "RSA" });
  const refused = await ask("admin", "POST", `exceptions/${own.id}/approve`);
  expect([refused.status, refused.body.error.message]).toEqual([403, expect.stringContaining("somebody else")]);
  expect((await ask("second", "POST", `exceptions/${own.id}/approve`)).status).toBe(200);

  const { body: all } = await post("operator", { family: "DES" });
  expect((await ask("team", "POST", `exceptions/${all.id}/approve`)).status).toBe(403);
  expect((await ask("team", "POST", `exceptions/${all.id}/revoke`, {})).status).toBe(403);
  expect((await post("team", { family: "DES" })).status).toBe(403);
  expect((await post("team", { target: OTHER })).status).toBe(404);
  expect((await post("viewer", { target: TARGET })).status).toBe(403);
  expect((await post("operator", { target: "https://git.example/no/where" })).status).toBe(404);
  // Who asked takes it back; another operator does not.
  expect((await ask("operator", "POST", `exceptions/${own.id}/revoke`, {})).status).toBe(403);
  expect((await ask("operator", "POST", `exceptions/${all.id}/revoke`)).body.state).toBe("revoked");
  await revoke(own.id);

  for (const [body, message] of [
    [{ family: "RSA", until: "2027-02-22" }, "is not between 2026-11-23 and 2027-02-21"],
    [{ family: "RSA", until: "2026-11-22" }, "is not between"],
    [{ family: "RSA", until: "2026-02-30" }, "until"],
    [{ family: "RSA", until: "soon" }, "until"],
    [{}, "an exception for everything"],
    [{ finding: "abc" }, "finding needs its target"],
    [{ target: TARGET, filePattern: "[a" }, "opens a [ that it does not close"],
    [{ target: TARGET, reason: "  \n " }, "reason"],
    [{ target: TARGET, approved: true }, "approved"],
  ] as const) {
    const { status, body: told } = await post("operator", body);
    expect([status, told.error?.message]).toEqual([400, expect.stringContaining(message)]);
  }
});

test("years that data stays secret count for deadlines and severity, the longer of what is said; the head is looked at again", async () => {
  const target = `${TARGET}-4`;
  const files = {
    "kex.py": [
      makeFact({ ...RSA, purpose: "key-establishment", keySize: 3072, classical: "ok", algorithm: "RSA-3072" }),
    ],
  };
  const [short] = await findings(await scanned(target, files));
  expect([short?.severity, short?.deadlines[0]?.actBy]).toEqual(["high", undefined]);
  const waiting = async () =>
    (await aggregator.store.ask((db) => db.selectFrom("head_check").select("target").execute())).map(
      (row) => row.target,
    );
  expect(await waiting()).not.toContain(target);
  await ask("operator", "PUT", "repositories/facts", { target, confidentialityYears: 20 });
  expect(await waiting()).toContain(target);
  const [long] = await findings(await scanned(target, files));
  const [deadline] = long?.deadlines ?? [];
  expect(long?.severity).toBe("critical");
  expect(Number(deadline?.date.slice(0, 4)) - Number(deadline?.actBy?.slice(0, 4))).toBe(20);
  const judged = (await ask("viewer", "GET", `scans/${await scanned(target, files)}/findings?mandate=cnsa-2.0`)).body;
  expect(judged.results[0].deadlines[0].actBy).toBe("2013-12-31");
});
