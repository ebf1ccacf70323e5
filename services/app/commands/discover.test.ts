/** Against a real aggregator, and a server on loopback that speaks Gitea's API. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Aggregator, createAggregator } from "@pqc-audit/aggregator/service.ts";
import { testOptions } from "@pqc-audit/aggregator/test-options.ts";
import { blobOf, commitScan, ENGINE } from "@pqc-audit/aggregator/test-scan.ts";
import { type FakeHosting, fakeHosting } from "@pqc-audit/coordinator/discovery/hosting.fixture.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

const STANDS = blobOf("commit").blob;

let folder: string;
let names: string[];
let hosting: FakeHosting;
let aggregator: Aggregator;
let server: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "pqc-discover-"));
  names = ["api", "web", "old-archived"];
  hosting = await fakeHosting(({ url }, origin) => {
    if (url.pathname !== "/api/v1/orgs/acme/repos") return undefined;
    const body = names.map((name) => ({
      full_name: `acme/${name}`,
      clone_url: `${origin}/acme/${name}.git`,
      ssh_url: `git@127.0.0.1:acme/${name}.git`,
      archived: name.endsWith("-archived"),
    }));
    return { body, headers: { "x-total-count": String(body.length) } };
  });
  aggregator = await createAggregator(testOptions());
  server = await aggregator.start();
});
afterEach(async () => {
  await aggregator.stop();
  await hosting.close();
  rmSync(folder, { recursive: true });
});

const target = (name: string) => `${hosting.origin}/acme/${name}.git`;
const command = (...argv: readonly string[]) =>
  runHere(["discover", ...argv, "--server", server], { environment: { XDG_CACHE_HOME: folder } });
const organisation = (...argv: readonly string[]) => command(`${hosting.origin}/acme`, "--hosting", "gitea", ...argv);

/** As coordinators do: every head is at the same commit. */
async function lookedAt<T>(ran: Promise<T>): Promise<T> {
  let ended = false;
  const looking = (async () => {
    while (!ended) {
      const heads = await aggregator.ledger.claimHeads(100);
      const seen = heads.map(({ checkId, epoch, target: of }) =>
        of.includes("broken") ? { checkId, epoch } : { checkId, epoch, commit: STANDS },
      );
      await aggregator.ledger.headsSeen(ENGINE, seen);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const answer = await ran.finally(() => {
    ended = true;
  });
  await looking;
  return answer;
}

async function scanAll(): Promise<void> {
  const queued = async () => (await aggregator.http.inject("/api/v1/scans?size=100")).json().results;
  for (const { state } of await queued()) if (state === "queued") await commitScan(aggregator, { "a.py": [] });
  await vi.waitFor(async () => {
    const states = (await queued()).map(({ state }: { state: string }) => state);
    if (states.some((state: string) => state !== "completed")) throw new Error(states.join());
  }, 20_000);
}

test("lists what is to be scanned, counts what is left out, and asks again for what has changed only", async () => {
  const ran = await organisation();
  expect(ran.stdout).toBe(`${target("api")}\n${target("web")}\n`);
  expect(ran.stderr).toContain(": 2 repositories, left out 1 archived (1 requests, 0 unchanged)\n");
  const again = await organisation("--archived", "--exclude", "web", "--json");
  expect(again.stderr).toContain(": 2 repositories, left out 1 excluded (1 requests, 1 unchanged)\n");
  expect(JSON.parse(again.stdout)).toMatchObject({
    organisations: [{ repositories: 2, leftOut: { excluded: 1 } }],
    repositories: [{ target: target("api") }, { target: target("old-archived") }],
  });
});

test("a schedule has new repositories scanned, leaves those whose head stands, and tells which are gone", async () => {
  const first = await lookedAt(organisation("--submit", "--wait"));
  expect(first.stderr).toContain(`2 repositories not scanned before: ${target("api")}, ${target("web")}\n`);
  expect(first.stderr).toContain("2 repositories: 0 skipped: the head has not moved, 2 scanned\n");
  await scanAll();
  names = ["api", "new", "broken", "old-archived"];
  const second = await lookedAt(organisation("--submit", "--wait"));
  expect(second.stderr).toContain(`2 repositories not scanned before: ${target("broken")}, ${target("new")}\n`);
  expect(second.stderr).toMatch(/1 repository gone: .*\/acme\/web\.git\n/);
  expect(second.stderr).toContain(
    "3 repositories: 1 skipped: the head has not moved, 1 scanned, 1 scanned because their head could not be looked at\n",
  );
  expect(second.code).toBeUndefined();
});

test("what the server refuses is named, and everything beside it is handed over", async () => {
  await aggregator.stop();
  const checkTarget = (of: string) => {
    if (of.includes("refused")) throw new UsageError("the host is not among those that may be scanned");
    return of;
  };
  aggregator = await createAggregator(testOptions({}, { checkTarget }));
  server = await aggregator.start();
  names = ["a", "refused-1", "b", "c", "refused-2", "d"];
  const { stderr, code } = await lookedAt(organisation("--submit", "--wait"));
  const why = "the host is not among those that may be scanned";
  expect(stderr).toContain(
    `refused by the server: 2 repositories: ${target("refused-1")}: ${why}, ${target("refused-2")}: ${why}\n`,
  );
  expect(stderr).toContain("4 repositories: 0 skipped: the head has not moved, 4 scanned\n");
  expect(code).toBe(3);
});

test("a file says of repositories whose they are; what is on demand is scanned at once", async () => {
  const file = join(folder, "targets.yaml");
  const write = (team: string) =>
    writeFileSync(
      file,
      `repositories:
  - {target: "${target("api")}", team: ${team}, tags: [pci]}
  - {target: "${target("apart")}", ref: main, priority: on-demand}
organisations:
  - {url: "${hosting.origin}/acme", hosting: gitea, archived: true, criticality: high}
`,
    );
  write("payments");
  const ran = await command("--targets", file, "--submit");
  expect(ran).toMatchObject({ code: undefined, stdout: "" });
  expect(ran.stderr).toContain("facts of 3 repositories changed\n");
  expect(ran.stderr).toContain("1 repository submitted on demand\n");
  const scans = (await aggregator.http.inject("/api/v1/scans")).json().results;
  expect(scans).toMatchObject([{ target: target("apart"), ref: "main" }]);
  const heads = await aggregator.ledger.claimHeads(10);
  expect(heads).toHaveLength(3);
  await aggregator.ledger.headsSeen(ENGINE, heads);
  expect(await factsOf("api")).toMatchObject({ team: "payments", tags: ["pci"], criticality: "high" });
  await scanAll();
  const again = await command("--targets", file, "--submit");
  expect(again.stderr).not.toContain("facts");
  write("billing");
  expect((await command("--targets", file, "--submit")).stderr).toContain("facts of 1 repository changed\n");
  expect(await factsOf("api")).toMatchObject({ team: "billing", tags: ["pci"], criticality: "high" });
});

async function factsOf(name: string) {
  const db = aggregator.context.store;
  const row = await db.ask((asked) =>
    asked.selectFrom("repository_facts").selectAll().where("target", "=", target(name)).executeTakeFirst(),
  );
  return { ...row, tags: JSON.parse(row?.tags ?? "[]") };
}

test("one organisation that cannot be listed stops no other, and nothing of it is taken for gone", async () => {
  await lookedAt(organisation("--submit", "--wait"));
  await scanAll();
  const file = join(folder, "targets.yaml");
  const entry = (name: string) => `{url: "${hosting.origin}/${name}", hosting: gitea}`;
  writeFileSync(file, `organisations: [${entry("nobody")}, ${entry("acme")}]`);
  names = [...names, "more"];
  const ran = await lookedAt(command("--targets", file, "--submit", "--wait"));
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(/not listed: .*\/nobody: .*knows no organisation/);
  expect(ran.stderr).toContain("3 repositories: 2 skipped: the head has not moved, 1 scanned\n");
  expect(ran.stderr).not.toContain("gone");
});

test.each([
  [["--targets", "/nowhere.yaml"], "cannot read the targets file /nowhere.yaml"],
  [[], "name an organisation"],
  [["https://git.example/acme"], "--hosting github|gitlab|gitea|bitbucket"],
  [["https://github.com/acme", "--wait"], "--wait goes with --submit"],
  [["--targets", "/x.yaml", "--forks"], "--targets says of each organisation itself"],
])("%j is wrong usage", async (argv, message) => {
  const ran = await command(...argv);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});

test.each([
  ["repositories: [{target: a, teem: b}]", /repositories\[0\]: unknown key teem; known are target/],
  ["repositories: [{ref: a}]", /repositories\[0\]: target is missing/],
  ["repositories: [{target: a, priority: now}]", /priority must be one of scheduled, on-demand/],
  ["organisations: [{url: a, hosting: svn}]", /hosting must be one of github/],
  ["organisations: [{url: a, archived: 1}]", /archived must be true or false/],
  ["repositories: {}", /repositories must be a list/],
  ["repositories: [", /is not valid YAML/],
  ["{}", /names no repositories/],
])("the file %s is refused, with the place", async (text, message) => {
  const file = join(folder, "targets.yaml");
  writeFileSync(file, text);
  const ran = await command("--targets", file);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(message);
});
