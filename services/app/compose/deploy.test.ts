import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readTokens } from "@pqc-audit/aggregator/http/tokens.ts";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { CLUSTER_TARGETS, environmentOf, type Places, settingsOf } from "../../../deploy/cluster.ts";
import { makeSecrets } from "../../../deploy/secrets.ts";
import { canaryCommand } from "../commands/canary.ts";
import type { Context } from "../context.ts";
import { TARGETS } from "./targets.ts";

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

const file = new URL("../../../deploy/compose.yaml", import.meta.url);
const compose = parse(readFileSync(file, "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const ours = Object.entries(compose.services).filter(([, service]) => service.command?.[0] === "serve");

test("each target of a cluster has a service", () => {
  const targets = ours.map(([name, service]) => [name, service.command?.[1]]);
  const cluster = Object.keys(TARGETS).filter((target) => target !== "all");
  expect(targets.sort()).toEqual(cluster.map((target) => [target, `--target=${target}`]).sort());
});

/** Where things are among containers; names of hosts are those of compose's services. */
const CONTAINERS: Places = {
  nats: "nats://nats:4222",
  s3: {
    endpoint: "http://s3:7070",
    region: "us-east-1",
    bucket: "pqc-audit",
    accessKeyId: "pqc-audit",
    secretFile: "/run/secrets/s3_secret",
  },
  database: { url: "postgres://pqc@postgres:5432/pqc", password_file: "/run/secrets/db_password" },
  http: "0.0.0.0:8080",
  grpc: { listen: "0.0.0.0:9090", address: "aggregator:9090" },
  health: { coordinator: "0.0.0.0:8081", worker: "0.0.0.0:8081" },
  access: { tokens_file: "/run/secrets/api_tokens" },
  sources: { internal_hosts: ["canary"] },
};

test.each(CLUSTER_TARGETS)("%s is told what make dev tells it, and mounts every secret it names", (target) => {
  const service = compose.services[target];
  expect(service?.environment).toEqual(environmentOf(settingsOf(target, CONTAINERS)));
  for (const value of Object.values(service?.environment ?? {})) {
    const secret = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
    if (secret === undefined) continue;
    expect(service?.secrets).toContain(secret);
    expect(Object.keys(compose.secrets)).toContain(secret);
  }
});

test("hosts that containers are told of are services, and the servers are those that make dev starts", () => {
  const names = Object.keys(compose.services);
  for (const target of CLUSTER_TARGETS)
    for (const value of Object.values(environmentOf(settingsOf(target, CONTAINERS)))) {
      const host = /^(?:\w+:\/\/(?:\w+@)?)?([a-z][\w-]*):\d+/.exec(value)?.[1];
      if (host !== undefined) expect(names).toContain(host);
    }
  expect(names.sort()).toEqual([...CLUSTER_TARGETS, "canary", "nats", "postgres", "s3", "s3-bucket"].sort());
});

test("containers are of the image that docker/Dockerfile makes", () => {
  for (const [, service] of ours)
    expect(service).toMatchObject({ read_only: true, build: { context: "..", dockerfile: "docker/Dockerfile" } });
});

test("make secrets makes what compose mounts, once, and a token that the API takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "secrets-"));
  try {
    const made = makeSecrets(folder);
    for (const { file } of Object.values(compose.secrets)) {
      expect(dirname(file)).toBe("secrets");
      expect(made).toContain(basename(file));
    }
    expect(compose.services.s3).toMatchObject({ env_file: ["secrets/s3.env"] });
    expect(readFileSync(join(folder, "s3.env"), "utf8")).toContain(readFileSync(join(folder, "s3_secret"), "utf8"));
    expect(await readTokens(join(folder, "api_tokens"))).toHaveLength(1);
    expect(makeSecrets(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the canary of compose and of Kubernetes is given options that exist, and both name a host that is allowed", () => {
  const documents = parseAllDocuments(readFileSync(new URL("../../../deploy/canary.yaml", import.meta.url), "utf8"));
  const [service, cronJob] = documents.map((each) => each.toJS());
  const [container] = cronJob.spec.jobTemplate.spec.template.spec.containers;
  const context = { exit: () => {} } as unknown as Context;
  const known = canaryCommand(context).options.map((option) => option.long);
  for (const args of [container.args as readonly string[], compose.services.canary?.command ?? []]) {
    expect(args[0]).toBe("canary");
    for (const arg of args.slice(1)) expect(known).toContain(arg.split("=")[0]);
  }
  expect(container.args).toContain(`--advertise=http://${service.metadata.name}:${service.spec.ports[0].port}`);
  expect(container.args).toContain(`--listen=0.0.0.0:${container.ports[0].containerPort}`);
  for (const name of ["aggregator", "coordinator"]) {
    expect(compose.services[name]?.environment).toMatchObject({ PQC_AUDIT_SOURCES_INTERNAL_HOSTS: "canary" });
  }
});
