import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCHEMA, schemaText, valuesSchema } from "../../helm/values-schema.ts";
import { CHART, templateText } from "./render.ts";

test("values.schema.json is what values.yaml says", () => {
  expect(readFileSync(SCHEMA, "utf8")).toBe(schemaText());
});

test("no object of the schema takes keys that it does not list, but for those that are the user's own", () => {
  const open: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== "object" || schema === null) return;
    const { type, additionalProperties } = schema as Record<string, unknown>;
    if (type === "object" && additionalProperties !== false) open.push(path);
    for (const [key, value] of Object.entries(schema)) look(value, `${path}/${key}`);
  };
  look(valuesSchema(), "");
  const kinds = new Set(
    open.map((path) => path.replace(/^.*\/(properties|definitions)\//, "").replace(/\/items$/, "")),
  );
  expect([...kinds].sort()).toEqual([
    "affinity",
    "extraEnvFrom",
    "extraVolumeMounts",
    "extraVolumes",
    "global",
    "namespaceSelector",
    "podSelector",
    "texts",
    "tolerations",
    "valueFrom",
  ]);
});

const EMBEDDED = ["--values", `${CHART}/ci/embedded.yaml`];
const CLUSTER = ["--values", `${CHART}/ci/cluster.yaml`];
const set = (...pairs: string[]) => pairs.flatMap((pair) => ["--set-json", pair]);

test.each([
  ["a key that is not there", EMBEDDED, set("worker.replica=2"), /replica/],
  ["a key at the top", EMBEDDED, set("workers={}"), /workers/],
  ["a mode that is none", EMBEDDED, set('mode="all"'), /mode/],
  ["a text for a number", CLUSTER, set('worker.replicas="two"'), /replicas/],
  ["no coordinator at all", CLUSTER, set("coordinator.autoscaling.minReplicas=0"), /minReplicas/],
  [
    "a key that the configuration does not have",
    EMBEDDED,
    set("config.sources.allow_everything=true"),
    /allow_everything/,
  ],
  ["a key that the chart sets", EMBEDDED, set('config.http.listen="0.0.0.0:80"'), /listen/],
  ["a section that the chart sets", CLUSTER, set('config.nats.servers=["nats://a:4222"]'), /nats/],
  ["a value out of its range", EMBEDDED, set("config.telemetry.sample_ratio=2"), /sample_ratio/],
  ["resources without limits", EMBEDDED, set('embedded.resources={"limits":null}'), /limits/],
  ["a memory that is none", EMBEDDED, set('embedded.resources.limits.memory="much"'), /memory/],
  ["a NATS server without nats://", CLUSTER, set('nats.servers=["nats:4222"]'), /servers/],
  ["a schedule without a repository", EMBEDDED, set('schedules.list=[{"name":"a","schedule":"@daily"}]'), /repository/],
  [
    "a schedule of two kinds",
    EMBEDDED,
    set('schedules.list=[{"name":"a","schedule":"@daily","repository":"https://a/b","organisation":"https://a/b"}]'),
    /oneOf/,
  ],
  [
    "a ref of an organisation",
    EMBEDDED,
    set(
      'schedules.existingSecret="a"',
      'schedules.list=[{"name":"a","schedule":"@daily","ref":"main","organisation":"https://a/b"}]',
    ),
    /a ref is of a repository/,
  ],
  ["a peer of no kind", EMBEDDED, set('networkPolicy.users=[{"host":"a"}]'), /users|host/],
  ["no image", EMBEDDED, set('image.repository=""'), /image\.repository: no image is published/],
  ["an API for nobody", EMBEDDED, set('api.tokens.existingSecret=""'), /say who may use the API/],
  ["embedded, and scaling", EMBEDDED, set('autoscaling.provider="hpa"'), /scaling needs mode cluster/],
  ["no database", CLUSTER, set('database.url=""'), /database\.url/],
  ["no NATS", CLUSTER, set("nats.servers=[]"), /nats\.servers/],
  ["no bucket", CLUSTER, set('s3.bucket=""'), /s3\.bucket/],
  ["TLS without certificates", CLUSTER, set("grpc.tls.enabled=true"), /grpc\.tls\.\w+Secret: a secret with/],
  [
    "a way to sign in to NATS without secrets",
    CLUSTER,
    set('nats.auth.method="token"'),
    /nats\.auth\.(coordinator|worker)/,
  ],
  [
    "an HPA from nothing",
    CLUSTER,
    set('autoscaling.provider="hpa"', "worker.autoscaling.minReplicas=0"),
    /needs .* keda/,
  ],
  ["KEDA without Prometheus", CLUSTER, set('autoscaling.provider="keda"'), /keda\.serverAddress/],
  [
    "fewer replicas at most than at least",
    CLUSTER,
    set('autoscaling.provider="hpa"', "worker.autoscaling.minReplicas=30"),
    /below minReplicas/,
  ],
  [
    "schedules without a token",
    EMBEDDED,
    set('schedules.list=[{"name":"a","schedule":"@daily","repository":"https://a/b"}]'),
    /schedules\.existingSecret/,
  ],
  ["a Job for migrations that has no time", CLUSTER, set("migration.deadlineSeconds=5"), /deadlineSeconds/],
  ["a Job for migrations that is said in a word", CLUSTER, set("migration=false"), /migration/],
  ["a canary without a token", EMBEDDED, set("canary.enabled=true"), /canary\.existingSecret/],
])("%s is refused", async (_what, file, values, message) => {
  await expect(templateText([...file, ...values])).rejects.toThrow(message);
});

test("what the others are refused for is all that is wrong with them", async () => {
  await expect(templateText(EMBEDDED)).resolves.toContain("StatefulSet");
  await expect(templateText(CLUSTER)).resolves.toContain("Deployment");
});
