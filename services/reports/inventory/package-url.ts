/** Package URLs (https://github.com/package-url/purl-spec) of what manifests ask for. */
import type { Finding } from "../model/finding.ts";
import { releaseOf } from "./asset.ts";

const TYPES: Readonly<Record<string, string>> = {
  apple: "cocoapods",
  cargo: "cargo",
  composer: "composer",
  go: "golang",
  hex: "hex",
  maven: "maven",
  npm: "npm",
  nuget: "nuget",
  pub: "pub",
  pypi: "pypi",
  rubygems: "gem",
};

/**
 * Nothing for platforms (the `java` of a build, the `go` of a go.mod), images and native libraries, which have no registry of
 * their own. Without a version where the manifest does not name one release.
 */
export function packageUrl(finding: Finding): string | undefined {
  const { ruleId, library: name = "" } = finding;
  const version = releaseOf(finding);
  const ecosystem = ruleId.slice(ruleId.indexOf(".") + 1);
  const type = Object.hasOwn(TYPES, ecosystem) ? TYPES[ecosystem] : undefined;
  if (type === undefined) return undefined;
  const parts = (type === "maven" ? name.split(":") : name.split("/")).slice(0, 10);
  const isQualified = parts.length > 1 && parts.every((part) => part !== "");
  if ((type === "maven" || type === "golang" || type === "composer") && !isQualified) return undefined;
  const spelled = type === "pypi" ? [name.toLowerCase().replaceAll(/[_.]/g, "-")] : parts;
  const path = spelled.map((part) => encodeURIComponent(part.toWellFormed())).join("/");
  return `pkg:${type}/${path}${version === "" ? "" : `@${encodeURIComponent(version.toWellFormed())}`}`;
}
