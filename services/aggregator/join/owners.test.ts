import { OWNERS_FILES } from "@pqc-audit/platform/owners-file.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openOwners, readOwners } from "./owners.ts";

const [, ROOT, , GITLAB] = OWNERS_FILES;
const github = (text: string) => readOwners(text, ROOT);
const gitlab = (text: string) => readOwners(text, GITLAB);

describe("as GitHub documents it", () => {
  const owners = github(`
    # This is a comment.
    *       @global-owner1 @global-owner2
    *.js    @js-owner #This is an inline comment.
    *.go    docs@example.com
    *.txt   @octo-org/octocats
    /build/logs/ @doctocat
    docs/*  docs@example.org
    apps/ @octocat
    /docs/ @doctocat
    /scripts/ @doctocat @octocat
    **/logs @octocat
    /apps/ @octocat
    /apps/github
    /spaced\\ folder/ @spaced
    /app/[slug]/ @routes
    /root.txt @root
  `);

  test.each([
    ["readme", "@global-owner1 @global-owner2"],
    ["lib/a.js", "@js-owner"],
    ["a.go", "docs@example.com"],
    ["x/y/notes.txt", "@octo-org/octocats"],
    ["build/logs/today/a", "@octocat"],
    ["docs/a.md", "@doctocat"],
    ["docs/deep/a.md", "@doctocat"],
    ["web/docs/a.md", "@global-owner1 @global-owner2"],
    ["web/apps/x/y.c", "@octocat"],
    ["scripts/run", "@doctocat @octocat"],
    ["deeply/nested/logs/a.js", "@octocat"],
    ["apps/a.c", "@octocat"],
    ["apps/github/a.js", ""],
    ["apps/githubber/a", "@octocat"],
    ["spaced folder/a", "@spaced"],
    ["app/[slug]/page.tsx", "@routes"],
    ["app/s/page.tsx", "@global-owner1 @global-owner2"],
    ["root.txt", "@root"],
    ["below/root.txt", "@octo-org/octocats"],
  ])("%s belongs to %s", (path, named) => {
    expect(owners(path).join(" ")).toBe(named);
  });

  test("what is directly in a folder is not what is below it", () => {
    const some = github("docs/* @docs\n/*.md @root\n/src/*/gen @gen\n/lib/**/x.c @x\n/all/** @all");
    expect(some("docs/a.md")).toEqual(["@docs"]);
    expect(some("docs/build/a.md")).toEqual([]);
    expect(some("a.md")).toEqual(["@root"]);
    expect(some("b/a.md")).toEqual([]);
    expect(some("src/one/gen/a/b.c")).toEqual(["@gen"]);
    expect(some("src/one/two/gen/b.c")).toEqual([]);
    expect(some("lib/x.c")).toEqual(["@x"]);
    expect(some("lib/a/b/x.c")).toEqual(["@x"]);
    expect(some("all/a/b")).toEqual(["@all"]);
  });

  test("a folder written with a slash is no file, and negation means nothing", () => {
    const some = github("* @all\nbuild/ @build\n!a.c @not\n/tools/x/ @x");
    expect(some("build")).toEqual(["@all"]);
    expect(some("a/build/c")).toEqual(["@build"]);
    expect(some("a.c")).toEqual(["@all"]);
    expect(some("tools/x")).toEqual(["@all"]);
    expect(some("tools/x/y")).toEqual(["@x"]);
  });
});

describe("as GitLab documents it", () => {
  const owners = gitlab(`
    README.md @docs
    internal/README.md @internal
    /config/* @config
    [Database] @database
    model/db/
    config/db/database-setup.md @docs-team
    ^[Docs][2]
    *.md @writers
    !CHANGELOG.md
    [database]
    /model/db/special/ @special
  `);

  test.each([
    ["README.md", "@docs @writers"],
    ["a/internal/README.md", "@internal @writers"],
    ["config/a.yml", "@config"],
    ["config/db/a.yml", ""],
    ["x/model/db/a.rb", "@database"],
    ["model/db/special/a.rb", "@special"],
    ["config/db/database-setup.md", "@docs-team @writers"],
    ["CHANGELOG.md", ""],
  ])("%s belongs to %s", (path, named) => {
    expect(owners(path).join(" ")).toBe(named);
  });
});

/** Every rule, one after another, in the plainest way. */
function plainly(rules: readonly string[], path: string): string {
  const folders = path.split("/").map((_, at, all) => all.slice(0, at + 1).join("/"));
  let last = "";
  for (const [at, rule] of rules.entries()) {
    const isFolder = rule.endsWith("/");
    const bare = rule.replace(/^\//, "").replace(/\/$/, "");
    const rooted = rule.startsWith("/") || bare.includes("/");
    const fits = folders.some((upTo, depth) => {
      if (isFolder && depth === folders.length - 1) return false;
      const name = upTo.slice(upTo.lastIndexOf("/") + 1);
      if (bare === "*") return true;
      if (bare.startsWith("*.")) return name.endsWith(bare.slice(1)) && (!rooted || upTo === name);
      return rooted ? upTo === bare : name === bare;
    });
    if (fits) last = `@o${at}`;
  }
  return last;
}

test("looked up or gone through rule by rule: the same owner", () => {
  const name = fc.constantFrom("a", "b", "c.d", "e.d");
  const rule = fc
    .tuple(
      fc.boolean(),
      fc.array(name, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.constantFrom("", "", "*.d", "*"),
    )
    .map(([slash, parts, folder, wild]) =>
      wild === "" ? `${slash ? "/" : ""}${parts.join("/")}${folder ? "/" : ""}` : wild,
    );
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 12 }), path, (rules, of) => {
      const owners = github(rules.map((each, at) => `${each} @o${at}`).join("\n"));
      expect(owners(of).join(" ")).toBe(plainly(rules, of));
    }),
    { numRuns: 2_000 },
  );
});

test("what is too much to heed is said, and not heeded in part", () => {
  const wild = Array.from({ length: 501 }, (_, at) => `/a*${at}/x @x`).join("\n");
  expect(openOwners({ path: ROOT, text: wild }).fault).toMatch(/^CODEOWNERS has more than 500 patterns .*not heeded$/);
  expect(openOwners({ path: ROOT, text: `/${"*a".repeat(9)} @x` }).fault).toContain("more than 8 wildcards");
  expect(openOwners({ path: ROOT, text: "a @a\n".repeat(10_001) }).fault).toContain("10000 rules");
  expect(openOwners({ path: ROOT, fault: "CODEOWNERS is not UTF-8" }).fault).toContain(
    "is not UTF-8: it is not heeded",
  );
  expect(openOwners({})).toEqual({});
});

test("hostile patterns and paths take time in proportion to their length", () => {
  const stars = Array.from({ length: 499 }, (_, at) => `/${"*a".repeat(7)}${at}/**/b @x`).join("\n");
  const owners = github(stars);
  const path = `${"a".repeat(200)}/${"a/".repeat(400)}c`;
  const started = process.cpuUsage();
  for (let turn = 0; turn < 5; turn++) expect(owners(`${path}${turn}`)).toEqual([]);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(5);
});

test("anything at all is read without an error", () => {
  fc.assert(
    fc.property(
      fc.string({
        maxLength: 300,
        unit: fc.constantFrom("[", "]", "^", "!", "*", "?", "/", "\\", " ", "\n", "@", "a", "#", "{", "}", ","),
      }),
      fc.string({ maxLength: 40 }),
      (text, path) => {
        for (const where of [ROOT, GITLAB]) openOwners({ path: where, text }).owners?.(path);
      },
    ),
    { numRuns: 2_000 },
  );
});
