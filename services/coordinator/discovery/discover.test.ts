import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Discovered, type DiscoverOptions, discover } from "./discover.ts";
import { type FakeHosting, fakeHosting } from "./hosting.fixture.ts";
import { HOSTINGS, type Hosting, organisationOf } from "./organisation.ts";
import { Remembered } from "./remembered.ts";
import { ROUTES } from "./services.fixture.ts";

let fake: FakeHosting;
const open: FakeHosting[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pqc-discover-"));
  folders.push(folder);
  return folder;
}

const WANTED = { include: [], exclude: [], archived: false, forks: false, protocol: "https" } as const;
const BACKOFF = { firstMs: 1, longestMs: 2 };

async function start(hosting: Hosting): Promise<void> {
  fake = await fakeHosting(ROUTES[hosting]);
  open.push(fake);
}

function find(hosting: Hosting, options: Partial<DiscoverOptions> = {}, path?: string): Promise<Discovered> {
  const of = path ?? (hosting === "gitlab" ? "acme/team" : "acme");
  return discover(organisationOf(`${fake.origin}/${of}`, hosting), { ...WANTED, backoff: BACKOFF, ...options });
}

const below: Readonly<Record<Hosting, string>> = {
  github: "acme",
  gitlab: "acme/team/deep",
  gitea: "acme",
  bitbucket: "acme",
};
const urls = (hosting: Hosting, ...names: readonly string[]) =>
  names.map((name) => `${fake.origin}/${below[hosting]}/${name}.git`);

test.each(HOSTINGS)("%s: every page is read, and what is left out is counted with the reason", async (hosting) => {
  await start(hosting);
  const { targets, present, leftOut } = await find(hosting);
  expect(targets).toEqual(urls(hosting, "service-a", "service-b"));
  expect(present.size).toBe(hosting === "bitbucket" ? 3 : 5);
  const last = hosting === "github" ? { closed: 1 } : { empty: 1 };
  expect(leftOut).toEqual(hosting === "bitbucket" ? { fork: 1 } : { archived: 1, fork: 1, ...last });
});

test.each(HOSTINGS)(
  "%s: archived and forks come when they are asked for, globs are of names below",
  async (hosting) => {
    await start(hosting);
    const all = await find(hosting, { archived: true, forks: true });
    const archived = hosting === "bitbucket" ? [] : ["old"];
    expect(all.targets).toEqual(urls(hosting, "forked", ...archived, "service-a", "service-b").sort());
    const prefix = hosting === "gitlab" ? "deep/" : "";
    const some = await find(hosting, { include: [`${prefix}Service-*`], exclude: ["**/*-b", "*-b"] });
    expect(some.targets).toEqual(urls(hosting, "service-a"));
  },
);

test.each(HOSTINGS)("%s: by SSH", async (hosting) => {
  await start(hosting);
  const { targets } = await find(hosting, { protocol: "ssh" });
  const root = hosting === "gitea" ? "ssh://git@127.0.0.1:2222/" : "git@127.0.0.1:";
  expect(targets).toEqual(["service-a", "service-b"].map((name) => `${root}${below[hosting]}/${name}.git`));
});

test.each(HOSTINGS)("%s: pages that have not changed are not sent again", async (hosting) => {
  await start(hosting);
  const file = join(temporaryFolder(), "answers.json");
  const run = async () => {
    const remembered = new Remembered(file);
    const found = await find(hosting, { remembered });
    expect(remembered.save()).toBe(true);
    return found;
  };
  const first = await run();
  expect(first.unchanged).toBe(0);
  const second = await run();
  expect(second).toMatchObject({ targets: first.targets, leftOut: first.leftOut, requests: first.requests });
  expect(second.unchanged).toBe(first.requests);
  writeFileSync(file, '{"version":1,"answers":{"x":null}}');
  expect((await run()).unchanged).toBe(0);
});

test.each(HOSTINGS)("%s: an organisation that is not there is one clear line", async (hosting) => {
  await start(hosting);
  await expect(find(hosting, {}, "nobody")).rejects.toThrow(/knows no .* nobody/);
});

test("GitHub: the repositories of a user", async () => {
  await start("github");
  const { targets } = await find("github", {}, "somebody");
  expect(targets).toEqual(["service-a", "service-b"].map((name) => `${fake.origin}/somebody/${name}.git`));
});

test("a list that ends in the middle is an error, whatever its status", async () => {
  await start("github");
  for (const status of [404, 409, 410, 422]) {
    fake.before = ({ url }, response) => {
      if (url.searchParams.get("page") !== "2") return false;
      response.writeHead(status, { "content-type": "application/json" }).end("[]");
      return true;
    };
    await expect(find("github")).rejects.toThrow(`answered ${status}`);
  }
});

test.each([
  ["https://github.com", /names no organisation/],
  ["https://github.com/acme/service", /more than an organisation/],
  ["https://git.example/acme", /--hosting github\|gitlab\|gitea\|bitbucket/],
  ["https://user:secret@github.com/acme", /carries credentials/],
  ["https://github.com/acme?token=secret", /no query/],
  ["ssh://github.com/acme", /not https/],
  ["https://github.com/a%2fb", /names no organisation/],
  ["acme", /no URL/],
])("%s is refused", (url, message) => {
  let said = "";
  try {
    organisationOf(url);
  } catch (error) {
    said = String(error);
  }
  expect(said).toMatch(message);
  expect(said).not.toContain("secret");
});

test("the services' own hosts are known, with their APIs", () => {
  const apis = ["github.com/acme", "gitlab.com/a/b", "codeberg.org/acme", "bitbucket.org/acme"].map((each) => {
    const { url, service } = organisationOf(`https://${each}/`);
    return service.apiOf(url);
  });
  expect(apis).toEqual([
    "https://api.github.com/",
    "https://gitlab.com/api/v4/",
    "https://codeberg.org/api/v1/",
    "https://api.bitbucket.org/",
  ]);
});
