/** The browser of the page's tests: whichever is on PATH, else Debian's Chromium or npm's, unpacked into `.tools` and installed nowhere. */
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";

const run = promisify(execFile);
const unpacked = fileURLToPath(new URL("../../.tools/chromium", import.meta.url));
const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const OBTAIN_MS = 15 * 60_000;

export interface Chromium {
  readonly executable: string;
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Throws, saying what to do, where there is none. */
export async function locateChromium(): Promise<Chromium> {
  const found = await findChromium();
  if (found !== undefined) return found;
  throw new Error(
    `the tests of the page need Chromium, which is neither on PATH nor in ${unpacked}: run \`make tools\``,
  );
}

export async function findChromium(): Promise<Chromium | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const executable of folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))) {
    if (await isExecutable(executable)) return { executable, env: {} };
  }
  const executable = join(unpacked, "usr/lib/chromium/chromium");
  if (!(await isExecutable(executable))) return undefined;
  return { executable, env: { LD_LIBRARY_PATH: (await libraryFolders()).join(":") } };
}

/** Every folder with a library in it: some packages keep theirs in one of their own, which they name by where it would be installed. */
async function libraryFolders(): Promise<readonly string[]> {
  const files = await readdir(join(unpacked, "usr/lib"), { recursive: true, withFileTypes: true });
  const libraries = files.filter((entry) => !entry.isDirectory() && LIBRARY.test(entry.name));
  return [...new Set(libraries.map(({ parentPath }) => parentPath))].sort();
}

const LIBRARY = /\.so(?:\.|$)/;

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The package and those that it needs and this machine lacks are downloaded and unpacked: no root, nothing is installed. */
export function chromiumFromDebian(): Promise<void> {
  return unpacking(async (work) => {
    await mkdir(join(work, "debs/partial"), { recursive: true });
    const options = `-o Dir::Cache::archives="$PWD/debs" -o Debug::NoLocking=1 --download-only --no-install-recommends`;
    const download = `apt-get install -q -y ${options} chromium`;
    const script = `${download} >/dev/null 2>&1 || { apt-get update -q >/dev/null && ${download} >/dev/null; }
for package in debs/*.deb; do dpkg-deb -x "$package" unpacked; done`;
    await run("sh", ["-ec", script], { cwd: work, timeout: OBTAIN_MS });
  });
}

export const CHROMIUM_PACKAGE = "@sparticuz/chromium@153.0.0";

/** A headless Chromium with the libraries it needs, packed with Brotli; nothing of the package is run. */
export function chromiumFromNpm(): Promise<void> {
  return unpacking(async (work) => {
    const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    await run("npm", ["install", "--prefix", work, ...flags, CHROMIUM_PACKAGE], { cwd: work, timeout: OBTAIN_MS });
    const packed = join(work, "node_modules", CHROMIUM_PACKAGE.replace(/@[^@]+$/, ""), "bin");
    const folder = join(work, "unpacked/usr/lib/chromium");
    await mkdir(folder, { recursive: true });
    const unpack = (name: string, to: string) =>
      pipeline(createReadStream(join(packed, `${name}.br`)), createBrotliDecompress(), createWriteStream(to));
    await unpack("chromium", join(folder, "chromium"));
    await chmod(join(folder, "chromium"), 0o755);
    for (const archive of ["al2023.tar", "swiftshader.tar"]) {
      await unpack(archive, join(work, archive));
      await run("tar", ["-xf", join(work, archive), "-C", folder]);
    }
    await rename(join(folder, "lib"), join(work, "unpacked/usr/lib/beside"));
  });
}

/** `fill` leaves the tree of what is to be there in `unpacked` of its folder. */
async function unpacking(fill: (work: string) => Promise<void>): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "pqc-chromium-"));
  try {
    await fill(work);
    await rm(unpacked, { recursive: true, force: true });
    await run("cp", ["-a", join(work, "unpacked"), `${unpacked}.new`]);
    await rename(`${unpacked}.new`, unpacked);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
