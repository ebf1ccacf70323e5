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

/** Whose packages a manifest names. Throws Error for an id that no manifest has. */
export function ecosystemOf(id: string): string {
  const manifest = MANIFESTS.find((each) => each.id === id);
  if (!manifest) throw new Error(`there is no manifest ${id}`);
  return manifest.ecosystem;
}

function artifactOf(manifest: Manifest): Artifact {
  return {
    id: manifest.id,
    extensions: [],
    // A lock file names one release often; a package in two releases is two.
    once: true,
    read(bytes, _anchors, wanted = { from: 0, to: bytes.length }) {
      // one character for each byte, so that offsets are bytes
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      const uses = new Map<string, ArtifactUse>();
      let seen = 0;
      for (const dependency of manifest.read(text)) {
        if (++seen > MAX_SEEN || uses.size >= MAX_USES) {
          return { uses: [...uses.values()], error: "more dependencies than are read in one file" };
        }
        if (dependency.start < wanted.from || dependency.start >= wanted.to) continue;
        const known = cryptoPackage(manifest.ecosystem, dependency.name);
        if (known === undefined || isComment(text, dependency.start)) continue;
        const use = useOf(manifest, dependency, known);
        const key = `${dependency.name.toLowerCase()} ${dependency.version}`;
        if (!uses.has(key)) uses.set(key, use);
      }
      return { uses: [...uses.values()] };
    },
  };
}

/** Whether the line of `at` is one of comment. */
function isComment(text: string, at: number): boolean {
  const line = text.slice(Math.max(0, at - 200), at);
  return /^\s*(?:#|\/\/|%%)/.test(line.slice(line.lastIndexOf("\n") + 1));
}

/** What a version means: post-quantum algorithms are there, are missing, or that cannot be said. */
export type Readiness = "with" | "without" | "unknown";

export function readinessOf(known: CryptoPackage, range: Range): Readiness {
  const { postQuantum, noneBefore } = known;
  if (postQuantum === "none") return "without";
  const { floor, ceiling, exact } = range;
  if (postQuantum && floor !== undefined && compareVersions(floor, postQuantum.since) >= 0) return "with";
  const bound = postQuantum?.since ?? noneBefore;
  if (bound === undefined) return "unknown";
  if (exact && floor !== undefined && compareVersions(floor, bound) < 0) return "without";
  return ceiling !== undefined && compareVersions(ceiling, bound) <= 0 ? "without" : "unknown";
}

function algorithmOf(known: CryptoPackage, readiness: Readiness): string {
  if (readiness === "with") return "crypto-library-with-pqc";
  if (known.algorithm !== undefined) return known.algorithm;
  if (readiness === "unknown") return "crypto-library";
  return known.platform ? "platform-without-pqc" : "crypto-library-without-pqc";
}

function useOf(manifest: Manifest, dependency: Dependency, known: CryptoPackage): ArtifactUse {
  const { bareVersion, versions = {} } = ecosystems().get(manifest.ecosystem) ?? {};
  const named = /^[a-z]+/.exec(dependency.version)?.[0] ?? "";
  const number = Object.hasOwn(versions, named) ? versions[named] : undefined;
  const range = rangeOf(number ?? dependency.version, bareVersion);
  const readiness = readinessOf(known, range);
  const use: AlgorithmUse = { name: algorithmOf(known, readiness) };
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
  const { postQuantum, noneBefore } = known;
  const note = known.note === undefined ? "" : `; ${known.note}`;
  if (postQuantum === "none") return `no release is known to have post-quantum algorithms${note}`;
  if (postQuantum === undefined) {
    return readiness === "without"
      ? `releases before ${noneBefore} have no post-quantum algorithms${note}`
      : (known.note ?? "inventory");
  }
  return readiness === "with"
    ? `has ${postQuantum.what}${note}`
    : `${postQuantum.what} from ${postQuantum.since} on${note}`;
}
