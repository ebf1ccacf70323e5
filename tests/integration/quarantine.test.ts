/** A file that stops its scanner: in every deployment and every format it is named with its reason, and the scan is incomplete. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandResult, runCommand } from "./command.ts";
import { DEPLOYMENTS, type Deployment } from "./deployments.ts";
import { makeRealRepository, type RealRepository } from "./repository.ts";

/** Stands in one content of the repository, which lies there at two paths; the thread that scans it ends each time. */
const POISON = { PQC_AUDIT_FAILPOINT: "worker.thread:exit~Object make() throws Exception" };
const PATHS = ["src/Keys.java", "tests/copy/Keys.java"];
const FORMATS = ["text", "json", "ndjson", "sarif"] as const;

let repository: RealRepository;
beforeAll(() => {
  repository = makeRealRepository([]);
});
afterAll(() => repository?.remove());

interface Listed {
  readonly path: string;
  readonly message: string;
}

/** What a report lists as quarantined, read as its readers would. */
const listed: Readonly<Record<(typeof FORMATS)[number], (report: string) => readonly Listed[]>> = {
  text: (report) => {
    const section = /^Not scanned\n((?: {2}.*\n)+)/m.exec(report)?.[1] ?? "";
    return [...section.matchAll(/^ {2}(.*): quarantined: (.*)$/gm)].map(([, path = "", message = ""]) => ({
      path,
      message,
    }));
  },
  json: (report) => {
    const { errors } = JSON.parse(report) as { errors: (Listed & { status: string })[] };
    return errors.filter(({ status }) => status === "quarantined");
  },
  ndjson: (report) => {
    const lines = report
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ record: "coverage", quarantined: 2 });
    return lines.filter(({ record, status }) => record === "error" && status === "quarantined");
  },
  sarif: (report) => {
    const [invocation] = JSON.parse(report).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    const notifications: SarifNotification[] = invocation.toolExecutionNotifications;
    return notifications
      .filter(({ descriptor }) => descriptor.id === "quarantined")
      .map(({ message, locations }) => ({
        path: locations[0]?.physicalLocation.artifactLocation.uri ?? "",
        message: message.text.replace("quarantined: ", ""),
      }));
  },
};

interface SarifNotification {
  readonly descriptor: { readonly id: string };
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

function expectQuarantined(format: (typeof FORMATS)[number], { code, stdout, stderr }: CommandResult): void {
  const found = listed[format](stdout);
  expect(found.map(({ path }) => path).toSorted(), stderr).toEqual(PATHS);
  for (const { message } of found) expect(message).toMatch(/thread/);
  expect(stderr).toContain("incomplete: 2 of ");
  expect(stdout).toContain("MD5");
  expect(code).toBe(3);
}

test.each(FORMATS)("scan --format %s", async (format) => {
  expectQuarantined(format, await runCommand(["scan", repository.url, "--format", format], { env: POISON }));
});

const { embedded, cluster } = DEPLOYMENTS;
describe.each(Object.entries({ embedded, cluster }))("%s", (_name, start) => {
  let deployment: Deployment;
  let id: string;
  const ask = (...args: string[]) => runCommand([...args, "--server", deployment.server]);
  beforeAll(async () => {
    deployment = await start([repository.folder], {}, POISON);
    id = (await ask("submit", repository.url)).stdout.trim();
  });
  afterAll(() => deployment?.stop());

  test.each(FORMATS)("watch --format %s", async (format) => {
    expectQuarantined(format, await ask("watch", id, "--format", format));
  });

  test("status and the API name them too", async () => {
    const { stdout } = await ask("status", id);
    expect(stdout).toMatch(/^state +incomplete$/m);
    for (const path of PATHS) expect(stdout).toContain(`${path}: quarantined: `);
    const answer = await fetch(`${deployment.server}/api/v1/scans/${id}/errors?status=quarantined`);
    expect(await answer.json()).toMatchObject({ total: 2, results: PATHS.map((path) => ({ path })) });
    const scan = await fetch(`${deployment.server}/api/v1/scans/${id}`);
    expect(await scan.json()).toMatchObject({ state: "incomplete", coverage: { quarantined: 2, failed: 0 } });
  });
});
