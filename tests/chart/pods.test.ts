import { canaryCommand } from "@pqc-audit/app/commands/canary.ts";
import { discoverCommand } from "@pqc-audit/app/commands/discover.ts";
import { migrateCommand } from "@pqc-audit/app/commands/migrate.ts";
import { serveCommand, TARGET_NAMES } from "@pqc-audit/app/commands/serve.ts";
import { submitCommand } from "@pqc-audit/app/commands/submit.ts";
import type { Context } from "@pqc-audit/app/context.ts";
import { type Config, defaults } from "@pqc-audit/platform/config/config.ts";
import { describe, expect, test } from "vitest";
import { configOf } from "./configuration.ts";
import { CASES, CHART, manifestsIn, manifestsOf, podsIn, templateText } from "./render.ts";

const context = { exit: () => {} } as unknown as Context;
const COMMANDS = [serveCommand, migrateCommand, submitCommand, discoverCommand, canaryCommand].map((make) =>
  make(context),
);

describe.each(CASES)("%s", async (name) => {
  const manifests = await manifestsOf(name);
  const pods = [...podsIn(manifests)];

  test("there are pods, and everything is in the release's namespace with its labels", () => {
    expect(pods.length).toBeGreaterThan(0);
    for (const { kind, metadata } of manifests) {
      expect(metadata.namespace, `${kind} ${metadata.name}`).toBe("audit");
      expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({ "app.kubernetes.io/instance": "rel" });
      expect(metadata.name.length).toBeLessThanOrEqual(kind === "CronJob" ? 52 : 63);
    }
  });

  test.each(pods)("$of may do nothing it need not", ({ spec }) => {
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(spec.automountServiceAccountToken).toBe(false);
    for (const key of ["hostNetwork", "hostPID", "hostIPC"]) expect(spec[key]).toBeUndefined();
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  test.each(pods)("$of says what it needs and takes", ({ spec }) => {
    for (const { resources } of spec.containers) {
      expect(resources).toMatchObject({ requests: { cpu: expect.anything(), memory: expect.anything() } });
      expect(bytesOf(resources.limits.memory)).toBeGreaterThanOrEqual(bytesOf(resources.requests.memory));
    }
    for (const volume of spec.volumes)
      if (volume.name === "tmp" && volume.emptyDir) expect(volume.emptyDir.sizeLimit).toBeDefined();
  });

  test.each(pods)("$of mounts volumes that it has, and nothing twice", ({ spec }) => {
    const volumes: string[] = spec.volumes.map((volume: { name: string }) => volume.name);
    const claims: string[] = manifests
      .flatMap(({ spec }) => spec?.volumeClaimTemplates ?? [])
      .map(({ metadata }) => metadata.name);
    for (const { volumeMounts } of spec.containers) {
      const paths = volumeMounts.map((mount: { mountPath: string }) => mount.mountPath);
      expect(new Set(paths).size).toBe(paths.length);
      for (const mount of volumeMounts) expect([...volumes, ...claims]).toContain(mount.name);
    }
  });

  test.each(pods)("$of is of an account of the release, or of one that was named", ({ spec }) => {
    const accounts = manifests.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name);
    expect([...accounts, "aggregator"]).toContain(spec.serviceAccountName);
    for (const account of manifests.filter(({ kind }) => kind === "ServiceAccount")) {
      expect(account).toMatchObject({ automountServiceAccountToken: false });
    }
  });

  test.each(pods)("$of is given commands and options that exist", ({ spec }) => {
    for (const { args } of spec.containers) {
      const [word, ...rest] = args as string[];
      const command = COMMANDS.find((each) => each.name() === word);
      const options = command?.options.map((option) => option.long);
      const given = rest.filter((arg) => arg.startsWith("--"));
      for (const arg of given) expect(options).toContain(arg.split("=")[0]);
      const taken = command?.registeredArguments ?? [];
      const named = rest.length - given.length;
      expect(named).toBeGreaterThanOrEqual(taken.filter(({ required }) => required).length);
      expect(named).toBeLessThanOrEqual(taken.length);
      const target = given.find((arg) => arg.startsWith("--target="));
      if (word === "serve") expect(TARGET_NAMES).toContain(target?.split("=")[1]);
    }
  });

  test.each(pods)("$of starts with its configuration and environment, and nothing else reaches that", ({ spec }) => {
    // Variables of Services would be PQC_AUDIT_…, which name no key.
    expect(spec.enableServiceLinks).toBe(false);
    const config = configOf({ spec }, manifests);
    for (const path of filesIn(config)) {
      const mounts: { mountPath: string }[] = spec.containers[0].volumeMounts;
      expect(
        mounts.some(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`)),
        path,
      ).toBe(true);
    }
  });

  const servers = pods.filter(({ spec }) => spec.containers[0].args[0] === "serve");

  test.each(servers)("$of is asked at the port where it answers, and is given the time it takes to end", (pod) => {
    const config = configOf(pod, manifests);
    const [container] = pod.spec.containers;
    const ports = new Map<string, number>(
      container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
    );
    const listen = ["embedded", "aggregator"].includes(pod.component) ? config.http.listen : config.health.listen;
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      const { path, port } = container[probe].httpGet;
      expect(path).toBe(probe === "readinessProbe" ? "/readyz" : "/healthz");
      expect(`0.0.0.0:${ports.get(port)}`).toBe(listen);
      expect(container[probe].timeoutSeconds).toBeGreaterThan(1.5);
    }
    const before: number = container.lifecycle?.preStop.sleep.seconds ?? 0;
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(before + config.health.grace_seconds + 5);
    // Whoever is in front waits until it is forgotten; whoever asks for work itself need not.
    expect(before > 0).toBe(["embedded", "aggregator"].includes(pod.component));
  });

  test.each(servers)("$of takes less memory than its limit, and gives back what it frees", (pod) => {
    const [container] = pod.spec.containers;
    const names = new Map<string, string>(
      container.env.map((each: { name: string; value: string }) => [each.name, each.value]),
    );
    expect(names.get("MALLOC_ARENA_MAX")).toBe("1");
    expect(names.get("MALLOC_MMAP_THRESHOLD_")).toBe("262144");
    expect(names.get("MALLOC_TRIM_THRESHOLD_")).toBe("524288");
    if (!["embedded", "worker"].includes(pod.component)) return;
    const { max_memory_mb } = configOf(pod, manifests).performance;
    expect(max_memory_mb * 2 ** 20).toBeLessThan(bytesOf(container.resources.limits.memory));
  });
});

test("a component says otherwise than pods do", async () => {
  const pods = [...podsIn(await manifestsOf("cluster-hpa"))];
  const of = (component: string) => pods.find((pod) => pod.component === component)?.spec;
  expect(of("aggregator").priorityClassName).toBe("service");
  expect(of("worker").priorityClassName).toBe("batch");
  expect(of("coordinator").tolerations).toHaveLength(1);
  expect(of("worker").tolerations).toBeUndefined();
});

test("a changed configuration makes new pods of the components that read it", async () => {
  const values = ["--values", `${CHART}/ci/cluster.yaml`];
  const sums = async (...more: string[]) =>
    Object.fromEntries(
      [...podsIn(manifestsIn(await templateText([...values, ...more])))].map((pod) => [
        pod.component,
        pod.metadata.annotations?.["checksum/config"],
      ]),
    );
  const [before, after] = [await sums(), await sums("--set", "config.retention.days=7")];
  expect(after.aggregator).not.toBe(before.aggregator);
  expect(after.worker).toBe(before.worker);
});

/** Files and folders that the configuration names and its defaults do not. */
function* filesIn(config: Config): Generator<string> {
  const usual = defaults();
  for (const [section, keys] of Object.entries(config)) {
    for (const [key, value] of Object.entries(keys)) {
      if (!/_(file|dir)$/.test(key) || value === (usual[section as keyof Config] as Record<string, unknown>)[key])
        continue;
      yield String(value);
    }
  }
}

const UNITS: Readonly<Record<string, number>> = { "": 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, M: 1e6, G: 1e9 };

function bytesOf(quantity: string | number): number {
  const [, digits = "", unit = ""] = /^([\d.]+)(\D*)$/.exec(String(quantity)) ?? [];
  return Number(digits) * (UNITS[unit] ?? Number.NaN);
}
