/** What Helm makes of the chart, as objects. Rendered once for each file of values. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { KUBERNETES_VERSION } from "../servers/kubernetes-schemas.ts";
import { locateTool } from "../servers/tools.ts";

export const CHART = fileURLToPath(new URL("../../helm/pqc-audit", import.meta.url));
export const RELEASE = { name: "rel", namespace: "audit" };

/** The files of values that the chart is rendered with: what they are is said in each. */
export const CASES = readdirSync(`${CHART}/ci`).map((file) => basename(file, ".yaml"));

/** Of an object no more is said here than tests look at; kubeconform looks at the rest. */
export interface Manifest {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Texts;
    readonly annotations?: Texts;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, whose schemas kubeconform holds them to
  readonly spec?: any;
  readonly data?: Texts;
}
export type Texts = Readonly<Record<string, string>>;

const run = promisify(execFile);
const rendered = new Map<string, Promise<readonly Manifest[]>>();

/** Of one of `CASES`. */
export function manifestsOf(name: string): Promise<readonly Manifest[]> {
  const made = rendered.get(name) ?? templateText(["--values", `${CHART}/ci/${name}.yaml`]).then(manifestsIn);
  rendered.set(name, made);
  return made;
}

/** Rejects with what Helm says where it refuses the values. */
export async function templateText(args: readonly string[]): Promise<string> {
  return (await helm(["template", RELEASE.name, CHART, "--namespace", RELEASE.namespace, ...args])).stdout;
}

/** `helm` of any subcommand that takes a version of Kubernetes. */
export async function helm(args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const [command = "", ...rest] = args;
  return run(await locateTool("helm"), [command, ...rest, "--kube-version", KUBERNETES_VERSION], {
    maxBuffer: 1 << 24,
  });
}

export function manifestsIn(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) =>
    document.contents === null ? [] : [document.toJS() as Manifest],
  );
}

/** A pod as it is in an object that makes some, or is one. */
export interface Pod {
  /** Kind and name of the object. */
  readonly of: string;
  readonly component: string;
  readonly metadata: { readonly labels: Texts; readonly annotations?: Texts };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly spec: any;
}

export function* podsIn(manifests: readonly Manifest[]): Generator<Pod> {
  for (const manifest of manifests) {
    const { kind, metadata, spec } = manifest;
    const template =
      kind === "Pod"
        ? manifest
        : kind === "CronJob"
          ? spec.jobTemplate.spec.template
          : spec?.template?.spec && spec.template;
    if (!template) continue;
    const labels: Texts = template.metadata.labels;
    const component = labels["app.kubernetes.io/component"] ?? "";
    yield { of: `${kind} ${metadata.name}`, component, metadata: template.metadata, spec: template.spec };
  }
}
