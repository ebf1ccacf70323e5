/**
 * Lays out the root file system of the image in a folder: `node docker/root.ts /image`, in the build stage of the Dockerfile,
 * after `npm run build`. Owners, modes and times are set here, so that they do not depend on whose checkout it is.
 */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type DebianPackage, librariesOf, packagesOwning } from "./libraries.ts";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
export const APP = "/opt/pqc-audit";
/** The same as `pods.securityContext` of the chart. */
const USER = 1000;
/** git runs itself, its helper for http and https, and for ssh and files the other side's `git-upload-pack`. */
const PROGRAMS = [
  "/usr/bin/git",
  "/usr/bin/git-upload-pack",
  "/usr/lib/git-core/git",
  "/usr/lib/git-core/git-upload-pack",
  "/usr/lib/git-core/git-remote-http",
  "/usr/lib/git-core/git-remote-https",
  "/usr/bin/ssh",
  "/usr/bin/dash",
  // Of the first line of the launcher.
  "/usr/bin/env",
];
/** Packages of which files are taken that no program is. */
const DATA = ["/etc/debian_version", "/usr/sbin/update-ca-certificates"];
const OWN_PROGRAMS = { [`${APP}/services/app/pqc-audit.js`]: 0o755, "/usr/local/bin/node": 0o755 };
const WRITABLE = ["/var/lib/pqc-audit"];

/** Answers the packages of Debian that something was taken of. */
function layOut(root: string, epochSeconds: number): readonly DebianPackage[] {
  const at = (path: string) => join(root, path);
  const folder = (path: string) => mkdirSync(at(path), { recursive: true });
  for (const path of ["/tmp", "/run", "/proc", "/sys", "/dev", "/etc/pqc-audit", "/usr/bin", "/usr/lib", "/usr/lib64"])
    folder(path);
  for (const name of ["bin", "lib", "lib64"]) symlinkSync(`usr/${name}`, at(`/${name}`));
  for (const path of WRITABLE) folder(path);

  const node = join(SOURCE, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  const libraries = librariesOf([...PROGRAMS.map((path) => realpathSync(path)), node]);
  for (const path of [...PROGRAMS, ...libraries]) copyWithLinks(path, root);
  symlinkSync("dash", at("/usr/bin/sh"));
  folder("/usr/local/bin");
  copyFileSync(node, at("/usr/local/bin/node"));
  layOutSystemFiles(root);
  layOutApp(root);

  const packages = packagesOwning([...PROGRAMS, ...libraries, ...DATA]);
  for (const each of packages) describe(each, root);
  settle(root, "/", epochSeconds);
  return packages;
}

/** A link and what it leads to, link by link. */
function copyWithLinks(path: string, root: string): void {
  const real = join(realpathSync(dirname(path)), path.slice(dirname(path).length + 1));
  const to = join(root, real);
  if (lstatSync(to, { throwIfNoEntry: false })) return;
  mkdirSync(dirname(to), { recursive: true });
  if (!lstatSync(real).isSymbolicLink()) {
    copyFileSync(real, to);
    return;
  }
  symlinkSync(readlinkSync(real), to);
  copyWithLinks(resolve(dirname(real), readlinkSync(real)), root);
}

function layOutSystemFiles(root: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  // ssh refuses a user without a name.
  write("/etc/passwd", `root:x:0:0:root:/:/usr/bin/sh\npqc-audit:x:${USER}:${USER}:pqc-audit:/tmp:/usr/bin/sh\n`);
  write("/etc/group", `root:x:0:\npqc-audit:x:${USER}:\n`);
  write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  write("/etc/ssl/certs/ca-certificates.crt", readFileSync("/etc/ssl/certs/ca-certificates.crt", "utf8"));
  write("/usr/lib/os-release", readFileSync("/usr/lib/os-release", "utf8"));
  write("/etc/debian_version", readFileSync("/etc/debian_version", "utf8"));
  symlinkSync("../usr/lib/os-release", join(root, "/etc/os-release"));
  // Where `git init` looks for them; it needs none.
  mkdirSync(join(root, "/usr/share/git-core/templates"), { recursive: true });
}

function layOutApp(root: string): void {
  const app = join(root, APP);
  mkdirSync(join(app, "services", "app"), { recursive: true });
  for (const path of ["dist", "services/app/pqc-audit.js", "LICENSE"])
    cpSync(join(SOURCE, path), join(app, path), { recursive: true });
  const { name, version, license, type } = JSON.parse(readFileSync(join(SOURCE, "package.json"), "utf8"));
  writeFileSync(join(app, "package.json"), `${JSON.stringify({ name, version, license, type })}\n`);
  symlinkSync(`../../..${APP}/services/app/pqc-audit.js`, join(root, "/usr/local/bin/pqc-audit"));
}

/** What dpkg knows of it, where tools that look for vulnerable packages read it in images without dpkg; and its licence. */
function describe({ name, status }: DebianPackage, root: string): void {
  const known = join(root, "/var/lib/dpkg/status.d");
  mkdirSync(known, { recursive: true });
  writeFileSync(join(known, name), `${status}\n`);
  const copyright = join(root, "/usr/share/doc", name, "copyright");
  mkdirSync(dirname(copyright), { recursive: true });
  copyFileSync(realpathSync(`/usr/share/doc/${name}/copyright`), copyright);
}

/** What is inside first, since it changes the times of what is outside. */
function settle(root: string, path: string, epochSeconds: number): void {
  const file = join(root, path);
  const stat = lstatSync(file);
  if (stat.isDirectory()) for (const name of readdirSync(file)) settle(root, join(path, name), epochSeconds);
  if (!stat.isSymbolicLink()) {
    const owner = WRITABLE.includes(path) ? USER : 0;
    chownSync(file, owner, owner);
    chmodSync(file, modeOf(path, stat.isDirectory()));
  }
  lutimesSync(file, epochSeconds, epochSeconds);
}

function modeOf(path: string, isDirectory: boolean): number {
  if (path === "/tmp") return 0o1777;
  if (isDirectory) return 0o755;
  return path in OWN_PROGRAMS || /^\/usr\/(?:lib|bin)/.test(path) ? 0o755 : 0o644;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("say where to: node docker/root.ts /image");
  const packages = layOut(folder, Number(process.env.SOURCE_DATE_EPOCH ?? 0));
  process.stdout.write(`${packages.map(({ name, version }) => `${name} ${version}`).join("\n")}\n`);
}
