/** What there is to say of an algorithm, from a finding or from its name alone. */
import { readCompound } from "@pqc-audit/scanner/algorithms/compound.ts";
import { protocolName } from "@pqc-audit/scanner/algorithms/parameters.ts";
import { halvesOf, judge, lookup } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Finding } from "../model/finding.ts";
import { type AlgorithmParts, curveOfName } from "./asset.ts";
import { classicalLevel, nistLevel } from "./strength.ts";

export interface AlgorithmFacts extends AlgorithmParts, Pick<Finding, "family" | "quantum" | "classical"> {
  /** Bits. */
  readonly strength?: number;
  readonly nist?: number;
  /** Registry name of the digest within, where it is a part of the name: the SHA-256 of `HMAC-SHA-256`. */
  readonly digest?: string;
  /** Of a hybrid: both halves. */
  readonly halves: readonly string[];
}

/** Of a finding that is about an algorithm. The same for every finding with the same `algorithmKey`. */
export function algorithmFacts(finding: Finding): AlgorithmFacts {
  const { algorithm, primitive, keySize, mode, padding, resolved, family, quantum, classical } = finding;
  const curve = finding.curve ?? curveOfName(algorithm);
  const strength = resolved ? classicalLevel(algorithm, finding.operation) : undefined;
  const nist = nistLevel({ algorithm, primitive, quantum, classical, strength });
  const digest = resolved ? readCompound(algorithm)?.hash : undefined;
  return {
    ...{ algorithm, primitive, resolved, family, quantum, classical },
    ...(keySize !== undefined && { keySize }),
    ...(curve !== undefined && { curve }),
    ...(mode !== undefined && { mode }),
    ...(padding !== undefined && { padding }),
    ...(strength !== undefined && { strength }),
    ...(nist !== undefined && { nist }),
    ...(digest !== undefined && { digest }),
    halves: halvesOf(algorithm).map((half) => half.algorithm),
  };
}

/** Of a name in the registry's spelling; nothing for what it does not know. */
export function factsOfName(name: string): AlgorithmFacts | undefined {
  const protocol = protocolName(name);
  const use = protocol === undefined ? readCompound(name) : { name: "TLS", protocol };
  if (use === undefined || lookup(use.name) === undefined) return undefined;
  const { family, primitive, quantum, classical, algorithm, strength } = judge(use, "unknown");
  const nist = nistLevel({ algorithm, primitive, quantum, classical, strength });
  return {
    ...{ algorithm, primitive, family, quantum, classical, resolved: true },
    ...(use.keySize !== undefined && { keySize: use.keySize }),
    ...(use.curve !== undefined && { curve: use.curve }),
    ...(use.mode !== undefined && { mode: use.mode }),
    ...(use.padding !== undefined && { padding: use.padding }),
    ...(strength !== undefined && { strength }),
    ...(nist !== undefined && { nist }),
    ...(use.hash !== undefined && { digest: use.hash }),
    halves: halvesOf(algorithm).map((half) => half.algorithm),
  };
}
