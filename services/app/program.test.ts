import { FORMAT_NAMES } from "@pqc-audit/reports/formats.ts";
import { expect, test } from "vitest";
import { runHere } from "./context.fixture.ts";
import { VERSION } from "./version.ts";

test("--version prints the version and nothing else", async () => {
  expect(await runHere(["--version"])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("--help has examples, for the program and for scan", async () => {
  const program = await runHere(["--help"]);
  expect(program.code).toBe(0);
  expect(program.stdout).toContain("$ pqc-audit scan .");
  const scan = await runHere(["scan", "--help"]);
  expect(scan.stdout).toContain("--fail-on");
  expect(scan.stdout).toContain("Exit codes:");
});

test.each([
  [[], "Usage:"],
  [["scn"], "pqc-audit: unknown command 'scn' (Did you mean scan?)\n"],
  [["scan"], "pqc-audit: missing required argument 'path|git-url'\n"],
  [["scan", ".", "--formt", "json"], "pqc-audit: unknown option '--formt' (Did you mean --format?)\n"],
  [["scan", ".", "--format", "xml"], `Allowed choices are ${FORMAT_NAMES.join(", ")}.\n`],
  [["scan", ".", "--fail-on", "urgent"], "Allowed choices are critical, high, medium, low, info, overdue.\n"],
  [["scan", ".", "--workers", "many"], "must be a whole number of at least 1.\n"],
  [["scan", "/nowhere/at/all"], "/nowhere/at/all does not exist"],
  [["scan", ".", "--config", "/nowhere.yaml"], "pqc-audit: cannot read configuration /nowhere.yaml"],
  [["scan", ".", "--output", "/nowhere/out.json"], "the folder /nowhere does not exist or cannot be written"],
  [["scan", ".", "--output", "/"], "is a folder: name a file in it"],
  [["status", "--server", "ftp://x"], "--server ftp://x is no http:// or https:// URL"],
  [["status", "--server", "http://u:p@x"], "--server must not carry credentials"],
  [["status", "--token-file", "/nowhere"], "cannot read the token file /nowhere"],
] as const)("%j is wrong usage: %s", async (argv, message) => {
  const { code, stdout, stderr } = await runHere(argv);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(message);
  if (argv.length > 0) expect(stderr.split("\n")).toHaveLength(2);
});

test("a wrong variable of the environment is refused before anything is scanned", async () => {
  const { code, stderr } = await runHere(["scan", "."], { environment: { PQC_AUDIT_LOG_LEVL: "x" } });
  expect(code).toBe(2);
  expect(stderr).toContain("did you mean PQC_AUDIT_LOG_LEVEL?");
});

test("config prints the schema and the configuration in force", async () => {
  const schema = JSON.parse((await runHere(["config", "schema"])).stdout);
  expect(schema.properties.performance.properties.chunk_size).toMatchObject({ default: 1000, unit: "files" });
  const shown = await runHere(["config", "show"], { environment: { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: "7" } });
  expect(shown.stdout).toContain("chunk_size: 7\n");
});
