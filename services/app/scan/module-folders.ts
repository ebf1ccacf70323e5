/** Modules of a folder on disk: the nearest folder above a file that has a build manifest of its own. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const MANIFESTS =
  /^(?:package\.json|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|go\.mod|Cargo\.toml|pyproject\.toml|setup\.(?:py|cfg)|composer\.json|Gemfile|.+\.gemspec|.+\.(?:cs|fs|vb)proj|mix\.exs|rebar\.config|pubspec\.yaml|Package\.swift|conanfile\.(?:py|txt)|vcpkg\.json)$/;

/** What has no manifest above it. */
export const ROOT_MODULE = ".";

/** Asks each folder once; only those above what was found are looked at. A folder that cannot be read has no manifest. */
export function moduleFolders(root: string): (path: string) => string {
  const known = new Map<string, string>([["", ROOT_MODULE]]);
  const moduleOf = (folder: string): string => {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const above = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
    const module = hasManifest(join(root, folder)) ? folder : moduleOf(above);
    known.set(folder, module);
    return module;
  };
  return (path) => moduleOf(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
}

function hasManifest(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) => entry.isFile() && MANIFESTS.test(entry.name));
  } catch {
    return false;
  }
}
