/** The aggregator reaches the store, and holds its key, only where archives may be sent to it. */
import { expect, test } from "vitest";
import { configOf } from "./configuration.ts";
import { CHART, manifestsIn, podsIn, templateText } from "./render.ts";

async function rendered(megabytes: number) {
  const set = ["--set", `config.archives.max_upload_mb=${megabytes}`];
  const text = await templateText(["--values", `${CHART}/ci/cluster-hpa.yaml`, ...set]);
  const manifests = manifestsIn(text);
  const pods = [...podsIn(manifests)];
  const holding = (name: string) => {
    const pod = pods.find(({ spec }) => (spec.containers[0].args as string[]).includes(`--target=${name}`));
    if (pod === undefined) throw new Error(`no pod of ${name}`);
    const { s3 } = configOf(pod, manifests);
    return {
      mounted: JSON.stringify(pod.spec.volumes).includes("s3"),
      key: s3.access_key_id_file !== "",
      bucket: s3.bucket,
    };
  };
  const policy = manifests.find(({ kind, metadata }) => kind === "NetworkPolicy" && /-aggregator$/.test(metadata.name));
  return { holding, reachesStore: JSON.stringify(policy?.spec.egress).includes("10.0.0.6/32") };
}

test("with archives it does", async () => {
  const { holding, reachesStore } = await rendered(5);
  for (const each of ["aggregator", "coordinator", "worker"])
    expect(holding(each)).toMatchObject({ mounted: true, key: true });
  expect(reachesStore).toBe(true);
});

test("without archives it does not, and the others do", async () => {
  const { holding, reachesStore } = await rendered(0);
  expect(holding("aggregator")).toMatchObject({ mounted: false, key: false, bucket: expect.stringMatching(/./) });
  for (const each of ["coordinator", "worker"]) expect(holding(each)).toMatchObject({ mounted: true, key: true });
  expect(reachesStore).toBe(false);
});
