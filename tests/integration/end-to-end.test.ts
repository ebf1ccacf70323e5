/** A real repository in, findings out: the same test in every deployment, measured against the direct road. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEPLOYMENTS, type Deployment, direct, rangesCluster } from "./deployments.ts";
import { makePolicyRepository, type PolicyRepository } from "./policy-repository.ts";
import { makeRealRepository, type RealRepository } from "./repository.ts";

let repository: RealRepository;
let own: PolicyRepository;
let broken: PolicyRepository;
let oracle: Awaited<ReturnType<typeof direct>>;

beforeAll(async () => {
  repository = makeRealRepository();
  own = makePolicyRepository();
  broken = makePolicyRepository("scopes:\n  - { paths: [qa/], scope: tests }\n");
  oracle = await direct(repository.url);
});
afterAll(() => {
  for (const each of [repository, own, broken]) each?.remove();
});

test("the repository is real, and the direct road finds what was planted in it", () => {
  expect(repository.files).toBeGreaterThanOrEqual(2000);
  const found = (path: string) => oracle.findings.filter((each) => each.path === path).map((each) => each.algorithm);
  expect(found("src/tokens.py")).toEqual(["MD5"]);
  expect(found("tests/copy/tokens.py")).toEqual(["MD5"]);
  expect(found("src/Keys.java")).toEqual(["RSA-2048"]);
  expect(found("src/sum.go")).toEqual(["SHA-1"]);
  expect(found("src/tls.c")).toEqual(["SHA-1"]);
  expect(found("src/latin1.py")).toEqual(["SHA-1"]);
  expect(found("src/service.pem")).toEqual(["RSA-2048"]);
  expect(found("node_modules/left-out/index.js")).toEqual([]);
});

test("every file is accounted for", () => {
  const { present, scanned, skipped, failed, quarantined } = oracle.coverage;
  expect(present).toBe(repository.files);
  expect(scanned + Object.values(skipped).reduce((sum, count) => sum + count, 0) + failed + quarantined).toBe(present);
  expect(skipped).toMatchObject({ symlink: 1, excluded: expect.any(Number), binary: expect.any(Number) });
});

test.each([
  ["one worker", "1", "1000"],
  ["three workers", "3", "1000"],
  ["chunks of 7 files", "2", "7"],
  ["chunks of 5,000 files", "2", "5000"],
])("the digest is the same with %s", async (_name, workers, chunkSize) => {
  const result = await direct(repository.url, ["--workers", workers], { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: chunkSize });
  expect(result.digest).toBe(oracle.digest);
});

test("what a repository says of itself is heeded, and marks what it accepts", async () => {
  const { findings, errors } = await direct(own.url);
  const said = findings.map(({ path, algorithm, scope, suppressed }) => [path, algorithm, scope, suppressed?.reason]);
  expect(said).toEqual([
    ["bin/sign", "RSA-PKCS1-v1_5-SHA-256", "production", undefined],
    ["bin/sign", "MD5", "production", undefined],
    ["cache/Names.java", "SHA-1", "production", "names of files"],
    ["cache/names.py", "MD5", "production", "names of files"],
    ["qa/names.py", "MD5", "test", undefined],
    ["qa/sign.py", "RSA-PKCS1-v1_5-SHA-256", "test", undefined],
    ["qa/sign.py", "MD5", "test", undefined],
    ["records/agree.py", "ECDH", "production", undefined],
    ["src/Names.java", "SHA-1", "production", undefined],
    ["src/agree.py", "ECDH", "production", undefined],
    ["src/names.py", "MD5", "production", undefined],
    ["src/old.py", "MD5", "production", "legacy"],
    ["src/sign.py", "RSA-PKCS1-v1_5-SHA-256", "production", undefined],
    ["src/sign.py", "MD5", "production", undefined],
  ]);
  const earlier = findings.filter(({ deadlines }) => deadlines.some(({ actBy }) => actBy !== undefined));
  expect(earlier.map(({ path }) => path)).toEqual(["records/agree.py"]);
  expect(errors).toEqual([]);
  expect((await direct(own.folder)).digest).toBe((await direct(own.url)).digest);
});

test("the working tree gives the digest of its commit", async () => {
  expect((await direct(repository.folder)).digest).toBe(oracle.digest);
});

const deployments = { ...DEPLOYMENTS, "cluster of two coordinators that plan ranges": rangesCluster };

describe.each(Object.entries(deployments))("%s", (_name, start) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await start([repository.folder, own.folder, broken.folder]);
  });
  afterAll(() => deployment?.stop());

  test("gives the digest, coverage and findings of the direct road", async () => {
    const result = await deployment.scan(repository.url);
    expect(result.coverage).toEqual(oracle.coverage);
    expect(result.errors).toEqual(oracle.errors);
    expect(result.digest).toBe(oracle.digest);
    expect(result.findings.length).toBe(oracle.findings.length);
    expect(result.summary).toEqual(oracle.summary);
  });

  test("judges by what the repository says of itself, as the direct road does", async () => {
    for (const { url } of [own, broken]) {
      const expected = await direct(url);
      const result = await deployment.scan(url);
      expect(result.findings).toEqual(expected.findings.map((finding) => ({ ...finding, state: "new" })));
      expect(result.errors).toEqual(expected.errors);
      expect([result.digest, result.summary]).toEqual([expected.digest, expected.summary]);
      expect(result.coverage).toEqual(expected.coverage);
    }
    expect((await deployment.scan(own.url)).digest, "every result is known").toBe((await direct(own.url)).digest);
  });

  test("a second scan, of which every blob is known, gives the same", async () => {
    expect((await deployment.scan(repository.url)).digest).toBe(oracle.digest);
  });
});
