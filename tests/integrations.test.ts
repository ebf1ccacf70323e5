/** What others' pipelines run: the files parse, name only what exists, and do in a repository what they say. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runHere } from "@pqc-audit/app/context.fixture.ts";
import { createProgram } from "@pqc-audit/app/program.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMMAND = `${process.execPath} ${join(ROOT, "services/app/main.ts")}`;
const FILES = [
  "action.yml",
  ".pre-commit-hooks.yaml",
  "integrations/github/scan.sh",
  "integrations/github/comment.sh",
  "integrations/github/pull-request.yml",
  "integrations/gitlab/pqc-audit.gitlab-ci.yml",
  "integrations/dependency-track/upload.sh",
  "docs/CI.md",
] as const;
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly steps: readonly Step[] };
}
const action = parse(read("action.yml")) as Action;

// Each runs the command as a process of its own, some of them twice.
vi.setConfig({ testTimeout: 120_000 });

let work: string;
let repository: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "pqc-audit-ci-"));
  repository = join(work, "origin");
  mkdirSync(repository);
  git(repository, "init", "--quiet", "--initial-branch=main");
  commit("old.py", 'import hashlib\nhashlib.md5(b"x")\n');
  git(repository, "checkout", "--quiet", "-b", "change");
  commit(
    "new.py",
    "from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(65537, 2048)\n",
  );
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function commit(file: string, text: string): void {
  writeFileSync(join(repository, file), text);
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--message", file);
}

/** As a runner has it: one commit deep. */
function checkout(name: string): string {
  const folder = join(work, name);
  execFileSync("git", ["clone", "--quiet", "--depth=1", "--branch=change", `file://${repository}`, folder]);
  return folder;
}

function bash(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const { stdout, stderr, status } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: work,
      PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false",
      SCAN_COMMAND: COMMAND,
      ...env,
    },
  });
  return { stdout, stderr, status };
}

test("every option that a file names exists, and every format", async () => {
  const { stdout: help } = await runHere(["scan", "--help"]);
  const known = new Set(
    ["scan", "report", "baseline"].flatMap((name) => {
      const command = createProgram({} as never).commands.find((each) => each.name() === name);
      return (command?.options ?? []).flatMap(({ long, short }) => [long, short]);
    }),
  );
  for (const file of FILES) {
    const calls = read(file)
      .replaceAll("\\\n", " ")
      .split("\n")
      .filter((line) => /\b(?:scan|report|baseline) .*--|arguments|set --/.test(line) && !line.includes("curl"));
    for (const [option] of calls.join("\n").matchAll(/(?<=[\s[(])--[a-z][a-z-]*/g))
      expect([...known], `${file}: ${option}`).toContain(option);
    for (const [, formats = ""] of read(file).matchAll(/--format ([a-z0-9.,-]+)/g)) {
      for (const format of formats.split(",")) expect(help, `${file}: ${format}`).toContain(format);
    }
  }
});

test("actions are pinned to a version, and no expression is written into a script", () => {
  const workflow = parse(read("integrations/github/pull-request.yml")) as {
    jobs: Record<string, { steps: readonly Step[] }>;
  };
  const steps = [...action.runs.steps, ...Object.values(workflow.jobs).flatMap((job) => job.steps)];
  for (const { uses, run, shell, name } of steps) {
    if (uses !== undefined) expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@(?:v\d+(?:\.\d+)*|[0-9a-f]{40})$/);
    if (run === undefined) continue;
    expect(run, name).not.toContain("${{");
    if (action.runs.steps.some((step) => step.run === run)) expect(shell, name).toBe("bash");
  }
  const used = JSON.stringify(action.runs.steps);
  for (const input of Object.keys(action.inputs)) expect(used).toContain(`inputs.${input}`);
  for (const { description } of Object.values(action.inputs)) expect(description).not.toBe("");
});

test("the action's scan takes what changed against the base, writes every report, and lets findings through to the gate", () => {
  const folder = checkout("action");
  const base = git(repository, "rev-parse", "main");
  const [output, summary] = [join(work, "output"), join(work, "summary")];
  const step = action.runs.steps.find(({ name }) => name === "Scan");
  const env = {
    ...{
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      SCAN_BASE: base,
      SCAN_FAIL_ON: "high",
    },
    ...{
      SCAN_RESULTS: "results",
      SCAN_BASELINE: ".pqc-audit-baseline.json",
      SCAN_ARGUMENTS: "--exclude docs/ --no-gitignore",
    },
  };
  const { status, stderr } = bash(step?.run ?? "exit 9", folder, env);
  expect({ status, stderr: stderr.includes("findings written") }).toEqual({ status: 0, stderr: true });
  expect(readFileSync(output, "utf8")).toBe("code=1\nresults=results\n");
  const result = JSON.parse(readFileSync(join(folder, "results/result.json"), "utf8"));
  expect(result.target.since).toEqual({ asked: base, commit: base });
  expect(new Set(result.findings.map(({ path }: { path: string }) => path))).toEqual(new Set(["new.py"]));
  for (const name of ["pqc-audit.sarif", "pqc-audit.md", "pqc-audit.junit.xml", "pqc-audit.html"]) {
    expect(existsSync(join(folder, "results", name)), name).toBe(true);
  }
  expect(readFileSync(summary, "utf8")).toMatch(/^<!-- pqc-audit -->\n### pqc-audit: \d+ findings? to act on/);
  expect(step?.env && Object.keys(step.env)).toEqual(
    expect.arrayContaining(Object.keys(env).filter((name) => name.startsWith("SCAN"))),
  );
  // Again where the reports of before lie: they are no code.
  expect(bash(step?.run ?? "exit 9", folder, { ...env, SCAN_BASE: "" }).status).toBe(0);
  const again = JSON.parse(readFileSync(join(folder, "results/result.json"), "utf8"));
  expect(new Set(again.findings.map(({ path }: { path: string }) => path))).toEqual(new Set(["new.py", "old.py"]));
  const gate = action.runs.steps.find(({ name }) => name === "Gate");
  expect(bash(gate?.run ?? "", folder, { CODE: "1" }).status).toBe(1);
});

test("wrong arguments fail the action's scan at once", () => {
  const { status, stderr } = bash(`"${ROOT}/integrations/github/scan.sh"`, checkout("wrong"), {
    SCAN_FAIL_ON: "urgent",
  });
  expect(status).toBe(2);
  expect(stderr).toContain("Allowed choices are critical");
});

test("there is one comment a pull request, and a token that may not comment fails nothing", () => {
  const bin = join(work, "bin");
  mkdirSync(bin);
  const log = join(work, "gh.log");
  const earlier = join(work, "earlier");
  writeFileSync(
    join(bin, "gh"),
    `#!/bin/sh\necho "$@" >>"${log}"\ncase "$*" in *--paginate*) cat "${earlier}";; esac\n`,
  );
  chmodSync(join(bin, "gh"), 0o755);
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    GITHUB_REPOSITORY: "team/service",
    PULL_REQUEST: "7",
    COMMENT: "c.md",
    GITHUB_ACTION_PATH: ROOT,
  };
  const step = action.runs.steps.find(({ name }) => name === "Comment")?.run ?? "exit 9";
  writeFileSync(earlier, "");
  expect(bash(step, work, env).status).toBe(0);
  writeFileSync(earlier, "41\n42\n");
  expect(bash(step, work, env).status).toBe(0);
  const calls = readFileSync(log, "utf8").trim().split("\n");
  expect(calls[1]).toBe("api --silent --method POST repos/team/service/issues/7/comments --field body=@c.md");
  expect(calls[3]).toBe("api --silent --method PATCH repos/team/service/issues/comments/41 --field body=@c.md");
  rmSync(earlier);
  const refused = bash(step, work, env);
  expect(refused.status).toBe(0);
  expect(refused.stdout).toContain("::warning title=pqc-audit::");
});

test("GitLab's job writes what its artifacts name, and ends as the scan did", () => {
  const template = parse(read("integrations/gitlab/pqc-audit.gitlab-ci.yml")) as {
    "pqc-audit": {
      variables: Record<string, string>;
      script: readonly string[];
      artifacts: { paths: string[]; reports: Record<string, string> };
    };
  };
  const job = template["pqc-audit"];
  const folder = checkout("gitlab");
  git(folder, "fetch", "--quiet", "--unshallow", "origin", "main", "change");
  const variables = {
    ...job.variables,
    SCAN_COMMAND: COMMAND,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: git(repository, "rev-parse", "main"),
  };
  const { status } = bash(job.script.join("\n"), folder, variables);
  expect(status).toBe(1);
  for (const path of [...job.artifacts.paths, ...Object.values(job.artifacts.reports)]) {
    expect(existsSync(join(folder, path)), path).toBe(true);
  }
  const list: { location: { path: string } }[] = JSON.parse(
    readFileSync(join(folder, job.artifacts.reports.codequality ?? ""), "utf8"),
  );
  expect(new Set(list.map(({ location }) => location.path))).toEqual(new Set(["new.py"]));
  expect(bash(job.script.join("\n"), folder, { ...variables, SCAN_FAIL_ON: "urgent" }).status).toBe(2);
  // Nothing of the run before is taken for this one's.
  expect(existsSync(join(folder, "pqc-audit-result.json"))).toBe(false);
});

test("the pre-commit hook refuses what a commit brings in, not what was there", () => {
  const [hook] = parse(read(".pre-commit-hooks.yaml")) as readonly {
    id: string;
    entry: string;
    args: string[];
    language: string;
  }[];
  expect(hook).toMatchObject({ id: "pqc-audit", language: "node" });
  const folder = checkout("hook");
  const entry = `${hook?.entry.replace("pqc-audit", COMMAND)} ${hook?.args.join(" ")}`;
  expect(bash(entry, folder, {}).status).toBe(0);
  writeFileSync(join(folder, "more.py"), readFileSync(join(folder, "new.py")));
  git(folder, "add", "more.py");
  const refused = bash(entry, folder, {});
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain("more.py:2");
  expect(refused.stdout).not.toContain("old.py:");
});

test("Dependency-Track gets the project's CBOM, and the key stands in no argument", async () => {
  let [asked, body] = ["", ""];
  const server = createServer((request, response) => {
    asked = `${request.method} ${request.url} ${request.headers["x-api-key"]}`;
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => response.end('{"token":"1"}'));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  writeFileSync(join(work, "key"), "the-key\n");
  const { spawn } = await import("node:child_process");
  const child = spawn("bash", [join(ROOT, "integrations/dependency-track/upload.sh"), ".", "service", "1.2"], {
    cwd: checkout("track"),
    env: {
      ...{
        PATH: process.env.PATH,
        HOME: work,
        SCAN_COMMAND: COMMAND,
        PQC_AUDIT_PERFORMANCE_ENABLE_CACHE: "false",
      },
      DEPENDENCY_TRACK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      DEPENDENCY_TRACK_KEY_FILE: join(work, "key"),
    },
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  server.close();
  expect({ code, asked }).toEqual({ code: 0, asked: "POST /api/v1/bom the-key" });
  for (const part of [
    'name="autoCreate"',
    'name="projectName"\r\n\r\nservice',
    'name="projectVersion"\r\n\r\n1.2',
    '"specVersion": "1.6"',
  ])
    expect(body).toContain(part);
});
