/** The algorithm registry: names a use, and says what a quantum computer and today's cryptanalysis make of it. */
import { readTable } from "../data.ts";
import type { Operation, Primitive, Purpose, QuantumVerdict } from "../fact.ts";
import type { AlgorithmUse, Verdict } from "./algorithm.ts";
import { readCompound } from "./compound.ts";
import { curveName } from "./curves.ts";
import { type AlgorithmEntry, entrySpellings } from "./entry.ts";
import { fullName } from "./naming.ts";
import { hashName, modeName, paddingName, protocolName } from "./parameters.ts";
import { MAX_NAME, normalise, table } from "./spelling.ts";
import {
  hashVerdict,
  modeVerdict,
  primitiveOf,
  purposeOf,
  quantumOf,
  sizeVerdict,
  strengthOf,
  worst,
} from "./verdict.ts";

/** Entry by name or alias; case and `- _ / . space` do not matter. */
export function lookup(name: string): AlgorithmEntry | undefined {
  return name.length > MAX_NAME ? undefined : entrySpellings().get(normalise(name));
}

/**
 * What the registry makes of a use. `operation` as the caller sees it; where that is `unknown`, the use's own counts.
 * Throws on a `use.name` that is no entry: notations give only entries.
 * The classical verdict is the worst of algorithm, key size, curve, mode, padding and digest.
 */
export function judge(given: AlgorithmUse, operation: Operation): Verdict {
  const named = lookup(given.name);
  if (named === undefined) {
    throw new Error(
      `algorithm "${given.name}" is not in the registry: add it to services/scanner/algorithms/registry/`,
    );
  }
  const use = canonical(given);
  const entry = specific(named, use);
  const done = operation === "unknown" ? (use.operation ?? "unknown") : operation;
  const primitive = primitiveOf(entry, use, done);
  const version = versionOf(entry, use.protocol);
  const digest = use.hash === undefined ? undefined : lookup(use.hash);
  const strength = strengthOf(entry, use, primitive, digest);
  return {
    algorithm: fullName(entry, use, primitive),
    family: entry.family,
    primitive,
    purpose: entry.purpose ?? purposeOf(primitive, done),
    quantum: version?.quantum ?? quantumOf(entry, strength),
    classical: worst(
      version?.classical ?? entry.classical,
      sizeVerdict(entry, use),
      hashVerdict(digest, use, primitive),
      modeVerdict(use, primitive, done),
    ),
    ...(strength === undefined ? {} : { strength }),
  };
}

/**
 * The use with its parameters in the registry's spelling. What is no known parameter (a variable's name where the model
 * expected a constant) does not reach names and verdicts.
 */
function canonical(use: AlgorithmUse): AlgorithmUse {
  const { curve, mode, padding, hash, protocol, ...rest } = use;
  return {
    ...rest,
    ...present("curve", curve, curveName),
    ...present("mode", mode, modeName),
    ...present("padding", padding, paddingName),
    ...present("hash", hash, hashName),
    ...present("protocol", protocol, protocolName),
  };
}

function present<K extends string>(
  key: K,
  text: string | undefined,
  read: (text: string) => string | undefined,
): Partial<Record<K, string>> {
  const value = text === undefined ? undefined : read(text);
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

/** The entry a use means: `TLS` with `SSLv3` is SSL, `ECDH` over Curve25519 is X25519, `ML-KEM` with 768 is ML-KEM-768. */
function specific(entry: AlgorithmEntry, use: AlgorithmUse): AlgorithmEntry {
  if (entry.versions !== undefined && use.protocol !== undefined && versionOf(entry, use.protocol) === undefined) {
    const version = use.protocol;
    return (
      PROTOCOLS.map(lookup).find((other) => other !== undefined && versionOf(other, version) !== undefined) ?? entry
    );
  }
  if (entry.size === "curve" && use.curve !== undefined) {
    return lookup(MONTGOMERY.get(`${entry.family} ${use.curve}`) ?? "") ?? entry;
  }
  // Two-key triple DES, written as 112 bits or, with parity, as 128.
  if (entry.name === "3DES" && (use.keySize === 112 || use.keySize === 128)) return lookup("3DES-112") ?? entry;
  if (entry.size === undefined && use.keySize !== undefined) return lookup(`${entry.name}-${use.keySize}`) ?? entry;
  return entry;
}

function versionOf(
  entry: AlgorithmEntry,
  protocol: string | undefined,
): NonNullable<AlgorithmEntry["versions"]>[string] | undefined {
  if (protocol === undefined || entry.versions === undefined) return undefined;
  return Object.hasOwn(entry.versions, protocol) ? entry.versions[protocol] : undefined;
}

const PROTOCOLS = ["TLS", "SSL", "DTLS", "SSH", "IKE"];
const MONTGOMERY = table<string>({
  "ECDH Curve25519": "X25519",
  "ECDH Curve448": "X448",
  "EdDSA Edwards25519": "Ed25519",
  "EdDSA Curve25519": "Ed25519",
  "EdDSA Edwards448": "Ed448",
  "EdDSA Curve448": "Ed448",
  "EC Curve25519": "X25519",
  "EC Curve448": "X448",
  "EC Edwards25519": "Ed25519",
  "EC Edwards448": "Ed448",
});

/** Half of a hybrid with its own verdicts. The same shape as the public contract's `halves`. */
export interface Half extends Pick<Verdict, "algorithm" | "quantum" | "classical"> {}

/** Both halves of a hybrid, the classical one first; nothing for what is none, or whose parts its name does not fix. */
export function halvesOf(algorithm: string): readonly Half[] {
  const known = halves.get(algorithm);
  if (known) return known;
  const found = (lookup(algorithm)?.halves ?? []).map((half) => {
    const use = readCompound(half);
    if (use === undefined)
      throw new Error(`algorithm "${algorithm}" has the half "${half}", which is not in the registry`);
    const { algorithm: name, quantum, classical } = judge(use, "unknown");
    return { algorithm: name, quantum, classical };
  });
  if (halves.size < 10_000) halves.set(algorithm, found);
  return found;
}
const halves = new Map<string, readonly Half[]>();

/** The same shape as the public contract's `replacement`. */
export interface Replacement {
  readonly algorithm: string;
  /** FIPS, RFC, SP or Internet-Draft that defines it. */
  readonly standard: string;
}

interface Row extends Replacement {
  readonly purpose: Purpose;
  readonly families?: readonly string[];
  readonly primitives?: readonly Primitive[];
  readonly quantum?: readonly QuantumVerdict[];
  readonly protocol?: string;
  readonly mandates?: Readonly<Record<string, Replacement>>;
}

let rows: readonly Row[] | undefined;

// Drafts that became standards under another name and do not interoperate with them.
const DRAFTS: ReadonlySet<string> = new Set(["Kyber", "Dilithium", "SPHINCS+"]);

/**
 * What to move to for this purpose; nothing where nothing has to change (safe, hybrid and post-quantum uses that are
 * classically sound), or where the purpose gives no answer. `mandates` are ids such as `cnsa-2.0` of those in force; where
 * several name an algorithm, the first of the row stands, which asks for most.
 */
export function replacementFor(
  verdict: Pick<Verdict, "family" | "primitive" | "quantum" | "classical"> & { readonly protocol?: string },
  purpose: Purpose,
  mandates: readonly string[] = [],
): Replacement | undefined {
  const sound = verdict.quantum !== "broken" && verdict.quantum !== "weakened" && verdict.classical === "ok";
  if (sound && !DRAFTS.has(verdict.family)) return undefined;
  rows ??= readTable<Row[]>("algorithms/replacements.yaml");
  const row = rows.find(
    (candidate) =>
      candidate.purpose === purpose &&
      (candidate.families?.includes(verdict.family) ?? true) &&
      (candidate.primitives?.includes(verdict.primitive) ?? true) &&
      (candidate.quantum?.includes(verdict.quantum) ?? true) &&
      (candidate.protocol === undefined || verdict.protocol?.startsWith(candidate.protocol) === true),
  );
  if (row === undefined) return undefined;
  const chosen = Object.entries(row.mandates ?? {}).find(([id]) => mandates.includes(id))?.[1] ?? row;
  return { algorithm: chosen.algorithm, standard: chosen.standard };
}
