/**
 * The image built without a Docker engine: buildah with chroot isolation on a base that debootstrap makes of Debian's
 * mirror, as apt of this machine knows it. Needs root, for debootstrap and chroot, and about 3 GB while it runs.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RELEASE = "bookworm";
const OUTPUT = 1 << 26;

export interface Built {
  /** Of the manifest: what a registry would say. */
  readonly digest: string;
  readonly id: string;
}

/** Hosts that a build here fetches from, none of which may be told by the image. */
export interface Mirrors {
  readonly debian: string;
  readonly npm: string;
}

export class Engine {
  readonly folder: string;
  readonly mirrors: Mirrors;
  #context = "";

  private constructor(folder: string, mirrors: Mirrors) {
    this.folder = folder;
    this.mirrors = mirrors;
  }

  static async start(): Promise<Engine> {
    for (const [tool, args] of [
      ["buildah", ["--version"]],
      ["debootstrap", ["--version"]],
    ] as const)
      await run(tool, [...args]).catch((cause: unknown) => {
        throw new Error(`the image is built by buildah and debootstrap: apt-get install buildah debootstrap`, {
          cause,
        });
      });
    if (process.getuid?.() !== 0) throw new Error("debootstrap and chroot need root");
    const npm = (await run("npm", ["config", "get", "registry"])).stdout.trim();
    await mkdir(join(ROOT, ".tools"), { recursive: true });
    return new Engine(await mkdtemp(join(ROOT, ".tools", "image-")), { debian: await debianMirror(), npm });
  }

  /** What is committed and what is about to be, once, so that a change meanwhile does not tell two builds apart. */
  async takeContext(): Promise<void> {
    this.#context = join(this.folder, "context");
    await mkdir(this.#context);
    const list = ["-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
    const { stdout } = await run("git", ["-C", ROOT, "ls-files", ...list], { maxBuffer: OUTPUT });
    for (const path of stdout.split("\0").filter((each) => each !== "")) {
      const from = join(ROOT, path);
      await mkdir(dirname(join(this.#context, path)), { recursive: true });
      // Gone from the work tree, and not yet committed so.
      await cp(from, join(this.#context, path)).catch((error: { code?: string }) => {
        if (error.code !== "ENOENT") throw error;
      });
    }
  }

  /** Debian, with Node and npm where the usual image of Node has them. */
  async base(): Promise<string> {
    const folder = join(this.folder, "base");
    const options = ["--variant=minbase", "--include=ca-certificates", RELEASE, folder, this.mirrors.debian];
    await run("debootstrap", options, { maxBuffer: OUTPUT });
    const node = join(ROOT, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
    const npm = dirname(dirname(await realpath((await run("which", ["npm"])).stdout.trim())));
    const local = join(folder, "usr/local");
    await cp(node, join(local, "bin/node"));
    await cp(npm, join(local, "lib/node_modules/npm"), { recursive: true });
    await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(local, "bin/npm"));
    const container = await this.#buildah("from", "scratch");
    await this.#buildah("add", container, folder, "/");
    await rm(folder, { recursive: true });
    await this.#buildah("commit", "--quiet", "--rm", container, "base");
    return "localhost/base";
  }

  async build(name: string, base: string, args: Readonly<Record<string, string>>): Promise<Built> {
    const npmrc = join(this.folder, "npmrc");
    await writeFile(npmrc, await npmSettings(this.mirrors.npm));
    const epoch = args.SOURCE_DATE_EPOCH ?? "0";
    await this.#buildah(
      "bud",
      ...["--isolation", "chroot", "--no-cache", "--layers=false", "--format", "oci", "--timestamp", epoch],
      ...["--secret", `id=npmrc,src=${npmrc}`, "--build-arg", `BASE=${base}`],
      ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      ...["--file", join(this.#context, "docker/Dockerfile"), "--ignorefile", join(this.#context, ".dockerignore")],
      ...["--tag", name, this.#context],
    );
    const [image] = JSON.parse(await this.#buildah("images", "--json", name)) as [{ id: string; digest: string }];
    return { id: image.id, digest: image.digest };
  }

  /** What a registry would be told of it. */
  async configuration(name: string): Promise<{
    readonly created: string;
    readonly config: {
      readonly User: string;
      readonly Entrypoint: readonly string[];
      readonly Env: readonly string[];
      readonly Labels: Readonly<Record<string, string>>;
    };
  }> {
    return JSON.parse(await this.#buildah("inspect", "--type", "image", name)).OCIv1;
  }

  /** Its files, in a folder of their own. */
  async unpack(name: string): Promise<string> {
    const container = await this.#buildah("from", name);
    const mounted = await this.#buildah("mount", container);
    const folder = join(this.folder, "root");
    // Of driver vfs it is a plain folder: taken, not copied.
    await rename(mounted, folder);
    await mkdir(mounted);
    await this.#buildah("rm", container);
    return folder;
  }

  async remove(name: string): Promise<void> {
    await this.#buildah("rmi", "--force", name);
  }

  async stop(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Storage, state and scratch lie in the folder, so that nothing of this stays on the machine. */
  async #buildah(...args: readonly string[]): Promise<string> {
    const storage = [
      "--storage-driver",
      "vfs",
      "--root",
      join(this.folder, "storage"),
      "--runroot",
      join(this.folder, "run"),
    ];
    const scratch = join(this.folder, "scratch");
    await mkdir(scratch, { recursive: true });
    const env = { ...process.env, TMPDIR: scratch };
    const { stdout } = await run("buildah", [...storage, ...args], { env, maxBuffer: OUTPUT }).catch(
      (error: { stdout?: string; stderr?: string }) => {
        throw new Error(`buildah ${args[0]} failed:\n${error.stdout?.slice(-4000)}\n${error.stderr?.slice(-4000)}`);
      },
    );
    return stdout.trim();
  }
}

/** The registry of this machine, and the authorities its Node trusts; handed to one step of the build as a secret. */
async function npmSettings(registry: string): Promise<string> {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  const text = file === undefined ? "" : await readFile(file, "utf8");
  const authorities = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return [`registry=${registry}`, ...authorities.map((each) => `ca[]=${JSON.stringify(each)}`), ""].join("\n");
}

/** `PQC_AUDIT_DEBIAN_MIRROR`, or where apt of this machine has the release from. */
async function debianMirror(): Promise<string> {
  const named = process.env.PQC_AUDIT_DEBIAN_MIRROR;
  if (named) return named;
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(SITE) $(RELEASE)"]);
  const site = stdout
    .split("\n")
    .find((line) => line.endsWith(` ${RELEASE}`))
    ?.split(" ")[0];
  return site ?? "http://deb.debian.org/debian";
}

export async function readText(root: string, path: string): Promise<string> {
  return readFile(join(root, path), "utf8");
}
