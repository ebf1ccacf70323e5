/** The commands of the documents and of the chart's notes, held against what the chart renders and Helm takes. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PAGE } from "@pqc-audit/app/metrics-page.ts";
import { defaultStream } from "@pqc-audit/platform/adapters/nats/stream.ts";
import { defaults } from "@pqc-audit/platform/config/config.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { KUBERNETES_VERSION } from "../servers/kubernetes-schemas.ts";
import { locateTool } from "../servers/tools.ts";
import { CASES, CHART, type Manifest, manifestsOf, type Pod, podsIn, RELEASE } from "./render.ts";

const run = promisify(execFile);
const DOCUMENTS = ["deploy/RUNBOOK.md", "docs/KUBERNETES.md"].map((path) => ({
  path,
  text: readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"),
}));
/** Of the documents: what stands before the component in the names of the chart's objects. */
const PREFIX = "RELEASE-";
/** Of `health.profile_listen` in the documents: of the process itself, so that no container declares it. */
const PROFILES_PORT = 8082;
/** Of a secret, no value of the chart. */
const SECRET_KEY = "nats.creds";
const KINDS = {
  deployment: "Deployment",
  job: "Job",
  service: "Service",
  hpa: "HorizontalPodAutoscaler",
  scaledobject: "ScaledObject",
} as const;
type Word = keyof typeof KINDS;

let manifests: readonly Manifest[];
let pods: readonly Pod[];
let commands: readonly string[];

beforeAll(async () => {
  manifests = (await Promise.all(CASES.map((name) => manifestsOf(name)))).flat();
  pods = [...podsIn(manifests)];
  const notes = await withNotesAsObject((folder) => Promise.all(CASES.map((name) => notesOf(name, folder))));
  commands = [...DOCUMENTS.flatMap(({ text }) => commandsIn(text)), ...notes.flatMap((text) => commandsIn(text))];
});

/** `helm template` leaves the notes out: in a copy of the chart they are a text in an object. */
async function notesOf(name: string, folder: string): Promise<string> {
  const { stdout } = await run(
    await locateTool("helm"),
    ["template", RELEASE.name, folder, "--namespace", RELEASE.namespace, "--values", `${CHART}/ci/${name}.yaml`].concat(
      ["--show-only", "templates/notes.yaml", "--kube-version", KUBERNETES_VERSION],
    ),
  );
  return (parse(stdout) as { readonly notes: string }).notes;
}

async function withNotesAsObject<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "chart-notes-"));
  try {
    const templates = join(folder, "templates");
    await cp(CHART, folder, { recursive: true });
    const notes = await readFile(join(templates, "NOTES.txt"), "utf8");
    await writeFile(join(templates, "_notes.tpl"), `{{- define "notes" }}${notes}{{ end -}}`);
    await writeFile(join(templates, "notes.yaml"), 'notes: {{ include "notes" . | toJson }}\n');
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lines of code blocks and of notes that begin with one of the two, and the same in backquotes amid a text; continued lines as one. */
function commandsIn(text: string): readonly string[] {
  const whole = text.replace(/\\\n\s*/g, "");
  return [...whole.matchAll(/(?:^ *|`)((?:kubectl|helm) [^`\n]*)/gm)].map(([, command = ""]) => command);
}

/** Kind and name of every object of the chart's that a command names. */
function objectsIn(command: string): readonly { readonly kind: string; readonly name: string }[] {
  return [...command.matchAll(/\b(deployment|job|service|hpa|scaledobject)[/ ]([\w-]+)/g)].map(
    ([, word, name = ""]) => ({
      kind: KINDS[word as Word],
      name: name.replace(PREFIX, `${RELEASE.name}-pqc-audit-`),
    }),
  );
}

test("commands were read, of each kind", () => {
  for (const start of [
    "kubectl logs",
    "kubectl exec",
    "kubectl port-forward",
    "kubectl set image",
    "helm upgrade",
    "helm test",
  ])
    expect(commands.map((command) => command.replace(/ --namespace [\w-]+/, "")).join("\n")).toContain(start);
});

test("every object that a command names is one of the chart's", () => {
  const rendered = new Set(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const named = commands.flatMap(objectsIn);
  expect(new Set(named.map(({ kind }) => kind))).toEqual(new Set(Object.values(KINDS)));
  for (const { kind, name } of named) expect(rendered).toContain(`${kind} ${name}`);
});

test("every label that a command selects by is one of a pod's", () => {
  const selectors = commands.flatMap((command) => [...command.matchAll(/--selector ([\w./-]+)=([\w-]+)/g)]);
  expect(selectors.length).toBeGreaterThan(2);
  for (const [, label = "", value] of selectors)
    expect(pods.map(({ metadata }) => metadata.labels[label])).toContain(value);
});

test("every port that is forwarded is one of the object's, or that of profiles", () => {
  const forwarded = commands.flatMap((command) => [...command.matchAll(/port-forward (\S+) (\d+)/g)]);
  expect(forwarded.length).toBeGreaterThan(2);
  for (const [, object = "", port] of forwarded) {
    const [{ kind, name } = { kind: "", name: "" }] = objectsIn(object);
    const ports =
      kind === "Service"
        ? manifests
            .filter((each) => each.kind === kind && each.metadata.name === name)
            .flatMap(({ spec }) => spec.ports.map((each: { readonly port: number }) => each.port))
        : pods
            .filter(({ of }) => of === `${kind} ${name}`)
            .flatMap(({ spec }) => spec.containers.flatMap(portsOf))
            .concat(PROFILES_PORT);
    expect(ports, object).toContain(Number(port));
  }
});

test("the container whose image is set is one of that Deployment's", () => {
  const set = commands.flatMap((command) => [...command.matchAll(/set image (\S+) ([\w-]+)=/g)]);
  expect(set).not.toEqual([]);
  for (const [, object = "", container] of set) {
    const [{ kind, name } = { kind: "", name: "" }] = objectsIn(object);
    const [pod] = pods.filter(({ of }) => of === `${kind} ${name}`);
    expect(pod?.spec.containers.map((each: { readonly name: string }) => each.name)).toContain(container);
  }
});

test("Helm knows every option that it is given, and stands in the namespace of the release", async () => {
  const given = commands.filter((command) => /^helm (install|upgrade|test|rollback) \S/.test(command));
  expect(given.length).toBeGreaterThan(3);
  for (const command of given) {
    const [, subcommand = ""] = command.split(" ");
    const { stdout } = await run(await locateTool("helm"), [subcommand, "--help"]);
    for (const [, option = ""] of command.replace(/ #.*/, "").matchAll(/ --([\w-]+)/g))
      expect(stdout, command).toMatch(`--${option} `);
    expect(command).toContain("--namespace");
  }
});

describe.each(DOCUMENTS)("$path", ({ text }) => {
  test("names values of the chart that there are", () => {
    const schema = JSON.parse(readFileSync(`${CHART}/values.schema.json`, "utf8")) as Schema;
    const named = [...text.matchAll(/`([A-Za-z0-9]+)((?:\.[A-Za-z0-9_]+)+)/g)]
      .map(([, section = "", rest = ""]) => `${section}${rest}`.split("."))
      .filter((path) => (path[0] ?? "") in (schema.properties ?? {}) && path.join(".") !== SECRET_KEY);
    expect(named.length).toBeGreaterThan(5);
    for (const path of named) expect(has(schema, path) || isConfiguration(path), path.join(".")).toBe(true);
  });

  test("names metrics that docs/METRICS.md has", () => {
    const page = readFileSync(PAGE, "utf8");
    const named = [...text.matchAll(/\bpqc_audit_[a-z_]*[a-z]\b/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(1);
    for (const name of named)
      expect(
        [name, name.replace(/_(sum|count|bucket)$/, "")].some((each) => page.includes(`| \`${each}\` |`)),
        name,
      ).toBe(true);
  });
});

test("the runbook names the stream of units as it is called", () => {
  const named = commandsOfNats(DOCUMENTS[0]?.text ?? "");
  expect(named.length).toBeGreaterThan(2);
  expect(new Set(named)).toEqual(new Set([defaultStream]));
});

function commandsOfNats(text: string): readonly string[] {
  return [...text.matchAll(/\bnats (?:--server \w+ )?(?:stream|consumer) \w+ (\w+)/g)].map(([, name = ""]) => name);
}

/** The documents name keys below `config` without it, and some sections are called as those of the chart. */
function isConfiguration([section = "", key = ""]: readonly string[]): boolean {
  const sections: Readonly<Record<string, object>> = { ...defaults() };
  return key in (sections[section] ?? {});
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Below a reference or an object of any keys everything may be. */
function has(schema: Schema, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined || schema.properties === undefined) return true;
  const inside = schema.properties[key];
  return inside !== undefined && has(inside, rest);
}

function portsOf(container: { readonly ports?: readonly { readonly containerPort: number }[] }): readonly number[] {
  return (container.ports ?? []).map(({ containerPort }) => containerPort);
}
