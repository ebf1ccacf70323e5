/** What programs of this Debian need to run: the shared libraries that the loader would load, and whose packages files are. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename } from "node:path";

const INFO = "/var/lib/dpkg/info";

/** Paths as the loader asks for them; each is a link or a file. `programs` are ELF files. */
export function librariesOf(programs: readonly string[]): readonly string[] {
  const paths = new Set<string>();
  for (const program of programs) {
    const said = execFileSync("ldd", [program], { encoding: "utf8" });
    if (said.includes("not found")) throw new Error(`${program} needs what is not installed:\n${said}`);
    for (const [, path = ""] of said.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)) paths.add(path);
  }
  return [...paths].sort();
}

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Its paragraph of dpkg's status file. */
  readonly status: string;
}

/** The installed packages that own these files. A file that no package owns is an error. */
export function packagesOwning(paths: readonly string[]): readonly DebianPackage[] {
  const owners = ownersByPath();
  const names = new Set(
    paths.map((path) => {
      const owner = owners.get(withoutUsr(path)) ?? owners.get(withoutUsr(realpathSync(path)));
      if (owner === undefined) throw new Error(`no Debian package owns ${path}`);
      return owner;
    }),
  );
  const paragraphs = readFileSync("/var/lib/dpkg/status", "utf8").trimEnd().split("\n\n");
  return paragraphs
    .map((status) => ({
      name: fieldOf(status, "Package"),
      version: fieldOf(status, "Version"),
      architecture: fieldOf(status, "Architecture"),
      status,
    }))
    .filter(({ name }) => names.has(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function fieldOf(paragraph: string, field: string): string {
  return new RegExp(`^${field}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
}

function ownersByPath(): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const file of readdirSync(INFO).filter((name) => name.endsWith(".list"))) {
    const [name = ""] = basename(file, ".list").split(":");
    for (const path of readFileSync(`${INFO}/${file}`, "utf8").split("\n")) owners.set(withoutUsr(path), name);
  }
  return owners;
}

/** /lib and /bin are links into /usr; packages name their files by either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:s?bin|lib)[^/]*\/)/, "");
}
