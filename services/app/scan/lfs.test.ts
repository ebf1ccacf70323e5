/** `pqc-audit scan URL --lfs` against git's own HTTP server with Git LFS beside it. */
import { createHash } from "node:crypto";
import { serveGit, TestRepository, type TestServer } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const PYTHON = "import hashlib\nhashlib.md5(b'')\n";
const GONE = "a content that nobody has";
const oidOf = (content: string) => createHash("sha256").update(content).digest("hex");
const pointerTo = (content: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${content.length}\n`;

let repository: TestRepository;
let server: TestServer;

beforeEach(async () => {
  repository = new TestRepository();
  const files = { "a.py": pointerTo(PYTHON), "b.py": "import hashlib\nhashlib.sha1(b'')\n", "c.bin": pointerTo(GONE) };
  repository.commit(repository.files(files));
  server = await serveGit(repository.folder, (request, response) => {
    const path = request.url ?? "";
    if (path === `/objects/${oidOf(PYTHON)}`) return !!response.end(PYTHON);
    if (!path.endsWith("/info/lfs/objects/batch")) return false;
    const download = { href: `${server.url}/objects/${oidOf(PYTHON)}` };
    const objects = [
      { oid: oidOf(PYTHON), size: PYTHON.length, actions: { download } },
      { oid: oidOf(GONE), size: GONE.length, error: { code: 404, message: "not here" } },
    ];
    return !!response.end(JSON.stringify({ objects }));
  });
});
afterEach(async () => {
  await server.close();
  repository.remove();
});

async function scanned(...more: readonly string[]) {
  const ran = await runHere([
    "scan",
    `${server.url}/repo.git`,
    "--format",
    "json",
    "--no-cache",
    "--workers",
    "1",
    ...more,
  ]);
  const result = JSON.parse(ran.stdout) as {
    coverage: { present: number; scanned: number; skipped: Record<string, number> };
    findings: { path: string; algorithm: string }[];
  };
  return {
    ...ran,
    coverage: result.coverage,
    found: result.findings.map(({ path, algorithm }) => `${path} ${algorithm}`),
  };
}

test("pointers are counted, and followed when that is asked for", async () => {
  const plain = await scanned();
  expect(plain.coverage).toMatchObject({ present: 3, scanned: 1, skipped: { "lfs-pointer": 2 } });
  expect(plain.found).toEqual(["b.py SHA-1"]);
  expect(server.requests.some(({ url }) => url.includes("lfs"))).toBe(false);
  const followed = await scanned("--lfs");
  expect(followed.coverage).toMatchObject({ present: 3, scanned: 2, skipped: { "lfs-missing": 1 } });
  expect(followed.found).toEqual(["a.py MD5", "b.py SHA-1"]);
  expect(followed.stderr).toContain("1 × lfs-missing: the server has none (404)");
});

test("a folder is not a repository on a server", async () => {
  const ran = await runHere(["scan", repository.folder, "--lfs"]);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("--lfs needs the URL of a repository") });
});
