/** The image as it is built, what is in it, and its processes at work: alone, and as a cluster on real servers. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { SBOM_PATH } from "../../docker/sbom.ts";
import { loopback } from "../integration/command.ts";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository, type RealRepository } from "../integration/repository.ts";
import { startNats } from "../servers/nats.ts";
import { startPostgres } from "../servers/postgres.ts";
import type { ServerProcess } from "../servers/process.ts";
import { startS3 } from "../servers/s3.ts";
import { type Built, Engine } from "./engine.ts";
import { filesOf, filesWith, type ImageFile } from "./files.ts";
import { Sandbox } from "./sandbox.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MOST_MEGABYTES = 220;
const EPOCH = 1_700_000_000;
const USER = 1000;
const LABELS = { REVISION: "0123456789abcdef0123456789abcdef01234567", SOURCE: "https://git.example/team/pqc-audit" };

let engine: Engine;
let base: string;
let built: Built;
let image: Awaited<ReturnType<Engine["configuration"]>>;
let files: readonly ImageFile[];
let sandbox: Sandbox;
let repository: RealRepository;
let work: string;

const build = (name: string) => engine.build(name, base, { ...LABELS, SOURCE_DATE_EPOCH: String(EPOCH) });

beforeAll(async () => {
  engine = await Engine.start();
  await engine.takeContext();
  base = await engine.base();
  built = await build("first");
  image = await engine.configuration("first");
  const root = await engine.unpack("first");
  files = filesOf(root);
  sandbox = new Sandbox(root, image.config);
  work = mkdtempSync(join(tmpdir(), "pqc-audit-image-"));
  repository = makeRealRepository(["pg", "nats", "@peculiar/x509"]);
  // git reads no repository that is another's.
  execFileSync("chown", ["--recursive", `${USER}:${USER}`, repository.folder]);
});

afterAll(async () => {
  repository?.remove();
  if (work) rmSync(work, { recursive: true, force: true });
  await engine?.stop();
});

test("it says what it is, runs as the chart's user and leaves health to Kubernetes", () => {
  const { config, created } = image;
  const { pods } = parse(readFileSync(join(ROOT, "helm/pqc-audit/values.yaml"), "utf8"));
  expect(config.User).toBe(`${pods.securityContext.runAsUser}:${pods.securityContext.runAsGroup}`);
  expect(config.Entrypoint).toEqual(["pqc-audit"]);
  expect(config).not.toHaveProperty("Healthcheck");
  const { version, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(config.Labels).toMatchObject({
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.licenses": license,
    "org.opencontainers.image.revision": LABELS.REVISION,
    "org.opencontainers.image.source": LABELS.SOURCE,
  });
  expect(Date.parse(created) / 1000).toBe(EPOCH);
});

test("its files are root's, of one time, and give nobody more rights", () => {
  const ours = files.filter(({ uid, gid }) => uid !== 0 || gid !== 0);
  expect(ours.map(({ path }) => path)).toEqual(["/var/lib/pqc-audit"]);
  const open = files.filter(({ mode, kind }) => kind !== "link" && (mode & 0o022) !== 0);
  expect(open.map(({ path }) => path)).toEqual(["/tmp"]);
  expect(files.filter(({ mode }) => (mode & 0o6000) !== 0)).toEqual([]);
  expect(files.filter(({ kind }) => kind === "other")).toEqual([]);
  expect([...new Set(files.map(({ modified }) => modified))]).toEqual([EPOCH]);
});

test("it holds its programs, the bundle and nothing to build or install with", () => {
  const programs = files.filter(({ path }) => /^\/usr(?:\/local)?\/s?bin\//.test(path)).map(({ path }) => path);
  expect(programs.map((path) => path.replace(/.*\//, "")).sort()).toEqual(
    ["dash", "env", "git", "git-upload-pack", "node", "pqc-audit", "sh", "ssh"].sort(),
  );
  expect(
    files.filter(({ path }) => /\/node_modules(?:\/|$)|^(?!\/opt\/).*\/(?:apt|npm|perl5?|python3?)(?:\/|$)/.test(path)),
  ).toEqual([]);
  expect(files.filter(({ path }) => path.startsWith("/opt/pqc-audit/") && /\.ts$/.test(path))).toEqual([]);
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  // Of what builds and tests some is needed by a dependency of a room too: the lock file says what is not.
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const inside = new Set(bundled().map(({ name }) => name));
  const wrong = Object.keys(devDependencies).filter(
    (name) => inside.has(name) && packages[`node_modules/${name}`]?.dev === true,
  );
  expect(wrong).toEqual([]);
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  process.stdout.write(`image: ${files.length} files, ${megabytes.toFixed(1)} MB unpacked, ${built.digest}\n`);
  const largest = files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 20);
  const said = largest.map(({ path, bytes }) => `${(bytes / 1e6).toFixed(1)} ${path}`).join("\n");
  expect(megabytes, said).toBeLessThan(MOST_MEGABYTES);
});

test("nothing in it tells where it was built", () => {
  for (const url of Object.values(engine.mirrors)) {
    const { host } = new URL(url);
    // The usual registry stands in the bundled packages' own words.
    if (host !== "registry.npmjs.org") expect(filesWith(sandbox.root, files, host), host).toEqual([]);
  }
  expect(filesWith(sandbox.root, files, engine.folder)).toEqual([]);
});

function bundled(): readonly { readonly name: string; readonly version: string }[] {
  return JSON.parse(readFileSync(join(sandbox.root, "opt/pqc-audit/dist/packages.json"), "utf8"));
}

test("its bill of materials is valid and names each package once, those of every library among them", async () => {
  const text = readFileSync(join(sandbox.root, SBOM_PATH), "utf8");
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
  const { components, metadata } = JSON.parse(text) as {
    components: { name: string; version: string; purl: string }[];
    metadata: { component: { name: string } };
  };
  expect(metadata.component.name).toBe("pqc-audit");
  const named = components.map(({ name, version }) => `${name}@${version}`);
  const debian = readdirSync(join(sandbox.root, "var/lib/dpkg/status.d"));
  expect(
    components
      .filter(({ purl }) => purl.startsWith("pkg:deb/"))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(debian.sort());
  const npm = new Set(bundled().map(({ name, version }) => `${name}@${version}`));
  expect(npm.size).toBeGreaterThan(100);
  for (const each of npm) expect(named).toContain(each);
  expect(components.filter(({ purl }) => purl.startsWith("pkg:npm/"))).toHaveLength(npm.size);
  const versions = await sandbox.run({ program: "node", args: ["--print", "process.versions.node"] });
  expect(named).toContain(`node@${versions.stdout.trim()}`);
  for (const name of ["git", "openssh-client", "libc6", "libcurl3-gnutls", "ca-certificates"])
    expect(debian).toContain(name);
});

test("it runs as its user, who can write to /tmp and nowhere else", async () => {
  const script = `while read -r line; do case $line in Uid:*|CapEff:*|NoNewPrivs:*) echo "$line";; esac; done < /proc/self/status
    for path in / /opt/pqc-audit /usr/bin /etc /var/lib/pqc-audit /run; do if ( : > $path/probe ) 2>/dev/null; then echo "wrote $path"; fi; done
    : > /tmp/probe && echo "wrote /tmp"`;
  const { stdout } = await sandbox.run({ program: "sh", args: ["-c", script] });
  expect(stdout.replace(/[\t ]+/g, " ")).toBe(
    `Uid: ${USER} ${USER} ${USER} ${USER}\nCapEff: 0000000000000000\nNoNewPrivs: 1\nwrote /tmp\n`,
  );
});

test("the command says its version, and scans a repository as the one outside does", async () => {
  expect(await sandbox.run({ args: ["--version"] })).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  const inside = await sandbox.run({
    args: ["scan", "/run", "--format", "json"],
    mounts: { "/run": repository.folder },
  });
  expect(inside.stderr).not.toContain("Error");
  const [result, oracle] = [JSON.parse(inside.stdout) as AuditResult, await direct(repository.folder)];
  expect(result.findings.length).toBeGreaterThan(10);
  expect(result.digest).toBe(oracle.digest);
});

test("serve answers /healthz, and scans over HTTP with nothing writable but /tmp and its data", async () => {
  const http = await loopback();
  const data = join(work, "data");
  mkdirSync(data);
  execFileSync("chown", [`${USER}:${USER}`, data]);
  const config = configFolder("all", {
    http: { listen: http },
    health: { listen: await loopback() },
    sources: { file_roots: ["/run"] },
  });
  const service = await sandbox.start("serve", `http://${http}/readyz`, {
    args: ["serve", "--target=all", "--config=/etc/pqc-audit/config.yaml"],
    env: { PQC_AUDIT_EMBEDDED_DATA_DIR: "/var/lib/pqc-audit" },
    mounts: { "/etc/pqc-audit": config, "/var/lib/pqc-audit": data, "/run": repository.folder },
  });
  try {
    expect((await fetch(`http://${http}/healthz`)).status).toBe(200);
    expect(await (await fetch(`http://${http}/`)).text()).toContain("<html");
    const ask = async (path: string, body?: object) =>
      (
        await fetch(`http://${http}${path}`, {
          ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
        })
      ).json();
    const { id } = (await ask("/api/v1/scans", { target: "file:///run" })) as { id: string };
    await expect
      .poll(async () => ((await ask(`/api/v1/scans/${id}`)) as { state: string }).state, {
        timeout: 120_000,
        interval: 200,
      })
      .toBe("completed");
    const result = (await ask(`/api/v1/scans/${id}/result`)) as AuditResult;
    expect(result.digest).toBe((await direct(repository.url)).digest);
    service.signal("SIGTERM");
    expect(await service.ended, "the process is the one that signals reach").toBe("exit code 0");
  } finally {
    await service.stop();
  }
});

test("aggregator, coordinator and worker are a cluster that the image's canary finds right", async () => {
  const [nats, s3, postgres] = await Promise.all([startNats(), startS3(), startPostgres()]);
  const services: ServerProcess[] = [];
  try {
    const [http, grpc] = [await loopback(), await loopback()];
    const shared = {
      nats: { servers: [nats.url] },
      s3: {
        endpoint: s3.endpoint,
        region: s3.region,
        bucket: s3.bucket,
        access_key_id: s3.accessKeyId,
        secret_access_key_file: "/etc/pqc-audit/s3-secret",
      },
      database: { url: postgres.url },
      grpc: { listen: grpc, aggregator: grpc },
      http: { listen: http },
      sources: { internal_hosts: ["127.0.0.1"] },
      performance: { max_workers: 1 },
    };
    // As the chart's Job does it: told by variables alone.
    const env = { PQC_AUDIT_DATABASE_URL: postgres.url };
    expect(await sandbox.run({ args: ["migrate", "--check"], env })).toMatchObject({ code: 1 });
    expect((await sandbox.run({ args: ["migrate"], env })).stdout).toMatch(/: migrated from no tables to \d{4}-/);
    expect(await sandbox.run({ args: ["migrate", "--check"], env })).toMatchObject({ code: 0 });
    for (const target of ["aggregator", "coordinator", "worker"]) {
      const health = await loopback();
      const config = configFolder(target, { ...shared, health: { listen: health } });
      writeFileSync(join(config, "s3-secret"), s3.secretAccessKey);
      const ready = `http://${target === "aggregator" ? http : health}/readyz`;
      const args = ["serve", `--target=${target}`, "--config=/etc/pqc-audit/config.yaml"];
      services.unshift(await sandbox.start(target, ready, { args, mounts: { "/etc/pqc-audit": config } }));
    }
    const { code, stdout, stderr } = await sandbox.run({
      args: ["canary", `--server=http://${http}`, "--timeout=120"],
    });
    expect(stdout, stderr + services.map((each) => each.output().slice(-2000)).join("\n---\n")).toMatch(
      /^canary passed: /,
    );
    expect(code).toBe(0);
  } finally {
    for (const service of services) await service.stop();
    await Promise.all([nats.stop(), s3.stop(), postgres.stop()]);
    rmSync(postgres.dataDir, { recursive: true, force: true });
  }
});

test("built again it is the same, byte for byte", async () => {
  await engine.remove("first");
  expect(await build("second")).toEqual(built);
});

function configFolder(name: string, config: object): string {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "config.yaml"), stringify(config));
  return folder;
}
