/**
 * Dependencies on cryptographic libraries, and what their versions mean for the migration: whether a release with
 * post-quantum algorithms is there. Read beside what a file is otherwise (`setup.py` is Python too).
 */
import type { AlgorithmUse } from "../../algorithms/algorithm.ts";
import type { Artifact, ArtifactUse } from "../artifact.ts";
import { printable } from "../reading.ts";
import type { Dependency, Manifest } from "./manifest.ts";
import { MANIFESTS, manifestNamed } from "./manifests.ts";
import { type CryptoPackage, cryptoPackage, ecosystems } from "./package.ts";
import { compareVersions, type Range, rangeOf } from "./versions.ts";

const MAX_USES = 1_000;
const MAX_SEEN = 200_000;

const artifacts: ReadonlyMap<string, Artifact> = new Map(MANIFESTS.map((each) => [each.id, artifactOf(each)]));

/** The id of the manifest that a file of this name is; in lower case. */
export function manifestIdOf(name: string): string | undefined {
  return manifestNamed(name)?.id;
}

export function manifestOf(id: string): Artifact | undefined {
  return artifacts.get(id);
}

function artifactOf(manifest: Manifest): Artifact {
  return {
    id: manifest.id,
    extensions: [],
    read(bytes) {
      // one character for each byte, so that offsets are bytes
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      const uses = new Map<string, ArtifactUse>();
      let seen = 0;
      for (const dependency of manifest.read(text)) {
        if (++seen > MAX_SEEN || uses.size >= MAX_USES) {
          return { uses: [...uses.values()], error: "more dependencies than are read in one file" };
        }
        const known = cryptoPackage(manifest.ecosystem, dependency.name);
        if (known === undefined) continue;
        const use = useOf(manifest, dependency, known);
        // A lock file names one release often; a package in two releases is two.
        const key = `${dependency.name.toLowerCase()} ${dependency.version}`;
        if (!uses.has(key)) uses.set(key, use);
      }
      return { uses: [...uses.values()] };
    },
  };
}

/** What a version means: post-quantum algorithms are there, are missing, or that cannot be said. */
export type Readiness = "with" | "without" | "unknown";

export function readinessOf(known: CryptoPackage, range: Range): Readiness {
  const { postQuantum } = known;
  if (postQuantum === undefined) return "unknown";
  if (postQuantum === "none") return "without";
  const { floor, ceiling, exact } = range;
  if (floor !== undefined && compareVersions(floor, postQuantum.since) >= 0) return "with";
  if (exact && floor !== undefined) return "without";
  return ceiling !== undefined && compareVersions(ceiling, postQuantum.since) <= 0 ? "without" : "unknown";
}

const NAMES: Readonly<Record<Readiness, string>> = {
  with: "crypto-library-with-pqc",
  without: "crypto-library-without-pqc",
  unknown: "crypto-library",
};

function useOf(manifest: Manifest, dependency: Dependency, known: CryptoPackage): ArtifactUse {
  const range = rangeOf(dependency.version, ecosystems().get(manifest.ecosystem)?.bareVersion);
  const readiness = readinessOf(known, range);
  const use: AlgorithmUse = { name: readiness === "with" ? NAMES.with : (known.algorithm ?? NAMES[readiness]) };
  const name = printable(dependency.name, 60);
  const version = dependency.version.replace(/^"/, "");
  return {
    ruleId: `dependency.${manifest.ecosystem}`,
    use,
    operation: "unknown",
    usage: "dependency",
    start: dependency.start,
    end: dependency.end,
    confidence: range.exact ? "high" : "medium",
    context: dependency.name.toLowerCase(),
    snippet: `${name}${version === "" ? "" : ` ${printable(version, 30)}`} (${known.what}): ${meaning(known, readiness)}`,
    library: name,
  };
}

function meaning(known: CryptoPackage, readiness: Readiness): string {
  const { postQuantum } = known;
  const note = known.note === undefined ? "" : `; ${known.note}`;
  if (postQuantum === undefined) return known.note ?? "inventory";
  if (postQuantum === "none") return `no release is known to have post-quantum algorithms${note}`;
  if (readiness === "with") return `has ${postQuantum.what}${note}`;
  return `${postQuantum.what} from ${postQuantum.since} on${note}`;
}
