/**
 * JSON Schemas of Kubernetes' objects for kubeconform, made from the interface description in Kubernetes' own module and
 * from the custom resource definitions in those of their operators. Strict: an unknown key is an error.
 */
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { type Module, obtainModule } from "./go-module.ts";

const KUBERNETES: Module = {
  path: "k8s.io/kubernetes",
  version: "v1.36.3",
  sum: "h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=",
};
const DESCRIPTION = "api/openapi-spec/swagger.json";

const PROMETHEUS_OPERATOR: Module = {
  path: "github.com/prometheus-operator/prometheus-operator",
  version: "v0.85.0",
  sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
};
const KEDA: Module = {
  path: "github.com/kedacore/keda/v2",
  version: "v2.21.0",
  sum: "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=",
};
const operatorFile = (plural: string) => `example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`;
const CUSTOM: readonly { readonly module: Module; readonly files: readonly string[] }[] = [
  { module: PROMETHEUS_OPERATOR, files: ["podmonitors", "servicemonitors", "prometheusrules"].map(operatorFile) },
  { module: KEDA, files: ["config/crd/bases/keda.sh_scaledobjects.yaml"] },
];

/** For `helm --kube-version`. */
export const KUBERNETES_VERSION = KUBERNETES.version.slice(1);
const MADE_BY = 1;

/** Where the schemas are, for kubeconform's -schema-location. */
export function schemaFolder(tools: string): string {
  return join(tools, `kubernetes-schemas-${KUBERNETES_VERSION}-${MADE_BY}`);
}

export async function haveSchemas(tools: string): Promise<boolean> {
  return stat(schemaFolder(tools)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** All or nothing: the folder is there only when it is complete. */
export async function obtainSchemas(tools: string): Promise<void> {
  await mkdir(tools, { recursive: true });
  const work = await mkdtemp(join(tools, "schemas-"));
  try {
    const made = join(work, "made");
    await mkdir(made);
    const from = join(work, "kubernetes");
    await obtainModule(KUBERNETES, from, { wanted: (path) => path === DESCRIPTION });
    const { definitions } = JSON.parse(await readFile(join(from, DESCRIPTION), "utf8")) as Description;
    for (const [name, schema] of objectSchemas(definitions)) await writeFile(join(made, name), JSON.stringify(schema));
    for (const [index, { module, files }] of CUSTOM.entries()) {
      const folder = join(work, `custom-${index}`);
      await obtainModule(module, folder, { wanted: (path) => files.includes(path) });
      for (const file of files) {
        const definition = parse(await readFile(join(folder, file), "utf8")) as CustomDefinition;
        for (const [name, schema] of customSchemas(definition))
          await writeFile(join(made, name), JSON.stringify(schema));
      }
    }
    await mkdir(dirname(schemaFolder(tools)), { recursive: true });
    await rename(made, schemaFolder(tools));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Schema = { readonly [key: string]: unknown };

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Description {
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface CustomDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** As kubeconform's `{{ .ResourceKind }}{{ .KindSuffix }}.json`. */
function fileOf({ group, version, kind }: Kind): string {
  const suffix = group === "" ? version : `${group.split(".")[0]}-${version}`;
  return `${kind}-${suffix}.json`.toLowerCase();
}

const PREFIX = "#/definitions/";
/** Types that are written in more than one way. */
const LOOSE: Readonly<Record<string, Schema>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { anyOf: [{ type: "string" }, { type: "number" }] },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { anyOf: [{ type: "string" }, { type: "integer" }] },
};

/** One for each kind of stable groups, with the definitions it needs. */
function* objectSchemas(definitions: Description["definitions"]): Generator<readonly [string, Schema]> {
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = (definition["x-kubernetes-group-version-kind"] ?? []) as readonly Kind[];
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1 || !/^v\d+$/.test(kind.version) || kind.kind.endsWith("List")) continue;
    const needed: Record<string, unknown> = {};
    const waiting = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next in needed) continue;
      const schema = LOOSE[next] ?? definitions[next];
      needed[next] = strict(schema, (reference) => waiting.push(reference));
    }
    yield [fileOf(kind), { $ref: PREFIX + name, definitions: needed }];
  }
}

function* customSchemas({ spec }: CustomDefinition): Generator<readonly [string, Schema]> {
  for (const { name, schema } of spec.versions) {
    const kind = { group: spec.group, version: name, kind: spec.names.kind };
    yield [fileOf(kind), strict(schema.openAPIV3Schema, () => {}) as Schema];
  }
}

/** Objects whose keys are listed take no others; `refers` hears of every definition that is referred to. */
function strict(value: unknown, refers: (name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((each) => strict(each, refers));
  if (typeof value !== "object" || value === null) return value;
  const schema = value as Schema;
  if (typeof schema.$ref === "string") {
    refers(schema.$ref.slice(PREFIX.length));
    return { $ref: schema.$ref };
  }
  const entries = Object.entries(schema).filter(([key]) => key !== "description" || typeof schema[key] !== "string");
  const copy = Object.fromEntries(entries.map(([key, each]) => [key, strict(each, refers)]));
  const open = "additionalProperties" in copy || copy["x-kubernetes-preserve-unknown-fields"] === true;
  if (copy.properties !== undefined && copy.type === "object" && !open) copy.additionalProperties = false;
  return copy;
}
