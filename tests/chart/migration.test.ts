/** The Job that migrates the database: when Helm runs it, and that it needs nothing that is not there yet. */
import { expect, test } from "vitest";
import { configOf } from "./configuration.ts";
import { CASES, CHART, type Manifest, manifestsIn, manifestsOf, podsIn, templateText } from "./render.ts";

const HOOK = "helm.sh/hook";
const COMPONENT = "app.kubernetes.io/component";
const isOurs = ({ metadata }: Manifest) => metadata.labels?.[COMPONENT] === "migration";

async function rendered(...more: string[]): Promise<readonly Manifest[]> {
  return manifestsIn(await templateText(["--values", `${CHART}/ci/cluster-hpa.yaml`, ...more]));
}

test.each(CASES)("%s: a cluster has it, one pod with SQLite has not", async (name) => {
  const manifests = await manifestsOf(name);
  const jobs = manifests.filter(({ kind }) => kind === "Job");
  expect(jobs.map(({ metadata }) => metadata.name)).toEqual(
    name.startsWith("cluster") ? ["rel-pqc-audit-migration"] : [],
  );
});

test("it runs before anything of an install or an upgrade, after its account and its policy, and is replaced each time", async () => {
  const ours = (await rendered()).filter(isOurs);
  expect(ours.map(({ kind }) => kind).sort()).toEqual(["Job", "NetworkPolicy", "ServiceAccount"]);
  const weight = ({ metadata }: Manifest) => Number(metadata.annotations?.["helm.sh/hook-weight"] ?? 0);
  for (const each of ours) {
    expect(each.metadata.annotations).toMatchObject({
      [HOOK]: "pre-install,pre-upgrade",
      // Before: the pod template of a Job cannot be changed. After success: nothing of it is left over.
      "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    });
    expect(weight(each), each.kind).toBe(each.kind === "Job" ? 0 : -5);
  }
});

test("all that it needs is a hook too, or a secret that was named", async () => {
  const manifests = await rendered();
  const spec = [...podsIn(manifests.filter(isOurs))][0]?.spec;
  const hooks = manifests.filter(({ metadata }) => metadata.annotations?.[HOOK]);
  expect(hooks.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toContain(
    `ServiceAccount ${spec.serviceAccountName}`,
  );
  const volumes = spec.volumes as { name: string; secret?: { secretName: string } }[];
  expect(volumes.map(({ name }) => name)).toEqual(["tmp", "secret-database"]);
  expect(volumes.at(-1)).toMatchObject({ secret: { secretName: "database" } });
  expect(manifests.some(({ kind }) => kind === "Secret")).toBe(false);
  expect(spec.containers[0].envFrom).toBeUndefined();
});

test("it is told of the database what aggregators are told, and nothing else", async () => {
  const manifests = await rendered();
  const of = (component: string) => {
    const pod = [...podsIn(manifests)].find((each) => each.component === component);
    if (pod === undefined) throw new Error(`no ${component}`);
    return configOf(pod, manifests);
  };
  expect(of("migration").database).toEqual(of("aggregator").database);
  expect(of("migration").nats.servers).not.toEqual(of("worker").nats.servers);
  const [container] = [...podsIn(manifests.filter(isOurs))][0]?.spec.containers ?? [];
  expect(container.args).toEqual(["migrate"]);
});

test("without it nothing of it is there, and a database without a password has no secret", async () => {
  expect((await rendered("--set", "migration.enabled=false")).filter(isOurs)).toEqual([]);
  const spec = [...podsIn((await rendered("--set", "database.existingSecret=")).filter(isOurs))][0]?.spec;
  expect(spec.volumes.map(({ name }: { name: string }) => name)).toEqual(["tmp"]);
  expect(JSON.stringify(spec)).not.toContain("PASSWORD");
});
