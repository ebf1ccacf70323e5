/** What a hosting service, or whoever stands in its place, may answer. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DiscoverOptions, discover } from "./discover.ts";
import { type FakeHosting, fakeHosting } from "./hosting.fixture.ts";
import { type Hosting, organisationOf } from "./organisation.ts";
import { waitAsked } from "./rate-limit.ts";
import { ROUTES } from "./services.fixture.ts";

let github: FakeHosting;
let other: FakeHosting;
let folder: string;
let waits: number[];
beforeEach(async () => {
  waits = [];
  folder = mkdtempSync(join(tmpdir(), "pqc-hosting-"));
  github = await fakeHosting(ROUTES.github);
  other = await fakeHosting(() => ({ body: [] }));
});
afterEach(async () => {
  await github.close();
  await other.close();
  rmSync(folder, { recursive: true });
});

const TOKEN = "ghp_never-to-be-shown";

function find(options: Partial<DiscoverOptions> = {}, hosting: Hosting = "github", from = github) {
  return discover(organisationOf(`${from.origin}/acme`, hosting), {
    ...{ include: [], exclude: [], archived: false, forks: false, protocol: "https" },
    backoff: { firstMs: 1, longestMs: 2 },
    onWait: (ms) => void waits.push(ms),
    ...options,
  });
}

/** Only the first `times` answers are others. */
function atFirst(times: number, status: number, headers: Record<string, string> = {}): void {
  let left = times;
  github.before = (_, response) => {
    if (left-- <= 0) return false;
    response.writeHead(status, headers).end("{}");
    return true;
  };
}

test.each([
  ["429 with seconds", 429, { "retry-after": "0" }],
  ["GitHub's 403 with the time of its reset", 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000" }],
  ["GitLab's 429", 429, { "ratelimit-remaining": "0", "ratelimit-reset": "1000" }],
  ["503 with a date", 503, { "retry-after": new Date(0).toUTCString() }],
  ["502", 502, {}],
])("waits and asks again after %s", async (_, status, headers) => {
  atFirst(2, status, headers);
  expect((await find()).targets).toHaveLength(2);
  expect(waits).toHaveLength(2);
});

test("does not wait for ever: what is asked for beyond the patience is said", async () => {
  atFirst(1, 429, { "retry-after": "86400" });
  await expect(find({ patienceMs: 1000 })).rejects.toThrow(/asks to wait 86400 s/);
  atFirst(100, 500);
  await expect(find()).rejects.toThrow(/cannot answer now \(500\)/);
  expect(waits).toHaveLength(4);
});

test("a refusal says what is missing", async () => {
  atFirst(100, 401);
  await expect(find()).rejects.toThrow(/refuses \(401\): a token is needed/);
  atFirst(100, 403);
  await expect(find()).rejects.toThrow(/refuses \(403\)/);
});

test.each([
  [
    "a redirect",
    (response: import("node:http").ServerResponse) => response.writeHead(302, { location: `${other.origin}/x` }),
  ],
  [
    "a next page",
    (response: import("node:http").ServerResponse) =>
      response.writeHead(200, { link: `<${other.origin}/x>; rel="next"`, "content-type": "application/json" }),
  ],
])("%s at another host is not followed", async (_, head) => {
  github.before = ({ url }, response) => {
    if (!url.pathname.endsWith("/repos")) return false;
    head(response).end("[]");
    return true;
  };
  await expect(find()).rejects.toThrow(`only ${github.origin} is asked`);
  expect(other.asked).toEqual([]);
});

test("a redirect within the service is followed, one in circles is not", async () => {
  github.before = ({ url }, response) => {
    if (url.pathname !== "/api/v3/orgs/acme/repos" || url.searchParams.has("moved")) return false;
    const to = new URL(url);
    to.searchParams.set("moved", "1");
    response.writeHead(301, { location: to.href }).end();
    return true;
  };
  expect((await find()).targets).toHaveLength(2);
  github.before = ({ url }, response) => {
    response.writeHead(302, { location: url.href }).end();
    return true;
  };
  await expect(find()).rejects.toThrow(/redirects more than 3 times/);
});

test("an endless list ends", { timeout: 60_000 }, async () => {
  github.before = ({ url }, response) => {
    if (!url.pathname.endsWith("/repos")) return false;
    const next = new URL(url);
    next.searchParams.set("page", String(Number(url.searchParams.get("page") ?? 1) + 1));
    response.writeHead(200, { "content-type": "application/json", link: `<${next.href}>; rel="next"` }).end("[]");
    return true;
  };
  await expect(find()).rejects.toThrow(/its paging does not end/);
  expect(github.asked.length).toBeLessThan(4_100);
});

test("an answer without end is cut off", async () => {
  github.before = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
    return true;
  };
  await expect(find()).rejects.toThrow(/larger than 16777216 bytes/);
});

test.each([
  ["no JSON", "<html>"],
  ["no list", '{"a":1}'],
  ["a list of texts", '["a"]'],
  ["a repository without a name", '[{"clone_url":"x"}]'],
  ["nothing", "null"],
])("%s is one clear line", async (_, body) => {
  for (const [hosting, path] of [
    ["github", "/api/v3/orgs/acme/repos"],
    ["gitea", "/api/v1/orgs/acme/repos"],
  ] as const) {
    github.before = ({ url }, response) => {
      if (url.pathname !== path) return false;
      response.writeHead(200, { "content-type": "application/json" }).end(body);
      return true;
    };
    await expect(find({}, hosting)).rejects.toThrow(/Is --hosting right\?/);
  }
});

test("addresses on other hosts, and those that are no plain paths, are counted and not scanned", async () => {
  const odd = [
    `${other.origin}/acme/a.git`,
    `${github.origin}/acme/../../b.git%2e`,
    `${github.origin.replace("://", "://user:secret@")}/acme/c.git`,
    `${github.origin}/acme/d.git?x=1`,
    "file:///etc/passwd",
    "--upload-pack=touch /tmp/x",
  ];
  github.before = ({ url }, response) => {
    if (!url.pathname.endsWith("/repos")) return false;
    const list = odd.map((clone_url, at) => ({ full_name: `acme/${at}`, clone_url, ssh_url: clone_url }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(list));
    return true;
  };
  for (const protocol of ["https", "ssh"] as const) {
    expect(await find({ protocol })).toMatchObject({ targets: [], leftOut: { elsewhere: odd.length } });
  }
});

test("a token goes to its own host alone, and never over plain http", async () => {
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const shown = await find({ credentials: { tokenFile, hosts: ["127.0.0.1"] } }).catch(String);
  expect(shown).toContain("unencrypted");
  expect(shown).not.toContain(TOKEN);
  expect(github.asked).toEqual([]);
  expect((await find({ credentials: { tokenFile, hosts: ["git.example"] } })).targets).toHaveLength(2);
  expect(github.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

test.each([
  [200, {}, undefined],
  [404, { "retry-after": "5" }, undefined],
  [403, {}, undefined],
  [403, { "x-ratelimit-remaining": "7", "x-ratelimit-reset": "2000" }, undefined],
  [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2000" }, 1_001_000],
  [429, {}, 60_000],
  [429, { "retry-after": "7" }, 7_000],
  [429, { "retry-after": "soon" }, 60_000],
  [503, { "retry-after": new Date(1_005_000).toUTCString() }, 5_000],
  [503, {}, undefined],
])("%i %o asks for a wait of %s ms", (status, headers, ms) => {
  expect(waitAsked(status, new Headers(headers as Record<string, string>), 1_000_000)).toBe(ms);
});
