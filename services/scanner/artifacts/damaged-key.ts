/**
 * Keys whose bytes are not whole: cut off, edited by hand, made up for a test. What the label or the readable beginning
 * says about the algorithm is said with low confidence; what neither says is not guessed.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { allCurves } from "../algorithms/curves.ts";
import { judge } from "../algorithms/registry.ts";
import { known } from "./key-algorithm.ts";
import { digest, type ObjectUse } from "./reading.ts";

const LABELLED = /^(RSA|EC|DSA|DH|X9\.42 DH) (PRIVATE KEY|PUBLIC KEY|PARAMETERS)$/;
const UNLABELLED = /^(?:PRIVATE|PUBLIC) KEY$/;
/** An algorithm identifier and the first number of a key stand within these many bytes. */
const HEAD = 64;
/** Bytes that are searched for the OID of a curve: behind the private key, before the public one. */
const CURVE_WITHIN = 256;
const OID_TAG = 0x06;
const INTEGER_TAG = 0x02;

export function readDamagedKey(label: string, der: Uint8Array): readonly ObjectUse[] {
  const [, name, kind = label] = LABELLED.exec(label) ?? [];
  const use = name ? { name: name.replace("X9.42 ", "") } : UNLABELLED.test(label) ? firstAlgorithm(der) : undefined;
  if (use === undefined) return [];
  const complete = { ...use, ...(use.name === "EC" ? curveIn(der) : modulusIn(use.name, der)) };
  const isParameters = kind === "PARAMETERS";
  const what = isParameters ? "domain parameters" : kind.toLowerCase();
  return [
    {
      ruleId: isParameters ? "pki.parameters" : kind === "PUBLIC KEY" ? "pki.public-key" : "pki.private-key",
      use: complete,
      operation: "load",
      usage: isParameters ? "configuration" : "key-material",
      confidence: "low",
      context: digest(der),
      snippet: `${what} that is not whole, ${judge(complete, "load").algorithm}`,
    },
  ];
}

/** The algorithm of SubjectPublicKeyInfo or PrivateKeyInfo: the first OID that is one. */
function firstAlgorithm(der: Uint8Array): AlgorithmUse | undefined {
  for (const dotted of oidsIn(der.subarray(0, HEAD))) {
    try {
      const { name } = known(dotted);
      return { name };
    } catch {
      // an OID of something else
    }
  }
  return undefined;
}

function curveIn(der: Uint8Array): { curve?: string } {
  for (const dotted of oidsIn(der.subarray(0, CURVE_WITHIN))) {
    const curve = allCurves().find((each) => each.oid === dotted);
    if (curve) return { curve: curve.name };
  }
  return {};
}

/** The size of the first large number, which is the modulus or the prime. */
function modulusIn(name: string, der: Uint8Array): { keySize?: number } {
  if (!/^(?:RSA|DSA|DH)$/.test(name)) return {};
  for (let at = 2; at < Math.min(der.length - 4, HEAD); at++) {
    if (der[at] !== INTEGER_TAG) continue;
    const long = (der[at + 1] ?? 0) & 0x7f;
    const isLong = (der[at + 1] ?? 0) > 0x80 && long <= 2;
    const bytes = isLong ? der.subarray(at + 2, at + 2 + long).reduce((all, byte) => all * 256 + byte, 0) : long;
    // A leading zero keeps a number with its highest bit set positive; sizes of keys are multiples of 64 bits.
    const isPadded = der[at + 2 + (isLong ? long : 0)] === 0;
    const bits = (bytes - (isPadded ? 1 : 0)) * 8;
    if (isPadded && bits >= 512 && bits <= 16_384 && bits % 64 === 0) return { keySize: bits };
  }
  return {};
}

/** The dotted forms of what may be OBJECT IDENTIFIERs, wherever they begin. */
function* oidsIn(der: Uint8Array): Generator<string> {
  for (let at = 0; at + 2 < der.length; at++) {
    const length = der[at + 1] ?? 0;
    if (der[at] !== OID_TAG || length < 3 || length > 12 || at + 2 + length > der.length) continue;
    const dotted = dottedOf(der.subarray(at + 2, at + 2 + length));
    if (dotted) yield dotted;
  }
}

function dottedOf(content: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...others] = arcs;
  if ((content.at(-1) ?? 0x80) >= 0x80) return undefined;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...others].join(".");
}
