/**
 * Prometheus' own programs, built from its module: `promtool` for the rules and the names of metrics, `prometheus` itself for
 * what dashboards and autoscalers ask of it.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goInstall } from "./go.ts";

const MODULE = "github.com/prometheus/prometheus";
const VERSION = "v0.313.5";

/**
 * `go install …@version` refuses a module that replaces others, so it is built inside a module of its own, which says again what
 * the go.mod of that version excludes and replaces.
 */
const GO_MOD = `module pqc-audit.example/prometheus

go 1.26.0

require ${MODULE} ${VERSION}

exclude (
	github.com/linode/linodego v1.0.0
	github.com/grpc-ecosystem/grpc-gateway v1.14.7
	google.golang.org/api v0.30.0
)

replace cloud.google.com/go => cloud.google.com/go v0.123.0
`;

/** What is left to find targets by: lists, files and HTTP. The clients of clouds and of Kubernetes are most of its size. */
const TAGS = "remove_all_sd";

/** Writes the programs into the folder, both since most of them is the same. Minutes, the first time. Throws where they cannot be built. */
export async function buildPrometheus(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "pqc-prometheus-"));
  try {
    await writeFile(join(work, "go.mod"), GO_MOD);
    await mkdir(folder, { recursive: true });
    const programs = ["promtool", "prometheus"].map((program) => `${MODULE}/cmd/${program}`);
    await goInstall(programs, folder, { module: work, tags: TAGS });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
